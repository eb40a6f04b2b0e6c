"""Reads the text of a manifest: the object in it, and the line that a field is on."""

import re
from typing import Any, Final

import yaml

from nexus_gitops.errors import LocalError
from nexus_gitops.manifests.identity import KubeObject

_Loader = yaml.CSafeLoader
_STEP: Final = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def from_yaml(text: str, path: str) -> KubeObject:
    """The object in `text`; `path` is only named in errors.

    Raises:
        LocalError: `text` is no YAML, or not exactly one Kubernetes object.
    """
    try:
        obj = yaml.load(text, Loader=_Loader)  # noqa: S506 -- the safe loader, in C
    except (yaml.YAMLError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise LocalError(f"{path} is not one YAML document: {reason}") from error
    if "*" in text and _repeats(obj):
        raise LocalError(
            f"{path} refers to one part from several places", "write it out instead of *an alias"
        )
    if not _is_kubernetes_object(obj):
        raise LocalError(
            f"{path} holds no Kubernetes object", "it needs apiVersion, kind and metadata.name"
        )
    return dict(obj)


def _repeats(obj: Any) -> bool:
    """Whether a part of `obj` is there twice: a few lines may unfold to more than any memory."""
    seen, waiting = set(), [obj]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict | list):
            if id(part) in seen:
                return True
            seen.add(id(part))
            waiting += part.values() if isinstance(part, dict) else part
    return False


def _is_kubernetes_object(value: Any) -> bool:
    metadata = value.get("metadata") if isinstance(value, dict) else None
    return isinstance(metadata, dict) and all(
        isinstance(text, str) and text
        for text in (value.get("apiVersion"), value.get("kind"), metadata.get("name"))
    )


def line_of(text: str, field: str) -> int:
    """The line, from 1, where `field` (a path as `walk` gives it) starts in a manifest.

    What the text does not have leads to the nearest thing above it that it has.
    """
    node = yaml.compose(text, Loader=_Loader)
    line = 1
    for key, index in _STEP.findall(field):
        found = _child(node, key, index)
        if found is None:
            return line
        line, node = found
    return line


def _child(node: yaml.Node | None, key: str, index: str) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode) and key:
        for name, value in node.value:
            if name.value == key:
                return name.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and index and int(index) < len(node.value):
        item = node.value[int(index)]
        return item.start_mark.line + 1, item
    return None
