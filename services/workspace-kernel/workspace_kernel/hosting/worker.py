"""`python -m workspace_kernel.hosting.worker`: the process in which a workbench does its work.

It takes orders from stdin, answers each on stdout, and ends with its stdin, which is when the
kernel ends, however that comes about.
"""

import gc
import os
import signal
import sys
from typing import Any, BinaryIO, Final

from nexus_runtime.graph import GraphError, GraphLimits, TooLargeError
from nexus_runtime.parts import opened, rework
from workspace_kernel.hosting.frames import LENGTH, packed, parts_as_frame, unpacked

OPEN: Final = "open"
REWORK: Final = "rework"
DONE: Final = "done"
REFUSED: Final = "refused"
TOO_LARGE: Final = "too large"
# Who waits for a long piece of work may wait longer than those who are served meanwhile.
_NICENESS: Final = 10


def main() -> None:
    """Work until there are no more orders."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    os.nice(_NICENESS)
    # Amid hundreds of thousands of values that are no garbage, to look for some takes most of the
    # time; between two orders there is next to nothing to look through.
    gc.disable()
    gc.freeze()
    while (frame := _read(sys.stdin.buffer)) is not None:
        sys.stdout.buffer.write(_answer(*unpacked(frame)))
        sys.stdout.buffer.flush()
        gc.collect()


def _answer(order: Any, blobs: list[bytes]) -> bytes:
    what, limits = order
    try:
        if what == OPEN:
            snapshot, *patches = blobs
            header, entries = parts_as_frame(opened(snapshot, patches))
            return packed([DONE, header], entries)
        excerpt, patch = blobs
        done = rework(excerpt, patch, GraphLimits(*limits))
        header, entries = parts_as_frame(done.parts)
        return packed([DONE, header], [done.patch, *entries])
    except TooLargeError as error:
        return packed([TOO_LARGE, str(error)], [])
    except GraphError as error:
        return packed([REFUSED, str(error)], [])


def _read(stream: BinaryIO) -> bytes | None:
    length = stream.read(LENGTH.size)
    if len(length) < LENGTH.size:
        return None
    (size,) = LENGTH.unpack(length)
    frame = stream.read(size)
    return frame if len(frame) == size else None


if __name__ == "__main__":
    main()
