"""Chooses which version of an image an environment runs, in its lock file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from nexus_gitops.errors import UsageError
from nexus_gitops.images.image import Image, ImageLock, dump_lock, parse_lock
from nexus_gitops.images.lock_file import read_lock, write_lock
from nexus_gitops.images.pin import unknown_image

_FORM: Final = "write SERVICE=TAG, SERVICE=DIGEST or SERVICE=TAG@DIGEST"


@dataclass(frozen=True, slots=True)
class Chosen:
    """One image, as it was in the lock and as it is now."""

    service: str
    before: Image
    after: Image

    @property
    def changed(self) -> bool:
        """Whether the lock had another one."""
        return self.before != self.after


def parse_choices(texts: Iterable[str]) -> dict[str, str]:
    """Versions by service, of texts like `redis=7.4.2-alpine`.

    Raises:
        UsageError: one has another form, or two are of one service.
    """
    found: dict[str, str] = {}
    for text in texts:
        service, separator, version = text.partition("=")
        if not (service and separator and version):
            raise UsageError(f"{text!r} chooses no version of an image", _FORM)
        if found.setdefault(service, version) != version:
            raise UsageError(f"{service} is given two versions", "choose one of them")
    return found


def choose(path: Path, versions: Mapping[str, str]) -> tuple[Chosen, ...]:
    """Write the versions into a lock file, all or none of them.

    A new tag takes its digest from the version, or has none: the old one was another image's.

    Args:
        path: the lock file.
        versions: by service, as `parse_choices` gives them.

    Raises:
        UsageError: the lock has no such service, or a version is neither tag nor digest.
        LocalError: the file cannot be read or written, or is no lock file.
    """
    lock = parse_lock(read_lock(path), path.name)
    chosen = tuple(_chosen(lock, service, version) for service, version in versions.items())
    if any(one.changed for one in chosen):
        write_lock(path, dump_lock({**lock, **{one.service: one.after for one in chosen}}))
    return chosen


def _chosen(lock: ImageLock, service: str, version: str) -> Chosen:
    if service not in lock:
        raise unknown_image(service, lock)
    before = lock[service]
    tag, at, digest = version.partition("@")
    if not at and ":" in version:  # no tag has a colon, and every digest
        return Chosen(service, before, replace(before, digest=version))
    if tag == before.tag and not at:
        return Chosen(service, before, before)
    return Chosen(service, before, replace(before, tag=tag, digest=digest))
