"""The process that renders: names of environments on stdin, their manifests on stdout,
or the reason why there are none.

`process` starts it: `python -m nexus_gitops.rendering.worker ENGINE LIFELINE SCRATCH`, where the
lifeline is a file descriptor that ends with whoever started it, and scratch the folder of
temporary files.
"""

import gc
import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any, Final, NoReturn

from nexus_gitops.errors import NexusError
from nexus_gitops.platform import loading
from nexus_gitops.platform.project import platform, project
from nexus_gitops.rendering.engine import FAILED, TOLD, UNANSWERED, Engine
from nexus_gitops.rendering.reads import refusal, refuse_others, refused


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
        _end(TOLD, str(error))
    except Exception as error:  # noqa: BLE001 -- jsii passes on whatever JavaScript throws
        _end(FAILED, f"{_place(error)}{type(error).__name__}: {error}")


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
        _end(UNANSWERED, unanswered)
    if isinstance(failure, NexusError):
        _end(TOLD, str(failure))
    if failure is not None:
        _end(UNANSWERED, f"{_place(failure)}{type(failure).__name__}")
    return answer


def _end(code: int, reason: str = "") -> NoReturn:
    if path := refused():
        code, reason = TOLD, str(refusal(path))
    print(" ".join(reason.split()))
    sys.exit(code)


_RENDER: Final[Mapping[Engine, Callable[[Sequence[str]], list[dict[str, Any]]]]] = {
    Engine.FAST: _without_node,
    Engine.CDK8S: _with_cdk8s,
}


def _end_with(lifeline: int, scratch: str) -> None:
    """When whoever started us is gone, go too: with temporary files, and with Node."""
    os.read(lifeline, 1)
    shutil.rmtree(scratch, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


def _main() -> None:
    gc.disable()  # the process is over before garbage is worth a search
    engine, lifeline, scratch = sys.argv[1:]
    Thread(target=_end_with, args=[int(lifeline), scratch], daemon=True).start()
    refuse_others()
    answer = _RENDER[Engine(engine)](json.load(sys.stdin))
    if refused():
        _end(TOLD)
    json.dump(answer, sys.stdout)
    sys.stdout.flush()
    os._exit(0)  # Node ends when its stdin closes; taking all of cdk8s down first is for nobody


if __name__ == "__main__":
    _main()
