"""Reads the text of a manifest: the object in it, and the line that a field is on."""

import re
from typing import Any, Final

import yaml

from nexus_gitops.errors import LocalError
from nexus_gitops.manifests.identity import KubeObject

_Loader = yaml.CSafeLoader
# The API server's own limit is higher, but no object of Kubernetes needs a part of it.
_DEEPEST: Final = 150
_MAY_BE_DEEP: Final = re.compile(rf"^[ \t?:-]{{{_DEEPEST // 2}}}", re.MULTILINE)
_OPENING: Final = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSING: Final = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
_STEP: Final = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def from_yaml(text: str, path: str) -> KubeObject:
    """The object in `text`; `path` is only named in errors.

    Raises:
        LocalError: `text` is no YAML, or not exactly one Kubernetes object.
    """
    _check_depth(text, path)
    try:
        obj = yaml.load(text, Loader=_Loader)  # noqa: S506 -- the safe loader, in C
    except yaml.YAMLError as error:
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


def documents(text: str, path: str) -> list[Any]:
    """Whatever the YAML documents in `text` hold; `path` is only named in errors.

    Raises:
        LocalError: `text` is no YAML, or too deep.
    """
    _check_depth(text, path)
    try:
        return list(yaml.load_all(text, Loader=_Loader))
    except yaml.YAMLError as error:
        raise LocalError(f"{path} is no YAML: {' '.join(str(error).split())}") from error


def split(text: str, path: str) -> list[tuple[int, str]]:
    """The YAML documents in `text`, each with the line that it begins on, from 1.

    Raises:
        LocalError: `text` is no YAML, or too deep.
    """
    _check_depth(text, path)
    found: list[tuple[int, str]] = []
    try:
        for node in yaml.compose_all(text, Loader=_Loader):
            start, end = node.start_mark, node.end_mark
            found.append((start.line + 1, text[start.index : end.index]))
    except yaml.YAMLError as error:
        raise LocalError(f"{path} is no YAML: {' '.join(str(error).split())}") from error
    return found


def _check_depth(text: str, path: str) -> None:
    """Stop before a text that is nested so deep that loading it would end the process.

    Most texts have fewer brackets and shorter indents than it takes, and need no second look.
    """
    brackets = text.count("[") + text.count("{")
    if brackets <= _DEEPEST // 2 and not _MAY_BE_DEEP.search(text):
        return
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, _OPENING) - isinstance(event, _CLOSING)
            if depth > _DEEPEST:
                break
    except yaml.YAMLError:
        return  # loading it tells what is wrong
    if depth > _DEEPEST:
        raise LocalError(
            f"{path} is nested deeper than {_DEEPEST} levels", "no object of Kubernetes is"
        )


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
