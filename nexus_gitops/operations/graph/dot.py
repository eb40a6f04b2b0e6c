"""A graph in the language of Graphviz.

Source: https://graphviz.org/doc/info/lang.html
"""

from collections.abc import Iterator

from nexus_gitops.operations.graph.model import ADDRESSES, NAMESPACE, Flow, Graph, Node


def to_dot(graph: Graph) -> str:
    """A digraph with a cluster an Application; dotted arrows ask for figures alone."""
    return "\n".join(_lines(graph)) + "\n"


def _lines(graph: Graph) -> Iterator[str]:
    ids = {node: f"n{number}" for number, node in enumerate(graph.nodes)}
    yield f"digraph {_quoted(graph.title)} {{"
    yield f"  label={_quoted(graph.title)}; labelloc=t; rankdir=LR; node [shape=box];"
    for number, application in enumerate(graph.applications):
        yield f"  subgraph cluster_{number} {{"
        yield f"    label={_quoted(application)};"
        yield from (
            f"    {ids[node]} {_attributes(node)};"
            for node in graph.nodes
            if node.application == application
        )
        yield "  }"
    yield from (
        f"  {ids[node]} {_attributes(node)};" for node in graph.nodes if not node.application
    )
    yield from (
        f"  {ids[flow.source]} -> {ids[flow.target]} {_arrow(flow)};" for flow in graph.flows
    )
    yield "}"


def _attributes(node: Node) -> str:
    if node.kind in (ADDRESSES, NAMESPACE):
        return f"[label={_label(node.name, node.kind)}, shape=ellipse]"
    return f"[label={_label(node.name, node.version, f'{node.kind}, wave {node.wave}')}]"


def _arrow(flow: Flow) -> str:
    label = _quoted(", ".join(map(str, flow.ports)))
    return f"[label={label}, style=dotted]" if flow.watches else f"[label={label}]"


def _label(*lines: str) -> str:
    return _quoted("\n".join(filter(None, lines)))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
