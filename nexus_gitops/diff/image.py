"""Image references: which of two is the older version, and where they are from."""

import re
from typing import Final

_VERSION: Final = re.compile(r"v?(?P<numbers>\d+(?:\.\d+)*)(?:[-+_].*)?")


def is_downgrade(before: str, after: str) -> bool:
    """Whether both tag the same image with comparable versions and `after` is the older one.

    Versions are comparable when they have equally many numbers: `16` floats over `16.4` and
    is neither older nor newer. The registry may differ, and what follows the numbers
    (`-alpine`) is not compared.
    """
    (old_name, old), (new_name, new) = _name_and_version(before), _name_and_version(after)
    return old_name == new_name and len(old) == len(new) and new < old


def registry_of(reference: str) -> str:
    """The host that the image is from; Docker Hub's where none is named.

    Source: https://github.com/distribution/reference, its splitDockerDomain.
    """
    host, slash, _ = reference.partition("/")
    if slash and ("." in host or ":" in host or host == "localhost"):
        return "docker.io" if host == "index.docker.io" else host
    return "docker.io"


def _name_and_version(reference: str) -> tuple[str, tuple[int, ...]]:
    tagged = reference.partition("@")[0].rpartition("/")[2]
    name, _, tag = tagged.partition(":")
    found = _VERSION.fullmatch(tag)
    return name, tuple(map(int, found["numbers"].split("."))) if found else ()
