"""Works side by side, each in a fork of this process, which has imported what they need."""

from collections.abc import Callable, Mapping
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TypeVar

from nexus_gitops.errors import LocalError

_T = TypeVar("_T")


def side_by_side(works: Mapping[str, Callable[[], _T]]) -> dict[str, _T]:
    """What each returns; one alone needs no fork.

    Raises:
        LocalError: a fork was ended from outside, as by a system that is out of memory.
        Exception: whatever the first of the works raised.
    """
    if len(works) == 1:
        return {name: work() for name, work in works.items()}
    context = get_context("fork")
    started = []
    for name, work in works.items():
        receiving, sending = context.Pipe(duplex=False)
        process = context.Process(target=_tell, args=(sending, work))
        process.start()
        sending.close()
        started.append((name, receiving, process))
    answers: dict[str, _T] = {}
    failures: list[Exception] = []
    for name, receiving, process in started:
        try:
            answer: _T | Exception = receiving.recv()
        except EOFError:
            answer = LocalError(f"the process that derives {name} was ended")
        process.join()
        if isinstance(answer, Exception):
            failures.append(answer)
        else:
            answers[name] = answer
    if failures:
        raise failures[0]
    return answers


def _tell(sending: Connection, work: Callable[[], object]) -> None:
    try:
        answer = work()
    except Exception as error:  # noqa: BLE001 -- raised again where it is received
        answer = error
    sending.send(answer)
