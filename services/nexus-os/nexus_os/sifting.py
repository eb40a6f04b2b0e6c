"""What of a list of would-be operations is a patch of one graph.

An operation that has no form, leaves panels and links, does not apply or breaks a panel or a link
is dropped, and the rest is tried again, until the rest makes a whole graph. An operation that adds
a panel or link under an id in use is dropped too: it would silently replace what is there. Where a
panel goes, its links go along. A `test` that fails makes the whole patch void, as RFC 6902 says.

The last word has `nexus_runtime.graph.apply`, through which the kernel puts every patch as well.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import jsonpatch
import jsonpointer
import orjson

from nexus_runtime.graph import GraphError, GraphLimits, apply, check_patch, checked, parse_patch

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NO_ID = "-"  # JSON Pointer's word for the end of an array; a panel of that name is a mistake
_ROUNDS = 20
# Bytes of panels and links that are checked before a patch with too many faults is given up.
_EFFORT = 50_000_000
_SPACING = 160  # pixels between panels that came without a place
# What jsonpatch raises, and what it lets through where a pointer leads into a text or a number.
_DOES_NOT_APPLY = (
    jsonpatch.JsonPatchException,
    jsonpointer.JsonPointerException,
    AttributeError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
    RecursionError,
)

Place = tuple[str, str]
"""`panels` or `links`, and an id."""


@dataclass(frozen=True, slots=True)
class Sifted:
    """A patch that applies, and how it came about.

    Attributes:
        patch: operations of RFC 6902.
        warnings: what was dropped or completed, and why.
        kept: how many of the given operations are in the patch.
        completed: how many of those had to be changed or added to.
    """

    patch: list[dict[str, Any]]
    warnings: list[str]
    kept: int = 0
    completed: int = 0


@dataclass(frozen=True, slots=True)
class _Step:
    number: int
    operation: dict[str, Any]
    target: Place
    source: Place | None
    completed: bool

    @property
    def changes(self) -> set[Place]:
        if self.operation["op"] == "test":
            return set()
        moved = {self.source} if self.operation["op"] == "move" and self.source else set()
        return {self.target} | moved

    @property
    def name(self) -> str:
        return _name(self.number, self.operation)


class _VoidError(Exception):
    """Nothing of the patch can be kept."""


def sift(graph: dict[str, Any], operations: Sequence[Any], limits: GraphLimits) -> Sifted:
    """The largest part of `operations` that simple dropping makes a patch of a whole graph."""
    warnings: list[str] = []
    try:
        steps = _formed(graph, operations[: limits.operations], limits, warnings)
        if len(operations) > limits.operations:
            warnings.append(f"only the first {limits.operations} operations were read")
        kept, ends = _Sieve(graph, limits, warnings).keep(steps)
        patch = check_patch([step.operation for step in kept] + ends, limits)
        apply(orjson.dumps(graph), patch, limits)
    except (_VoidError, GraphError) as error:
        return Sifted([], [*warnings, f"no operation was kept: {error}"])
    completed = sum(step.completed for step in kept) + len(ends)
    return Sifted(patch, warnings, len(kept), min(completed, len(kept)))


def _formed(
    graph: dict[str, Any], operations: Sequence[Any], limits: GraphLimits, warnings: list[str]
) -> list[_Step]:
    steps = []
    for number, raw in enumerate(operations):
        try:
            (operation,) = parse_patch(orjson.dumps([raw]), limits)
            target = _place(operation["path"])
            source = _place(operation["from"]) if "from" in operation else None
        except (GraphError, orjson.JSONEncodeError, RecursionError) as error:
            warnings.append(f"{_name(number, raw)} was dropped: {error}")
            continue
        whole = _placed(graph, operation, number)
        if whole is not operation:
            warnings.append(f"{_name(number, raw)} was given a place on the canvas")
        steps.append(_Step(number, whole, target, source, whole is not operation))
    return steps


def _place(pointer: str) -> Place:
    try:
        parts = jsonpointer.JsonPointer(pointer).parts
    except jsonpointer.JsonPointerException as error:
        raise GraphError(str(error)) from None
    if len(parts) < 2 or parts[0] not in {"panels", "links"}:
        raise GraphError("it is not within a panel or a link")
    if not _ID.fullmatch(parts[1]) or parts[1] == _NO_ID:
        raise GraphError("an id is 1 to 64 of A-Z a-z 0-9 _ -")
    return parts[0], parts[1]


def _placed(graph: dict[str, Any], operation: dict[str, Any], number: int) -> dict[str, Any]:
    value = operation.get("value")
    is_panel = operation["op"] == "add" and re.fullmatch(r"/panels/[^/]+", operation["path"])
    if not is_panel or not isinstance(value, dict) or {"x", "y"} <= value.keys():
        return operation
    lowest = max((panel["y"] for panel in graph["panels"].values()), default=-_SPACING)
    place = {"x": _SPACING * number, "y": lowest + _SPACING}
    return {**operation, "value": place | value}


@dataclass
class _Sieve:
    graph: dict[str, Any]
    limits: GraphLimits
    warnings: list[str]
    effort: int = _EFFORT
    # Places that were found broken: they are looked at after each operation from then on.
    watched: set[Place] = field(default_factory=set)

    def keep(self, steps: list[_Step]) -> tuple[list[_Step], list[dict[str, Any]]]:
        """The steps that make a whole graph, and the removals of links that they lack."""
        for _ in range(_ROUNDS):
            document = orjson.loads(orjson.dumps(self.graph))
            steps, broke = self._run(document, steps)
            watched = len(self.watched)
            blamed = self._blamed(document, steps, broke)
            if not blamed and len(self.watched) == watched:
                return steps, self._ends(document)
            steps = [step for step in steps if step.number not in blamed]
            self.warnings.extend(blamed.values())
        raise _VoidError("it has too many faults")

    def _run(
        self, document: dict[str, Any], steps: list[_Step]
    ) -> tuple[list[_Step], dict[Place, _Step]]:
        kept = []
        broke: dict[Place, _Step] = {}
        copies_left = self.limits.size
        for step in steps:
            try:
                copies_left -= _apply(document, step, copies_left)
            except GraphError as error:
                self.warnings.append(f"{step.name} was dropped: {error}")
                continue
            kept.append(step)
            for place in step.changes & self.watched:
                if self._fault(document, place) is None:
                    broke.pop(place, None)
                else:
                    broke.setdefault(place, step)
        return kept, broke

    def _blamed(
        self, document: dict[str, Any], steps: list[_Step], broke: dict[Place, _Step]
    ) -> dict[int, str]:
        blamed: dict[int, str] = {}
        changed = {place for step in steps for place in step.changes}
        for place in sorted(changed):
            fault = self._fault(document, place)
            if fault is None:
                continue
            if place in self.watched:
                step = broke[place]
                blamed[step.number] = f"{step.name} was dropped: {fault}"
            else:
                # Which of the steps broke it is seen in the next round.
                self.watched.add(place)
        for name, end in _dangling(document):
            for step in steps:
                if ("links", name) in step.changes:
                    blamed.setdefault(
                        step.number,
                        f"{step.name} was dropped: its link would lead to panel {end!r},"
                        " which is not there",
                    )
        return blamed

    def _fault(self, document: dict[str, Any], place: Place) -> str | None:
        kind, name = place
        part = document[kind].get(name)
        if part is None and name not in document[kind]:
            return None
        if kind == "panels":
            alone = {"panels": {name: part}, "links": {}}
        else:
            ends = part if isinstance(part, dict) else {}
            panel = {"title": "", "x": 0, "y": 0}
            there = {str(ends.get(end)): panel for end in ("source", "target")}
            alone = {"panels": there, "links": {name: part}}
        try:
            self.effort -= len(checked(alone, self.limits))
        except GraphError as error:
            self.effort -= 1000
            return str(error)
        if self.effort < 0:
            raise _VoidError("it takes too long to tell which operations are bad")
        return None

    def _ends(self, document: dict[str, Any]) -> list[dict[str, Any]]:
        ends = []
        for name, end in _dangling(document):
            self.warnings.append(f"link {name!r} is removed with its panel {end!r}")
            ends.append({"op": "remove", "path": f"/links/{name}"})
        return ends


def _apply(document: dict[str, Any], step: _Step, copies_left: int) -> int:
    """Apply one step; returns the bytes that it copies."""
    operation = step.operation
    kind, name = step.target
    is_new = operation["op"] in {"add", "copy", "move"} and operation["path"] == f"/{kind}/{name}"
    if is_new and name in document[kind] and step.source != step.target:
        raise GraphError(f"the id {name!r} is in use")
    copied = 0
    try:
        if operation["op"] == "copy":
            value = jsonpointer.resolve_pointer(document, operation["from"])
            copied = len(orjson.dumps(value))
            if copied > copies_left:
                raise GraphError("the patch copies more than a graph may hold")
        jsonpatch.JsonPatch([operation]).apply(document, in_place=True, atomic=True)
    except jsonpatch.JsonPatchTestFailed:
        raise _VoidError(f"{step.name}: the test fails") from None
    except GraphError:
        raise
    except _DOES_NOT_APPLY:
        raise GraphError("it does not apply to the graph") from None
    return copied


def _dangling(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (name, end)
        for name, link in sorted(document["links"].items())
        if isinstance(link, dict)
        for end in (link.get("source"), link.get("target"))
        if isinstance(end, str) and end not in document["panels"]
    ]


def _name(number: int, raw: Any) -> str:
    if not isinstance(raw, dict):
        return f"operation {number}"
    words = " ".join(str(raw.get(key, ""))[:80] for key in ("op", "path"))
    return f"operation {number} ({ascii(words)[1:-1]})"
