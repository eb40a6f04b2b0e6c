"""A graph that is kept by its parts, so that a change costs what it changes.

Each panel and each link is kept as its compact JSON: all of them take the memory of the graph's
text and little more, whatever is in them, and the text of the whole is a matter of joining them. A
patch is worked on with the parts that it names alone. That is a pure function of bytes, so that it
may run in another process; what concerns all of the graph (its limits, links without a panel) is
then a sum.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import jsonpointer
import orjson

from nexus_runtime.graph import (
    KINDS,
    LINKS,
    PANELS,
    GraphError,
    GraphLimits,
    Place,
    applied,
    check_counts,
    check_form,
    check_part,
    check_size,
    dangling,
    dumped,
    parse_patch,
)

_FRAME: Final = len(b'{"panels":{},"links":{}}')


@dataclass(frozen=True, slots=True)
class LinkEntry:
    """A link.

    Attributes:
        entry: its id and itself, as they stand in the graph's text.
        source: the panel from which it leads.
        target: the panel to which it leads.
    """

    entry: bytes
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Parts:
    """Panels and links by their ids; None for each that is not there any more.

    Attributes:
        panels: each with its id and itself, as they stand in the graph's text.
        links: the links.
    """

    panels: Mapping[str, bytes | None] = field(default_factory=dict)
    links: Mapping[str, LinkEntry | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rework:
    """What a patch makes of the parts that it names.

    Attributes:
        patch: the patch, in the form in which it is kept.
        parts: what becomes of them.
    """

    patch: bytes
    parts: Parts


def touched(patch: Iterable[Mapping[str, Any]]) -> tuple[Place, ...] | None:
    """The panels and links that a patch names, each once; None where it names more than those.

    Raises:
        GraphError: a pointer leads nowhere in any graph.
    """
    places: dict[Place, None] = {}
    for number, operation in enumerate(patch):
        for pointer in (operation["path"], operation.get("from")):
            if pointer is None:
                continue
            try:
                tokens = jsonpointer.JsonPointer(pointer).parts
            except jsonpointer.JsonPointerException as error:
                raise GraphError(f"operation {number}: {error}") from None
            if len(tokens) < 2:
                return None
            if tokens[0] not in KINDS:
                raise GraphError(f"operation {number}: {pointer} is not within panels or links")
            places[tokens[0], tokens[1]] = None
    return tuple(places)


def rework(excerpt: bytes, patch: bytes, limits: GraphLimits) -> Rework:
    """Apply a patch to the part of a whole graph that it names, and judge each part by itself.

    Args:
        excerpt: a graph that has the parts which the patch names, where the whole has them.
        patch: JSON Patch as somebody sent it.
        limits: how large a graph and a patch may get.

    Raises:
        TooLargeError: the patch is over a limit.
        GraphError: it is no patch, does not apply, or makes something of a part that is none.
    """
    operations = parse_patch(patch, limits)
    kept = dumped(operations)  # before its values become parts of the graph
    places = touched(operations)
    before = orjson.loads(excerpt)
    if places is None:
        gone = _places(before)
        after = applied(before, operations, limits.size)
        check_form(after)
        check_counts(len(after[PANELS]), len(after[LINKS]), limits)
        places = tuple(dict.fromkeys((*_places(after), *gone)))
    else:
        named: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
        for kind, name in places:
            if name in before[kind]:
                named[kind][name] = before[kind][name]
        after = applied(named, operations, limits.size)
    for kind, name in places:
        if name in after[kind]:
            check_part((kind, name), after[kind][name])
    return Rework(kept, _parts(after, places))


def opened(snapshot: bytes, patches: Sequence[bytes]) -> Parts:
    """The parts of a graph from a snapshot and the patches that were made since.

    Nothing is judged again: what was acknowledged is there, whatever the limits are by now.
    """
    document = orjson.loads(snapshot)
    for patch in patches:
        document = applied(document, orjson.loads(patch), sys.maxsize)
    return _parts(document, _places(document))


class PartedGraph:
    """A graph, by its parts.

    It is made of texts, and of tuples of texts, through which no collector of garbage looks: an
    object for each link of each workspace of a pod would hold the event loop for half a second.

    Args:
        parts: all of them.
    """

    def __init__(self, parts: Parts) -> None:
        self._panels: dict[str, bytes] = {}
        self._links: dict[str, bytes] = {}
        self._link_ends: dict[str, tuple[str, str]] = {}
        self._ends: Counter[str] = Counter()
        self._size = 0  # of the entries
        self._text: bytes | None = None
        self.accept(parts)

    @property
    def size(self) -> int:
        """Bytes of the graph as compact JSON."""
        return self._framed(len(self._panels), len(self._links), self._size)

    @property
    def text(self) -> bytes:
        """The whole graph as compact JSON; made once after a change."""
        if self._text is None:
            self._text = _joined(self._panels.values(), self._links.values())
        return self._text

    def excerpt(self, places: Sequence[Place] | None) -> bytes:
        """A graph of the parts in `places` alone, for `rework`; of all where it is None."""
        if places is None:
            return self.text
        return _joined(
            [self._panels[name] for name in _of(PANELS, places) if name in self._panels],
            [self._links[name] for name in _of(LINKS, places) if name in self._links],
        )

    def check(self, parts: Parts, limits: GraphLimits) -> None:
        """Whether the graph would be whole with what `rework` has made of some parts.

        Raises:
            TooLargeError: it would be over a limit.
            GraphError: a link would lead to a panel that is not there.
        """
        panels = len(self._panels) + _more(self._panels, parts.panels)
        links = len(self._links) + _more(self._links, parts.links)
        check_counts(panels, links, limits)
        check_size(self._framed(panels, links, self._size + self._growth(parts)), limits)
        for name, link in parts.links.items():
            for end in () if link is None else (link.source, link.target):
                if parts.panels.get(end, self._panels.get(end)) is None:
                    raise dangling(name, end)
        self._check_left(parts)

    def accept(self, parts: Parts) -> None:
        """Take what `check` has let through."""
        self._size += self._growth(parts)
        self._text = None
        for name, entry in parts.panels.items():
            if entry is None:
                self._panels.pop(name, None)
            else:
                self._panels[name] = entry
        for name, link in parts.links.items():
            for end in self._link_ends.pop(name, ()):
                self._ends[end] -= 1
            if link is None:
                self._links.pop(name, None)
            else:
                self._links[name] = link.entry
                self._link_ends[name] = link.source, link.target
                self._ends[link.source] += 1
                self._ends[link.target] += 1
        for panel, entry in parts.panels.items():
            if entry is None:
                self._ends.pop(panel, None)

    @staticmethod
    def _framed(panels: int, links: int, entries: int) -> int:
        return _FRAME + max(panels - 1, 0) + max(links - 1, 0) + entries

    def _growth(self, parts: Parts) -> int:
        """Bytes by which the entries would grow."""
        return sum(
            len(entry or b"") - len(self._panels.get(name, b""))
            for name, entry in parts.panels.items()
        ) + sum(
            (0 if link is None else len(link.entry)) - len(self._links.get(name, b""))
            for name, link in parts.links.items()
        )

    def _check_left(self, parts: Parts) -> None:
        """Raise GraphError where a link that stays as it is leads to a panel that goes."""
        freed = Counter(end for name in parts.links for end in self._link_ends.get(name, ()))
        for panel, entry in parts.panels.items():
            if entry is None and self._ends[panel] > freed[panel]:
                # Looked for only now, because there may be many.
                for name, ends in self._link_ends.items():
                    if name not in parts.links and panel in ends:
                        raise dangling(name, panel)


def _joined(panels: Iterable[bytes], links: Iterable[bytes]) -> bytes:
    return b'{"panels":{%b},"links":{%b}}' % (b",".join(panels), b",".join(links))


def _parts(document: Mapping[str, Any], places: Iterable[Place]) -> Parts:
    panels: dict[str, bytes | None] = {}
    links: dict[str, LinkEntry | None] = {}
    for kind, name in places:
        # Ids are interned, because each occurs as a name and at the ends of links.
        name = sys.intern(name)
        part = document[kind].get(name)
        entry = b"" if part is None else dumped({name: part})[1:-1]
        if kind == PANELS:
            panels[name] = entry or None
        else:
            links[name] = (
                LinkEntry(entry, sys.intern(part["source"]), sys.intern(part["target"]))
                if entry
                else None
            )
    return Parts(panels, links)


def _places(document: Mapping[str, Any]) -> tuple[Place, ...]:
    return tuple((kind, name) for kind in KINDS for name in document[kind])


def _of(kind: str, places: Iterable[Place]) -> list[str]:
    return [name for of, name in places if of == kind]


def _more(there: Mapping[str, object], parts: Mapping[str, object | None]) -> int:
    """By how many the parts would become more."""
    return sum((part is not None) - (name in there) for name, part in parts.items())
