"""No answer may take more memory, and no question more time, than those of a registry do."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final, TypeVar

import httpx

from nexus_gitops.errors import UnreachableError

# Source: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests
LARGEST_ANSWER: Final = 4 * 1024 * 1024

Result = TypeVar("Result")


class _Bounded(httpx.SyncByteStream):
    """The bytes of an answer, as long as they are not too many."""

    def __init__(self, stream: httpx.SyncByteStream, host: str) -> None:
        self._stream = stream
        self._host = host

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for chunk in self._stream:
            size += len(chunk)
            if size > LARGEST_ANSWER:
                raise UnreachableError(
                    f"{self._host} answers with more than {LARGEST_ANSWER // 1024**2} MiB,"
                    " which no manifest has",
                    "check that it is an image registry",
                )
            yield chunk

    def close(self) -> None:
        self._stream.close()


def bound_answer(response: httpx.Response) -> None:
    """Limit how much is read of an answer; a hook of httpx.

    Raises:
        UnreachableError: it is packed, though we asked for it as it is: a few bytes of that
            may unpack to more than any memory.
    """
    packing = response.headers.get("Content-Encoding", "identity")
    if packing.lower() != "identity":
        raise UnreachableError(
            f"{response.url.host} answers in the encoding {packing!r}, which nobody asked for",
            "check what is between here and the registry",
        )
    assert isinstance(response.stream, httpx.SyncByteStream)  # noqa: S101 -- of a sync client
    response.stream = _Bounded(response.stream, response.url.host)


def ask_all(
    questions: Sequence[Callable[[], Result]], *, at_once: int, seconds: float
) -> list[Result]:
    """The answers to all questions, in their order; the first failure is raised.

    Threads that wait for a server which sends a byte now and then are left behind: they end
    with the process.

    Raises:
        TimeoutError: it took longer than `seconds`.
    """
    waiting: SimpleQueue[tuple[Future[Result], Callable[[], Result]]] = SimpleQueue()
    futures: list[Future[Result]] = []
    for question in questions:
        futures.append(Future())
        waiting.put((futures[-1], question))
    for _ in range(min(at_once, len(questions))):
        Thread(target=_answer, args=(waiting,), daemon=True).start()
    limit = time.monotonic() + seconds
    return [future.result(max(0.0, limit - time.monotonic())) for future in futures]


def _answer(waiting: "SimpleQueue[tuple[Future[Result], Callable[[], Result]]]") -> None:
    while True:
        try:
            future, question = waiting.get_nowait()
        except Empty:
            return
        try:
            future.set_result(question())
        except BaseException as error:  # noqa: BLE001 -- raised where the answer is awaited
            future.set_exception(error)
