"""An environment as a picture: what runs, in which wave, and who may connect to whom.

Pure: objects in, a frozen graph out (`model`), and text that shows it (`svg`, `mermaid`, `dot`).
`reading` gets the objects of an environment.
"""

from nexus_gitops.operations.graph.dot import to_dot
from nexus_gitops.operations.graph.mermaid import to_mermaid
from nexus_gitops.operations.graph.model import Flow, Graph, Node, graph_of
from nexus_gitops.operations.graph.reading import published_graph, rendered_graph
from nexus_gitops.operations.graph.svg import to_svg

__all__ = [
    "Flow",
    "Graph",
    "Node",
    "graph_of",
    "published_graph",
    "rendered_graph",
    "to_dot",
    "to_mermaid",
    "to_svg",
]
