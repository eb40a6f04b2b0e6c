"""Names of objects that are given none, made from their place in the tree as cdk8s does."""

import os
import re
from itertools import pairwise
from typing import Final

from nexus_gitops.rendering.fast.tree import Node
from nexus_gitops.rendering.fast.unknown import unknown

_LONGEST: Final = 63
_HASH_LENGTH: Final = 8
_DELIMITER: Final = "-"
_LABEL: Final = re.compile(r"[0-9a-z-]+")
_NOT_ALLOWED: Final = re.compile(r"[^0-9a-zA-Z\-_.]")
_DEFAULTS: Final = ("resource", "default")


def dns_label(node: Node, *, longest: int = _LONGEST, hashed: bool = True) -> str:
    """The path, joined by dashes and cut at its beginning, with a hash unless it is one id."""
    components = node.path.split("/")
    (first, *more) = components
    if not more and _LABEL.fullmatch(first) and len(first) <= longest:
        return first
    names = [_NOT_ALLOWED.sub("", component.lower())[:longest] for component in components]
    return _joined([*names, _hash(node)] if hashed else names, longest)


def _joined(components: list[str], longest: int) -> str:
    """The components without repetitions; where they are too long, the first ones go."""
    last_first = components[::-1]
    different = [
        *last_first[:1],
        *(name for before, name in pairwise(last_first) if name != before),
    ]
    kept = reversed("/".join(different)[:longest].split("/"))
    words = _DELIMITER.join(name for name in kept if name).split(_DELIMITER)
    return _DELIMITER.join(word for word in words if word and word.lower() not in _DEFAULTS)


def _hash(node: Node) -> str:
    if os.environ.get("CDK8S_LEGACY_HASH"):
        unknown("CDK8S_LEGACY_HASH")
    return node.addr[:_HASH_LENGTH]
