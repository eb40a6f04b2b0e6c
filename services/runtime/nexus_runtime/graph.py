"""A workspace's graph, and JSON Patch on it (RFC 6902): all of a patch applies, or nothing.

A graph is kept and passed on as JSON bytes. So a patch works on a copy by itself, and an active
workspace takes the memory of its text alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

import jsonpatch
import jsonpointer
import orjson
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)

EMPTY = b'{"panels":{},"links":{}}'
"""The graph of a new workspace."""

_DEEPEST = 64
# PostgreSQL's jsonb has no place for this character; an escaped backslash before it is harmless.
_NUL_ESCAPE = b"\\u0000"
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Panel(_Part):
    """A node: its title, its place on the canvas in pixels, and JSON of its own."""

    title: Annotated[str, Field(max_length=500)]
    x: Annotated[float, Field(allow_inf_nan=False)]
    y: Annotated[float, Field(allow_inf_nan=False)]
    data: dict[str, Any] = {}


class Link(_Part):
    """An edge between two panels of the same graph, by their ids, and JSON of its own."""

    source: Id
    target: Id
    data: dict[str, Any] = {}


class Graph(_Part):
    """Panels and links by their ids."""

    panels: dict[Id, Panel]
    links: dict[Id, Link]

    @model_validator(mode="after")
    def _no_link_dangles(self) -> Self:
        for name, link in self.links.items():
            for end in (link.source, link.target):
                if end not in self.panels:
                    raise ValueError(f"link {name!r} leads to panel {end!r}, which is not there")
        return self


class Operation(_Part):
    """One step of a JSON Patch.

    Attributes:
        op: what to do.
        path: JSON Pointer (RFC 6901) to where.
        value: for add, replace and test.
        source: `from`, for move and copy.
    """

    model_config = ConfigDict(extra="ignore", populate_by_name=True, serialize_by_alias=True)

    op: Literal["add", "remove", "replace", "move", "copy", "test"]
    path: Annotated[str, Field(max_length=2000)]
    value: Any = None
    source: Annotated[str | None, Field(alias="from", max_length=2000)] = None

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        if self.op in {"add", "replace", "test"} and "value" not in self.model_fields_set:
            raise ValueError(f"{self.op} needs a value")
        if self.op in {"move", "copy"} and self.source is None:
            raise ValueError(f"{self.op} needs from")
        return self


@dataclass(frozen=True, slots=True)
class GraphLimits:
    """How large a graph and a patch may get.

    Attributes:
        size: bytes of a graph as compact JSON.
        panels: panels of a graph.
        links: links of a graph.
        operations: operations of one patch.
    """

    size: int = 2_000_000
    panels: int = 5_000
    links: int = 20_000
    operations: int = 1_000


class GraphError(ValueError):
    """A graph or a patch is not what it should be; the message says what and where."""


class TooLargeError(GraphError):
    """A graph or a patch is over a limit."""


_OPERATIONS = TypeAdapter(list[Operation])


def parse_patch(text: bytes, limits: GraphLimits) -> list[dict[str, Any]]:
    """The operations of a JSON Patch document.

    Raises:
        TooLargeError: it has too many operations, or is larger than a graph may be.
        GraphError: it is no JSON Patch.
    """
    if len(text) > limits.size:
        raise TooLargeError(f"the patch has {len(text)} bytes; {limits.size} is the limit")
    return check_patch(_parse(text), limits)


def check_patch(document: Any, limits: GraphLimits) -> list[dict[str, Any]]:
    """The operations of a JSON Patch that is parsed already; raises as `parse_patch`."""
    if isinstance(document, list) and len(document) > limits.operations:
        raise TooLargeError(
            f"the patch has {len(document)} operations; {limits.operations} is the limit"
        )
    try:
        operations = _OPERATIONS.validate_python(document)
    except ValidationError as error:
        raise GraphError(f"no JSON Patch: {_first(error)}") from None
    for number, operation in enumerate(operations):
        if not _is_shallow(operation.value, _DEEPEST):
            raise GraphError(f"operation {number} nests deeper than {_DEEPEST}")
    return [operation.model_dump(exclude_unset=True) for operation in operations]


def apply(graph: bytes, patch: Sequence[dict[str, Any]], limits: GraphLimits) -> bytes:
    """The graph after a patch that `parse_patch` or `check_patch` let through.

    Raises:
        TooLargeError: the graph would be over a limit.
        GraphError: an operation does not apply, or the graph would not be whole.
    """
    document = orjson.loads(graph)
    budget = limits.size
    for number, operation in enumerate(patch):
        try:
            if operation["op"] == "copy":
                budget -= _size(jsonpointer.resolve_pointer(document, operation["from"]))
                _within(budget)
            document = jsonpatch.apply_patch(document, [operation], in_place=True)
        except jsonpatch.JsonPatchTestFailed:
            raise GraphError(f"operation {number}: {operation['path']} has another value") from None
        except (
            jsonpatch.JsonPatchException,
            jsonpointer.JsonPointerException,
            # What the library lets through where a pointer leads into a string or a number.
            AttributeError,
            IndexError,
            KeyError,
            TypeError,
            ValueError,
            RecursionError,
        ) as error:
            if isinstance(error, TooLargeError):
                raise
            raise GraphError(
                f"operation {number}: {operation['op']} {operation['path']} does not apply"
            ) from None
    return checked(document, limits)


def checked(document: Any, limits: GraphLimits) -> bytes:
    """A graph as compact JSON, once it is known to be whole and within the limits.

    Raises:
        TooLargeError: it is over a limit.
        GraphError: it is no graph.
    """
    try:
        graph = Graph.model_validate(document)
    except ValidationError as error:
        raise GraphError(f"the graph would not be whole: {_first(error)}") from None
    except RecursionError:
        raise GraphError("the graph nests too deep") from None
    for what, found, limit in (
        ("panels", len(graph.panels), limits.panels),
        ("links", len(graph.links), limits.links),
    ):
        if found > limit:
            raise TooLargeError(f"the graph would have {found} {what}; {limit} is the limit")
    if not _is_shallow(document, _DEEPEST + 4):
        raise GraphError(f"the graph would nest deeper than {_DEEPEST}")
    try:
        text = orjson.dumps(document)
    except orjson.JSONEncodeError as error:
        raise GraphError(f"the graph has a value that JSON text cannot hold: {error}") from None
    if len(text) > limits.size:
        raise TooLargeError(f"the graph would have {len(text)} bytes; {limits.size} is the limit")
    if _has_nul(text):
        raise GraphError("the graph would hold the character U+0000")
    return text


def _parse(text: bytes) -> Any:
    if _has_nul(text):
        raise GraphError("it holds the character U+0000")
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise GraphError(f"no JSON: {error}") from None


def _has_nul(text: bytes) -> bool:
    # The pattern alone takes a third of the time that a change takes.
    return _NUL_ESCAPE in text and _NUL.search(text) is not None


def _is_shallow(value: Any, deepest: int) -> bool:
    level = [value]
    for _ in range(deepest):
        level = [
            inner
            for outer in level
            if isinstance(outer, (dict, list))
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return True
    return False


def _size(value: Any) -> int:
    try:
        return len(orjson.dumps(value))
    except orjson.JSONEncodeError as error:
        raise GraphError(str(error)) from None


def _within(budget: int) -> None:
    if budget < 0:
        raise TooLargeError("the patch copies more than a graph may hold")


def _first(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    place = "/".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else str(first["msg"])
