"""The process that renders: names of environments on stdin, an `Answer` for each on stdout.

A failure of one is its answer, and the others are rendered. Where a file was refused there are
no answers, but the reason: nobody knows which of the environments depend on it.

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
from contextlib import redirect_stdout
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any, Final

from nexus_gitops.errors import NexusError
from nexus_gitops.platform import loading
from nexus_gitops.platform.attempts import attempt
from nexus_gitops.platform.project import platform, project
from nexus_gitops.rendering.engine import TOLD, Answer, Engine, Outcome
from nexus_gitops.rendering.reads import refusal, refuse_others, refused


def _start_cdk8s(environments: Sequence[str]) -> None:
    """Load environments while Node starts, which jsii waits for in another thread."""
    starting = Thread(target=import_module, args=["nexus_gitops.rendering.render"])
    starting.start()
    attempt(environments, loading.load)
    starting.join()


def _render(environment: str) -> dict[str, Any]:
    from nexus_gitops.rendering.render import render

    env = loading.load(environment)
    rendering = render(platform(), env, loading.images(environment), env.repository)
    # asdict would copy every object of it.
    return {field.name: getattr(rendering, field.name) for field in fields(rendering)}


def _place(error: BaseException) -> str:
    """The last line of the platform or of a construct that led to it, as `core.py, line 60: `."""
    import nexus_constructs

    folders = (project().folder, Path(*nexus_constructs.__path__))
    ours = [
        f"{Path(frame.filename).name}, line {frame.lineno}: "
        for frame in traceback.extract_tb(error.__traceback__)
        if any(Path(frame.filename).is_relative_to(folder) for folder in folders)
    ]
    return ours[-1] if ours else ""


def _with_cdk8s(environments: Sequence[str]) -> dict[str, Answer]:
    _start_cdk8s(environments)
    # jsii passes on whatever JavaScript throws.
    return {name: _answer(name, unforeseen=Outcome.FAILED) for name in environments}


def _without_node(environments: Sequence[str]) -> dict[str, Answer]:
    from nexus_gitops.rendering.fast.modules import install

    install()
    return {name: _known(name) for name in environments}


def _known(environment: str) -> Answer:
    """The fast engine's answer, as long as it has met nothing unknown.

    From then on it has none: what was met may have changed modules that all environments share.
    """
    from nexus_gitops.rendering.fast.unknown import first_unknown

    if not first_unknown():
        # Of an error that nobody foresaw cdk8s has the words.
        answer = _answer(environment, unforeseen=Outcome.UNANSWERED)
        if not first_unknown():
            return answer
    return Answer(Outcome.UNANSWERED, str(first_unknown()))


def _answer(environment: str, *, unforeseen: Outcome) -> Answer:
    try:
        return Answer(Outcome.RENDERED, _render(environment))
    except NexusError as error:
        return Answer(Outcome.TOLD, _line(error.message), _line(error.hint) or "correct it")
    except (Exception, SystemExit) as error:  # noqa: BLE001 -- a platform's code may raise anything
        reason = f"{_place(error)}{type(error).__name__}: {error}"
        return Answer(unforeseen, _line(reason))


def _line(reason: str) -> str:
    return " ".join(reason.split())


_RENDER: Final[Mapping[Engine, Callable[[Sequence[str]], dict[str, Answer]]]] = {
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
    with redirect_stdout(sys.stderr):  # a platform may print, and only answers are read
        answers = _RENDER[Engine(engine)](json.load(sys.stdin))
    if path := refused():
        print(_line(str(refusal(path))))
        sys.exit(TOLD)
    sys.stdout.write(json.dumps(answers))  # json.dump does not use the encoder in C
    sys.stdout.flush()
    os._exit(0)  # Node ends when its stdin closes; taking all of cdk8s down first is for nobody


if __name__ == "__main__":
    _main()
