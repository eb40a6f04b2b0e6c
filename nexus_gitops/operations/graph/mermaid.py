"""A graph for Mermaid, which GitHub and GitLab draw in Markdown.

Source: https://mermaid.js.org/syntax/flowchart.html
"""

from collections.abc import Iterator

from nexus_gitops.operations.graph.model import ADDRESSES, NAMESPACE, Flow, Graph, Node


def to_mermaid(graph: Graph) -> str:
    """A flowchart with a frame an Application; dotted arrows ask for figures alone."""
    return "\n".join(_lines(graph)) + "\n"


def _lines(graph: Graph) -> Iterator[str]:
    ids = {node: f"n{number}" for number, node in enumerate(graph.nodes)}
    yield "---"
    yield f'title: "{_escaped(graph.title)}"'
    yield "---"
    yield "flowchart LR"
    for number, application in enumerate(graph.applications):
        yield f'  subgraph a{number}["{_escaped(application)}"]'
        yield from (
            f"    {ids[node]}{_shape(node)}"
            for node in graph.nodes
            if node.application == application
        )
        yield "  end"
    yield from (f"  {ids[node]}{_shape(node)}" for node in graph.nodes if not node.application)
    yield from (f"  {ids[flow.source]} {_arrow(flow)} {ids[flow.target]}" for flow in graph.flows)


def _shape(node: Node) -> str:
    name = _escaped(node.name)
    if node.kind in (ADDRESSES, NAMESPACE):
        return f'(["{name}<br/>{node.kind}"])'
    about = f"{node.kind}, wave {node.wave}"
    return f'["{name}<br/>{_escaped(" ".join(filter(None, (node.version, f"({about})"))))}"]'


def _arrow(flow: Flow) -> str:
    line = "-.->" if flow.watches else "-->"
    ports = ", ".join(map(str, flow.ports))
    return f'{line}|"{_escaped(ports)}"|' if ports else line


def _escaped(text: str) -> str:
    """Quotes and angles as the entities that Mermaid takes."""
    for char, entity in (("&", "#amp;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;")):
        text = text.replace(char, entity)
    return text
