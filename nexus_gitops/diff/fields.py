"""Two values compared field by field, lists of Kubernetes objects by their merge keys.

An element inserted into a list is then one addition and not a change of all that follow.
Source of the keys: `x-kubernetes-list-map-keys` and `x-kubernetes-patch-merge-key` in the
Kubernetes OpenAPI document; meaning: "Merge Strategy" in the Kubernetes API concepts on
server-side apply.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final

from nexus_gitops.diff.display import one_line
from nexus_gitops.diff.model import ABSENT


class Item(str):
    """A step into a list: the element's merge key, or its index."""

    __slots__ = ()


class Note(str):
    """A last step that leads nowhere but says what the change is about."""

    __slots__ = ()


_PLAIN_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN_ITEM: Final = re.compile(r"[A-Za-z0-9_./:-]+")

Path = tuple[str, ...]
"""Steps from the object to a value: a plain `str` is a mapping's key; else `Item`, `Note`."""


@dataclass(frozen=True, slots=True)
class Change:
    """One place where two objects differ; `before` or `after` may be `ABSENT`."""

    path: Path
    before: Any
    after: Any


def compare(before: Any, after: Any, path: Path = ()) -> Iterator[Change]:
    """The differences from `before` to `after`, each as high up in the tree as it is whole."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _compare_mappings(before, after, path)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _compare_lists(before, after, path)
    elif not same(before, after):
        yield Change(path, before, after)


def same(before: Any, after: Any) -> bool:
    """Deep equality in which `true`, `1` and `1.0` are three values, as they are in YAML."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return before.keys() == after.keys() and all(same(before[k], after[k]) for k in before)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(same, before, after))
    return type(before) is type(after) and bool(before == after)


def leaves(change: Change) -> Iterator[Change]:
    """`change` taken apart, so that a rule meets the same path however much was added at once.

    A list element that went away stays whole: what it took with it (a removed container's
    limits) is not a change to anything that still runs.
    """
    if ABSENT not in (change.before, change.after):
        yield change
        return
    present = change.before if change.after is ABSENT else change.after
    gone = change.after is ABSENT and isinstance(change.path[-1], Item)
    if gone or not present or not (isinstance(present, Mapping) or _all_mappings(present)):
        yield change
        return
    empty = type(present)()
    before, after = (empty if side is ABSENT else side for side in (change.before, change.after))
    for inner in compare(before, after, change.path):
        yield from leaves(inner)


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """`value` with each text in it that is an old name under its new one."""
    if isinstance(value, Mapping):
        return {key: renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [renamed(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) and value else value


def field_name(path: Path) -> str:
    """`path` as it is shown, as `metadata.annotations["a.b/c"]` or `ports[http].port`."""
    return "".join(map(_step, path)).strip(" .")


def _step(step: str) -> str:
    if isinstance(step, Note):
        return f" ({step})"
    if isinstance(step, Item):
        return f"[{step if _PLAIN_ITEM.fullmatch(step) else one_line(step)}]"
    return f".{step}" if _PLAIN_KEY.fullmatch(step) else f"[{one_line(step)}]"


def _compare_mappings(
    before: Mapping[Any, Any], after: Mapping[Any, Any], path: Path, step: type[str] = str
) -> Iterator[Change]:
    for key in sorted(before.keys() | after.keys(), key=str):
        yield from compare(before.get(key, ABSENT), after.get(key, ABSENT), (*path, step(key)))


def _compare_lists(before: list[Any], after: list[Any], path: Path) -> Iterator[Change]:
    if not (_all_mappings(before) and _all_mappings(after)):
        if not same(before, after):
            yield Change(path, before, after)
        return
    for key in _MERGE_KEYS.get(path[-1], ()) if path else ():
        old, new = _by_key(before, key), _by_key(after, key)
        if old is not None and new is not None:
            yield from _compare_mappings(old, new, path, Item)
            yield from _compare_order(old, new, path)
            return
    yield from _compare_by_index(before, after, path)


def _compare_order(
    before: Mapping[str, Any], after: Mapping[str, Any], path: Path
) -> Iterator[Change]:
    old, new = [key for key in before if key in after], [key for key in after if key in before]
    if old != new:
        yield Change((*path, Note("order")), old, new)


def _compare_by_index(before: list[Any], after: list[Any], path: Path) -> Iterator[Change]:
    """By position, once what both lists begin and end with is set aside."""
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    for index, (left, right) in enumerate(zip_longest(old, new, fillvalue=ABSENT), head):
        yield from compare(left, right, (*path, Item(index)))


def _common(before: Sequence[Any], after: Sequence[Any]) -> int:
    """How many elements both begin with."""
    for index, (left, right) in enumerate(zip(before, after, strict=False)):
        if not same(left, right):
            return index
    return min(len(before), len(after))


def _all_mappings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, Mapping) for item in value)


_Key = Callable[[Mapping[str, Any]], Any]


def _by_key(items: list[Any], key: _Key) -> dict[str, Any] | None:
    """`items` by their key, or None if one has none or two share it."""
    keyed = {str(label): item for item in items if type(label := key(item)) in (str, int)}
    return keyed if len(keyed) == len(items) else None


def _value_of(field: str) -> _Key:
    return lambda item: item.get(field)


def _port(field: str) -> _Key:
    def key(item: Mapping[str, Any]) -> str | None:
        number, protocol = item.get(field), item.get("protocol", "TCP")
        if number is None:
            return None
        return f"{number}" if protocol == "TCP" else f"{number}/{protocol}"

    return key


def _metadata_name(item: Mapping[str, Any]) -> Any:
    metadata = item.get("metadata")
    return metadata.get("name") if isinstance(metadata, Mapping) else None


_NAME = (_value_of("name"),)
_MERGE_KEYS: Final[Mapping[str, tuple[_Key, ...]]] = {
    "conditions": (_value_of("type"),),
    "containers": _NAME,
    "data": (_value_of("secretKey"),),  # ExternalSecret
    "env": _NAME,
    "ephemeralContainers": _NAME,
    "imagePullSecrets": _NAME,
    "initContainers": _NAME,
    # The API's own key is the number; by name, a changed number reads as one change.
    "ports": (*_NAME, _port("containerPort"), _port("port")),
    "topologySpreadConstraints": (_value_of("topologyKey"),),
    "volumeClaimTemplates": (_metadata_name,),
    "volumeDevices": (_value_of("devicePath"),),
    "volumeMounts": (_value_of("mountPath"),),
    "volumes": _NAME,
}
"""Merge keys by the name of the list; the first one that tells all elements apart is used."""
