"""A lock file that is tried out: rendered from, and taken back unless it is to stay."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nexus_gitops.images.image import ImageLock, dump_lock
from nexus_gitops.images.lock_file import read_lock, write_lock
from nexus_gitops.platform import loading
from nexus_gitops.rendering.inputs import forget


@contextmanager
def trial_lock(environment: str, lock: ImageLock) -> Iterator[Callable[[], bool]]:
    """Have the images of `lock` locked as long as the block, or for good.

    Yields:
        a function that lets them stay, and tells whether the file is another one than before.

    Raises:
        LocalError: the lock file cannot be read or written.
    """
    path = loading.lock_file(environment)
    before, after = read_lock(path), dump_lock(lock)
    stays = before == after

    def stay() -> bool:
        nonlocal stays
        stays = True
        return before != after

    if not stays:
        write_lock(path, after)
        forget()
    try:
        yield stay
    finally:
        if not stays:
            write_lock(path, before)
            forget()
