"""A graph as SVG, placed by what it means, so that no layout program is needed.

A column is a sync wave, the last one left: pods come up after what they ask, so that arrows go to the
right. Within a wave, who is asked stands right of who asks. A frame is an Application.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from nexus_gitops.operations.graph.model import Flow, Graph, Node

_MARGIN: Final = 24
_HEIGHT: Final = 58
_ROW: Final = 84
_GAP: Final = 84
_FRAME: Final = 34
_SPARE: Final = 13
"""Half of what is free between two boxes of a column."""
_LANES: Final = (0, -5, 5, -9, 9)
"""How far arrows that take one way lie apart."""
_BEND: Final = 40
_LETTER: Final = 7.4
"""Width of a letter of 13 px, as wide as the widest of common fonts are on average."""
_STYLE: Final = (
    "text{font:13px system-ui,sans-serif;fill:#1b2430}.small{font-size:11px;fill:#526070}"
    ".title{font-size:16px;font-weight:600}.box{fill:#fff;stroke:#37557a;stroke-width:1.2}"
    ".outside{fill:#f4f1ea;stroke:#8a7a55}.frame{fill:#f6f8fb;stroke:#c6d0dc}"
    ".flow{fill:none;stroke:#37557a;stroke-width:1.2}"
    ".watch{fill:none;stroke:#9aa7b6;stroke-width:1;stroke-dasharray:3 4}"
)
_Column = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Place:
    """The box of a node, by its upper left corner."""

    x: float
    y: float
    width: float
    column: int

    @property
    def middle(self) -> float:
        return self.y + _HEIGHT / 2


def to_svg(graph: Graph) -> str:
    """A picture of the graph; dotted arrows ask for figures alone."""
    return "\n".join(_lines(graph)) + "\n"


def _lines(graph: Graph) -> Iterator[str]:
    columns = _columns(graph)
    places, frames, size = _placed(graph, columns)
    width, height = size
    title = escape(graph.title)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}"'
        f' width="{width:.0f}" height="{height:.0f}" role="img" aria-label="{_quoted(graph.title)}">'
    )
    yield f"<title>{title}</title>"
    yield f"<style>{_STYLE}</style>"
    yield "<defs>"
    for name, color in (("flow", "#37557a"), ("watch", "#9aa7b6")):
        yield (
            f'<marker id="{name}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7"'
            f' markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="{color}"/></marker>'
        )
    yield "</defs>"
    yield f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff"/>'
    yield f'<text class="title" x="{_MARGIN}" y="34">{title}</text>'
    for name, (top, bottom) in frames.items():
        left, across = _frame(graph, places)
        yield (
            f'<rect class="frame" x="{left:.0f}" y="{top:.0f}" width="{across:.0f}"'
            f' height="{bottom - top:.0f}" rx="8"/>'
        )
        yield f'<text class="small" x="{left + 10:.0f}" y="{top + 18:.0f}">{escape(name)}</text>'
    yield from _arrows(graph, places)
    for node in graph.nodes:
        yield from _box(node, places[node], _asked(graph, node))
    yield "</svg>"


def _watching_first(flow: Flow) -> tuple[bool, Node, Node]:
    return not flow.watches, flow.source, flow.target


def _columns(graph: Graph) -> dict[Node, _Column]:
    """The column of each node: outside askers, waves backwards and who asks whom, outside asked."""
    asking = {flow.source for flow in graph.flows}
    depths = _depths(graph)
    return {
        node: (1, -node.wave, depths[node])
        if node.application
        else (0 if node in asking else 2, 0, 0)
        for node in graph.nodes
    }


def _depths(graph: Graph) -> dict[Node, int]:
    """How many steps within its wave a node is from who is asked by none of it."""
    inside = [
        flow
        for flow in graph.flows
        if flow.source.application
        and flow.source.wave == flow.target.wave
        and flow.source != flow.target
        and not flow.watches
    ]
    asked = {flow.target for flow in inside}
    found = {node: 0 for node in graph.nodes if node not in asked}
    near = list(found)
    while near:
        following = [
            flow.target for flow in inside if flow.source in near and flow.target not in found
        ]
        for node in following:
            found[node] = 1 + min(
                found[flow.source] for flow in inside if flow.target == node and flow.source in near
            )
        near = following
    return {node: found.get(node, 0) for node in graph.nodes}


def _placed(
    graph: Graph, columns: Mapping[Node, _Column]
) -> tuple[dict[Node, _Place], dict[str, tuple[float, float]], tuple[float, float]]:
    """Where the nodes and the frames of the Applications are, and the size of all."""
    order = sorted(set(columns.values()))
    lefts, x = {}, float(_MARGIN)
    widths = {
        column: max(_width(graph, node) for node in graph.nodes if columns[node] == column)
        for column in order
    }
    for column in order:
        lefts[column] = x
        x += widths[column] + _GAP
    places: dict[Node, _Place] = {}
    frames: dict[str, tuple[float, float]] = {}
    top = 56.0
    for application in graph.applications:
        rows = _rows([node for node in graph.nodes if node.application == application], columns)
        tallest = max(map(len, rows.values()))
        for column, nodes in rows.items():
            shift = (tallest - len(nodes)) * _ROW / 2
            for row, node in enumerate(nodes):
                y = top + _FRAME + shift + row * _ROW
                places[node] = _Place(lefts[column], y, widths[column], order.index(column))
        bottom = top + _FRAME + tallest * _ROW
        frames[application] = (top, bottom - (_ROW - _HEIGHT) + 14)
        top = bottom + 22
    outside = _rows([node for node in graph.nodes if not node.application], columns)
    for column, nodes in outside.items():
        for row, node in enumerate(nodes):
            y = 56.0 + _FRAME + row * _ROW
            places[node] = _Place(lefts[column], y, widths[column], order.index(column))
            top = max(top, y + _ROW)
    return places, frames, (x - _GAP + _MARGIN, top + _MARGIN - 22)


def _rows(nodes: Sequence[Node], columns: Mapping[Node, _Column]) -> dict[_Column, list[Node]]:
    rows: dict[_Column, list[Node]] = {}
    for node in nodes:
        rows.setdefault(columns[node], []).append(node)
    return rows


def _frame(graph: Graph, places: Mapping[Node, _Place]) -> tuple[float, float]:
    ours = [places[node] for node in graph.nodes if node.application]
    left = min(place.x for place in ours) - 14
    return left, max(place.x + place.width for place in ours) + 14 - left


def _arrows(graph: Graph, places: Mapping[Node, _Place]) -> Iterator[str]:
    taken: Counter[float] = Counter()
    for flow in sorted(graph.flows, key=_watching_first):
        source, target = places[flow.source], places[flow.target]
        free = None if flow.watches else _channel(source, target, places.values())
        if free is None:
            path = _curve(source, target)
        else:
            path = _around(source, target, places.values(), free + _LANES[taken[free] % 5])
            taken[free] += 1
        kind = "watch" if flow.watches else "flow"
        ports = ", ".join(map(str, flow.ports)) or "every port"
        names = f"{flow.source.name} to {flow.target.name}: {ports}"
        yield (
            f'<path class="{kind}" marker-end="url(#{kind})" d="{path}">'
            f"<title>{escape(names)}</title></path>"
        )


def _between(source: _Place, target: _Place, places: Iterable[_Place]) -> list[_Place]:
    first, last = sorted((source.column, target.column))
    return [place for place in places if first < place.column < last]


def _channel(source: _Place, target: _Place, places: Iterable[_Place]) -> float | None:
    """Where a long arrow gets past the boxes between its ends; None where none is in the way."""
    boxes = _between(source, target, places)
    low, high = sorted((source.middle, target.middle))
    if not any(box.y - 8 < high and low < box.y + _HEIGHT + 8 for box in boxes):
        return None
    middle = (low + high) / 2
    gaps = {y for box in boxes for y in (box.y - _SPARE, box.y + _HEIGHT + _SPARE)}
    free = [y for y in gaps if not any(box.y < y < box.y + _HEIGHT for box in boxes)]
    return min(free, key=lambda y: (abs(y - middle), y))


def _around(source: _Place, target: _Place, places: Iterable[_Place], channel: float) -> str:
    boxes = _between(source, target, places)
    left = min(box.x for box in boxes)
    right = max(box.x + box.width for box in boxes)
    if source.column < target.column:
        begin, enter, leave, end, bend = source.x + source.width, left, right, target.x, _BEND
    else:
        begin, enter, leave, end, bend = source.x, right, left, target.x + target.width, -_BEND
    return (
        f"M{begin:.0f} {source.middle:.0f}C{begin + bend:.0f} {source.middle:.0f}"
        f" {enter - bend:.0f} {channel:.0f} {enter:.0f} {channel:.0f}L{leave:.0f} {channel:.0f}"
        f"C{leave + bend:.0f} {channel:.0f} {end - bend:.0f} {target.middle:.0f}"
        f" {end:.0f} {target.middle:.0f}"
    )


def _curve(source: _Place, target: _Place) -> str:
    if source == target:
        x, y = source.x + source.width, source.middle
        return f"M{x:.0f} {y - 12:.0f}c44 -18 44 42 0 24"
    if source.column < target.column:
        begin, end, away, towards = source.x + source.width, target.x, 1, -1
    elif source.column > target.column:
        begin, end, away, towards = source.x, target.x + target.width, -1, 1
    else:
        begin, away, towards = source.x + source.width, 1, 1
        end = begin
    # What goes back is a little below what comes, so that neither hides the other.
    shift = 8 * towards if begin != end else 0
    y1, y2 = source.middle + shift, target.middle + shift
    bend = max(abs(end - begin) * 0.45, _BEND)
    return (
        f"M{begin:.0f} {y1:.0f}C{begin + away * bend:.0f} {y1:.0f}"
        f" {end + towards * bend:.0f} {y2:.0f} {end:.0f} {y2:.0f}"
    )


def _box(node: Node, place: _Place, asked: str) -> Iterator[str]:
    style = "box" if node.application else "box outside"
    yield (
        f'<rect class="{style}" x="{place.x:.0f}" y="{place.y:.0f}" width="{place.width:.0f}"'
        f' height="{_HEIGHT}" rx="6"/>'
    )
    for number, (kind, text) in enumerate(_texts(node, asked)):
        y = place.y + 19 + number * 16
        yield (f'<text class="{kind}" x="{place.x + 10:.0f}" y="{y:.0f}">{escape(text)}</text>')


def _texts(node: Node, asked: str) -> list[tuple[str, str]]:
    version = f" {node.version}" if node.version else ""
    where = f"{node.kind}, wave {node.wave}" if node.application else node.kind
    lines = [("name", f"{node.name}{version}"), ("small", where)]
    return [*lines, ("small", asked)] if asked else lines


def _asked(graph: Graph, node: Node) -> str:
    """The ports on which a node is asked for more than its figures."""
    ports = {
        str(port)
        for flow in graph.flows
        if flow.target == node and not flow.watches
        for port in flow.ports
    }
    return f"on {', '.join(sorted(ports, key=lambda port: (len(port), port)))}" if ports else ""


def _width(graph: Graph, node: Node) -> float:
    longest = max(len(text) for _, text in _texts(node, _asked(graph, node)))
    return 20 + longest * _LETTER


def _quoted(text: str) -> str:
    return escape(text, {'"': "&quot;"})
