"""A workspace's graph, and JSON Patch on it (RFC 6902): all of a patch applies, or nothing.

A graph is passed on as JSON bytes, and here it is judged as a whole. `nexus_runtime.parts` keeps
one by its parts, and judges a change by the parts that it touches; the two agree.

Work is bounded before it is done: what is too much is counted first, and the first fault is enough.
"""

import re
from collections.abc import Mapping, Sequence
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
# A short number with a long exponent is long wherever it is written out; see RFC 8259, section 6,
# on what others can read. The pattern finds candidates, in strings as well.
_LONG_EXPONENT = re.compile(rb"\de[+-]?\d{3}")
_LARGEST, _SMALLEST = 1e100, 1e-99
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")

PANELS, LINKS = "panels", "links"
KINDS = (PANELS, LINKS)

Place = tuple[str, str]
"""PANELS or LINKS, and an id."""

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
    """Panels and links by their ids; the two panels of a link are among them."""

    panels: dict[Id, Panel]
    links: dict[Id, Link]


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
_MODELS: Mapping[str, TypeAdapter[Any]] = {PANELS: TypeAdapter(Panel), LINKS: TypeAdapter(Link)}
_FIELDS = {PANELS: Panel.model_fields.keys(), LINKS: Link.model_fields.keys()}


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
    patch = [_members(operation) for operation in operations]
    text = dumped(patch)
    if len(text) > limits.size:  # `1e15` is four bytes, and eighteen as it is kept
        raise TooLargeError(f"the patch is kept in {len(text)} bytes; {limits.size} is the limit")
    if _LONG_EXPONENT.search(text):
        _check_numbers(patch)
    return patch


def apply(graph: bytes, patch: Sequence[dict[str, Any]], limits: GraphLimits) -> bytes:
    """The graph after a patch that `parse_patch` or `check_patch` let through.

    Raises:
        TooLargeError: the graph would be over a limit.
        GraphError: an operation does not apply, or the graph would not be whole.
    """
    # The patch stays its caller's.
    own = orjson.loads(dumped(patch))
    return checked(applied(orjson.loads(graph), own, limits.size), limits)


def applied(document: Any, patch: Sequence[dict[str, Any]], copies: int) -> Any:
    """A document after the operations of a patch, which change it in place.

    Args:
        document: what they are applied to; of no use after an error.
        patch: see `apply`; its values become parts of the document.
        copies: bytes that `copy` may copy in all.

    Raises:
        TooLargeError: the patch copies more.
        GraphError: an operation does not apply.
    """
    for number, operation in enumerate(patch):
        try:
            step = operation
            if operation["op"] == "copy":
                text = dumped(jsonpointer.resolve_pointer(document, operation["from"]))
                copies -= len(text)
                if copies < 0:
                    raise TooLargeError("the patch copies more than a graph may hold")
                step = {"op": "add", "path": operation["path"], "value": orjson.loads(text)}
            document = jsonpatch.apply_patch(document, [_given_away(step)], in_place=True)
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
            if isinstance(error, GraphError):
                raise
            raise GraphError(
                f"operation {number}: {operation['op']} {operation['path']} does not apply"
            ) from None
    return document


class _Own:
    """A value that the library takes instead of a copy, which takes ten times as long as the rest."""

    __slots__ = ("_value",)

    def __init__(self, value: Any) -> None:
        self._value = value

    def __deepcopy__(self, _memo: object) -> Any:
        return self._value


def _given_away(operation: dict[str, Any]) -> dict[str, Any]:
    if operation["op"] in {"add", "replace"}:
        return {**operation, "value": _Own(operation["value"])}
    return operation


def checked(document: Any, limits: GraphLimits) -> bytes:
    """A graph as compact JSON, once it is known to be whole and within the limits.

    Raises:
        TooLargeError: it is over a limit.
        GraphError: it is no graph.
    """
    check_form(document)
    panels, links = document[PANELS], document[LINKS]
    check_counts(len(panels), len(links), limits)
    for kind in KINDS:
        for name, part in document[kind].items():
            check_part((kind, name), part)
    for name, link in links.items():
        for end in (link["source"], link["target"]):
            if end not in panels:
                raise dangling(name, end)
    text = dumped(document)
    check_size(len(text), limits)
    if _has_nul(text):
        raise GraphError("the graph would hold the character U+0000")
    return text


def check_form(document: Any) -> None:
    """Raise GraphError unless there are panels and links by names, whatever they are."""
    if not isinstance(document, dict):
        raise _broken("it is no object")
    for kind in KINDS:
        if not isinstance(document.get(kind), dict):
            raise _broken(f"{kind}: there is no object of this name")
    if len(document) > len(KINDS):
        other = next(name for name in document if name not in KINDS)
        raise _broken(f"{other[:64]}: a graph has panels and links alone")


def check_counts(panels: int, links: int, limits: GraphLimits) -> None:
    """Raise TooLargeError where a graph would have too many panels or links."""
    for what, found, limit in ((PANELS, panels, limits.panels), (LINKS, links, limits.links)):
        if found > limit:
            raise TooLargeError(f"the graph would have {found} {what}; {limit} is the limit")


def check_size(found: int, limits: GraphLimits) -> None:
    """Raise TooLargeError where a graph would have too many bytes."""
    if found > limits.size:
        raise TooLargeError(f"the graph would have {found} bytes; {limits.size} is the limit")


def check_part(place: Place, part: Any) -> None:
    """Raise GraphError unless a panel or a link is one by itself."""
    kind, name = place
    if not _ID.fullmatch(name):
        raise _broken(f"{kind}: {name[:64]!r} is no id, which has 1 to 64 of A-Z a-z 0-9 _ -")
    # The library would go on to name each unknown member, of which there may be many.
    if isinstance(part, dict) and not part.keys() <= _FIELDS[kind]:
        other = next(member for member in part if member not in _FIELDS[kind])
        raise _broken(f"{kind}/{name}/{other[:64]}: there is no member of this name")
    try:
        _MODELS[kind].validate_python(part)
    except ValidationError as error:
        raise _broken(f"{kind}/{name}/{_first(error)}") from None
    except RecursionError:
        raise GraphError("the graph nests too deep") from None
    if not _is_shallow(part, _DEEPEST + 2):
        raise GraphError(f"the graph would nest deeper than {_DEEPEST}")


def dangling(link: str, panel: str) -> GraphError:
    """That a link leads to a panel which is not there."""
    return _broken(f"link {link!r} leads to panel {panel!r}, which is not there")


def dumped(value: Any) -> bytes:
    """A value as compact JSON; raises GraphError where JSON has no text for it."""
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError as error:
        raise GraphError(f"there is a value that JSON text cannot hold: {error}") from None


def _members(operation: Operation) -> dict[str, Any]:
    """What RFC 6902 knows of an operation; what else its sender wrote is not kept."""
    if operation.op == "remove":
        return {"op": operation.op, "path": operation.path}
    if operation.op in {"move", "copy"}:
        return {"op": operation.op, "path": operation.path, "from": operation.source}
    return {"op": operation.op, "path": operation.path, "value": operation.value}


def _broken(why: str) -> GraphError:
    return GraphError(f"the graph would not be whole: {why}")


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
        level = _inner(level)
        if not level:
            return True
    return False


def _check_numbers(value: Any) -> None:
    level = [value]
    while level:
        for one in level:
            if isinstance(one, float) and one and not _SMALLEST <= abs(one) < _LARGEST:
                raise GraphError(
                    f"the number {one!r} is not between {_SMALLEST} and {_LARGEST} in size"
                )
        level = _inner(level)


def _inner(level: list[Any]) -> list[Any]:
    """What is in the objects and arrays of one level of a document."""
    return [
        inner
        for outer in level
        if isinstance(outer, (dict, list))
        for inner in (outer.values() if isinstance(outer, dict) else outer)
    ]


def _first(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    place = "/".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else str(first["msg"])
