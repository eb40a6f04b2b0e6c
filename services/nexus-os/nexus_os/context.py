"""The parts of a graph that a model sees: the most relevant first, within a budget of tokens.

A panel or link is one line of JSON, so nothing that its author wrote can look like another line.
A panel whose data does not fit is shown by its id and title. A link is shown where both of its
panels are.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import orjson

from nexus_os.counting import count, count_each
from nexus_os.ranking import rank

_PANELS = "Panels:\n"
_LINKS = "Links:\n"


@dataclass(frozen=True, slots=True)
class Omitted:
    """What did not fit: whole panels, whole links, and the data of panels that are shown."""

    panels: int
    links: int
    data: int


@dataclass(frozen=True, slots=True)
class Context:
    """What a model sees of a graph.

    Attributes:
        text: for the prompt.
        panels: ids of the panels in it, most relevant first.
        links: ids of the links in it, in the order of their panels.
        tokens: of `text`, as `nexus_os.counting` counts; never more than the budget.
        omitted: what did not fit.
    """

    text: str
    panels: list[str]
    links: list[str]
    tokens: int
    omitted: Omitted


@dataclass(frozen=True, slots=True)
class _Line:
    kind: str
    id: str
    text: str
    tokens: int
    short: bool


def build(graph: dict[str, Any], request: str, budget: int) -> Context:
    """The parts of a whole graph that matter for a request, in at most `budget` tokens.

    Args:
        graph: as `nexus_runtime.graph.Graph` describes it.
        request: what the user wants, in words.
        budget: tokens.
    """
    chosen = _choose(graph, [panel for panel, _ in rank(graph, request)], budget)
    while True:
        text = _text(chosen)
        tokens = count(text)
        if tokens <= budget:
            return _context(graph, chosen, text, tokens)
        # Two lines may count more together than apart, so the least relevant one has to go.
        chosen.pop()


def _choose(graph: dict[str, Any], order: list[str], budget: int) -> list[_Line]:
    links_of: dict[str, list[str]] = defaultdict(list)
    for name, link in sorted(graph["links"].items()):
        for end in sorted({link["source"], link["target"]}):
            links_of[end].append(name)
    full = _lines("panels", {name: _whole(name, graph["panels"][name]) for name in order})
    brief = _lines("panels", {name: _brief(name, graph["panels"][name]) for name in order})
    link = _lines("links", {name: _whole(name, part) for name, part in graph["links"].items()})
    left = budget - count(_PANELS) - count(_LINKS)
    chosen: list[_Line] = []
    shown: set[str] = set()
    for name in order:
        line = full[name] if full[name].tokens <= left else brief[name]
        if line.tokens > left:
            continue
        left -= line.tokens
        chosen.append(line)
        shown.add(name)
        for other in links_of[name]:
            ends = graph["links"][other]
            if {ends["source"], ends["target"]} <= shown and link[other].tokens <= left:
                left -= link[other].tokens
                chosen.append(link[other])
    return chosen


def _lines(kind: str, parts: dict[str, dict[str, Any]]) -> dict[str, _Line]:
    texts = [orjson.dumps(part).decode() + "\n" for part in parts.values()]
    return {
        name: _Line(kind, name, text, tokens, short="x" not in part and kind == "panels")
        for (name, part), text, tokens in zip(parts.items(), texts, count_each(texts), strict=True)
    }


def _whole(name: str, part: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, **{key: value for key, value in part.items() if value != {}}}


def _brief(name: str, panel: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "title": panel["title"]}


def _text(lines: list[_Line]) -> str:
    panels = [line.text for line in lines if line.kind == "panels"]
    links = [line.text for line in lines if line.kind == "links"]
    return "".join([*((_PANELS, *panels) if panels else ()), *((_LINKS, *links) if links else ())])


def _context(graph: dict[str, Any], lines: list[_Line], text: str, tokens: int) -> Context:
    panels = [line.id for line in lines if line.kind == "panels"]
    links = [line.id for line in lines if line.kind == "links"]
    without_data = [
        line for line in lines if line.short and graph["panels"][line.id].get("data", {}) != {}
    ]
    omitted = Omitted(
        len(graph["panels"]) - len(panels), len(graph["links"]) - len(links), len(without_data)
    )
    return Context(text, panels, links, tokens, omitted)
