"""Pins the images of a lock to the digests that their tags have now."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Final

from nexus_gitops.errors import LocalError, UnreachableError, UsageError
from nexus_gitops.images.image import Image, ImageLock, dump_lock, parse_lock
from nexus_gitops.images.lock_file import read_lock, write_lock
from nexus_gitops.images.registry.bounds import ask_all
from nexus_gitops.images.registry.client import open_client, resolve_digest
from nexus_gitops.terminal import counted

_AT_ONCE: Final = 8
_SECONDS: Final = 300.0


class Change(StrEnum):
    """What pinning did to one image."""

    NEW = "new"
    """Its digest was not known before."""
    MOVED = "moved"
    """Its tag has another digest than the lock had: somebody pushed it again."""
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Pin:
    """One image and the digest that its tag has.

    Attributes:
        service: who runs it.
        image: with its digest.
        before: digest in the lock; "" where it had none.
    """

    service: str
    image: Image
    before: str

    @property
    def change(self) -> Change:
        """How the digest compares with the lock's."""
        if not self.before:
            return Change.NEW
        return Change.SAME if self.before == self.image.digest else Change.MOVED


@dataclass(frozen=True, slots=True)
class PinResult:
    """What pinning found.

    Attributes:
        pins: one for each service asked for, by its name.
        lock: all images of the lock, with what was found.
    """

    pins: tuple[Pin, ...]
    lock: ImageLock

    @property
    def changed(self) -> tuple[Pin, ...]:
        """The pins that differ from what the lock had."""
        return tuple(pin for pin in self.pins if pin.change is not Change.SAME)


def pin(lock: ImageLock, services: Iterable[str] = ()) -> PinResult:
    """Ask the registries for the digests of the services, of all in the lock where none is named.

    Writes nothing; one failure fails the whole, so that no lock is half pinned.

    Raises:
        UsageError: the lock has no such service; the nearest name is in the hint.
        UnreachableError, LocalError: see `resolve_digest`.
    """
    names = sorted(set(services)) or sorted(lock)
    for name in names:
        if name not in lock:
            raise unknown_image(name, lock)
    images = [lock[name] for name in names]
    with open_client() as client:
        questions = [partial(resolve_digest, image, client) for image in images]
        try:
            digests = ask_all(questions, at_once=_AT_ONCE, seconds=_SECONDS)
        except TimeoutError:
            raise UnreachableError(
                f"the registries have not answered for {counted(len(images), 'image')} in {_SECONDS:.0f} s",
                "name one service after another to see which it is",
            ) from None
    pins = tuple(
        Pin(name, replace(image, digest=digest), before=image.digest)
        for name, image, digest in zip(names, images, digests, strict=True)
    )
    return PinResult(pins, {**lock, **{found.service: found.image for found in pins}})


def look_up(path: Path, services: Iterable[str] = ()) -> PinResult:
    """What pinning the images of a lock file would find; writes nothing.

    Args:
        path: the lock file.
        services: see `pin`.

    Raises:
        LocalError: the file cannot be read or is no lock file.
        UsageError, UnreachableError: see `pin`.
    """
    return pin(parse_lock(read_lock(path), path.name), services)


def pin_file(path: Path, services: Iterable[str] = ()) -> PinResult:
    """Pin the images of a lock file and, where a digest changed, write it in one step.

    Args:
        path: the lock file.
        services: see `pin`.

    Raises:
        LocalError: the file cannot be read or written, is no lock file, or was changed by
            someone else meanwhile.
        UsageError, UnreachableError: see `pin`.
    """
    text = read_lock(path)
    result = pin(parse_lock(text, path.name), services)
    if result.changed:
        if read_lock(path) != text:
            raise LocalError(f"{path} was changed while the registries were asked", "run it again")
        write_lock(path, dump_lock(result.lock))
    return result


def lock_pushed(path: Path, pushed: Mapping[str, Image]) -> PinResult:
    """Lock the digests that a push told, and write the lock file where one changed.

    Args:
        path: the lock file.
        pushed: images with their digests, by service.

    Raises:
        LocalError: the file cannot be read or written, is no lock file, or no longer names the
            images that were pushed.
    """
    lock = parse_lock(read_lock(path), path.name)
    pins = []
    for service, image in sorted(pushed.items()):
        locked = lock.get(service)
        if locked is None or replace(locked, digest=image.digest) != image:
            raise LocalError(
                f"{path} was changed while {image.tagged} was built",
                f"the push is done, and its digest is {image.digest}; run it again",
            )
        pins.append(Pin(service, image, before=locked.digest))
    result = PinResult(tuple(pins), {**lock, **pushed})
    if result.changed:
        write_lock(path, dump_lock(result.lock))
    return result


def unknown_image(name: str, lock: ImageLock) -> UsageError:
    """The error for a service that a lock does not have; the nearest name is in the hint."""
    near = difflib.get_close_matches(name, lock, n=1)
    guess = f"did you mean {near[0]}? " if near else ""
    return UsageError(
        f"there is no image of {name!r}", f"{guess}there are: {', '.join(sorted(lock))}"
    )
