"""`graph`: an environment as a picture."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from nexus_gitops.cli.options import Branch, OneEnvironment, Output, Repository
from nexus_gitops.cli.output import show, show_data

if TYPE_CHECKING:
    from nexus_gitops.operations.graph import Graph, Node

EXAMPLES = (
    "Examples: nexus-gitops graph --env staging > staging.svg,"
    " nexus-gitops graph --env prod --published -o mermaid"
)


class Format(StrEnum):
    """The language of a picture."""

    SVG = "svg"
    MERMAID = "mermaid"
    DOT = "dot"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class GraphResult:
    """What is drawn, as data."""

    graph: "Graph"
    kind: ClassVar[str] = "GraphResult"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "title": self.graph.title,
            "nodes": [asdict(node) for node in self.graph.nodes],
            "flows": [
                {
                    "source": _place(flow.source),
                    "target": _place(flow.target),
                    "ports": list(flow.ports),
                    "watches": flow.watches,
                }
                for flow in self.graph.flows
            ],
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`; a picture is shown as it is, by its own language."""
        return ()


def _place(node: "Node") -> dict[str, str]:
    return {"application": node.application, "name": node.name}


def graph(
    env: OneEnvironment,
    output: Annotated[
        Format, typer.Option("--output", "-o", help="Language of the picture.")
    ] = Format.SVG,
    published: Annotated[
        bool, typer.Option("--published", help="Draw the release, and not what is rendered here.")
    ] = False,
    repo: Repository = None,
    branch: Branch = None,
) -> None:
    """Draw what runs of an environment, in which wave, and who may connect to whom.

    The flows are those that its NetworkPolicies let through.
    """
    from nexus_gitops.operations.graph import (
        published_graph,
        rendered_graph,
        to_dot,
        to_mermaid,
        to_svg,
    )
    from nexus_gitops.operations.release import target_of
    from nexus_gitops.platform import loading

    (name,) = loading.select((env,))
    found = published_graph(target_of(name, repo, branch)) if published else rendered_graph(name)
    if output is Format.JSON:
        show(GraphResult(found), Output.JSON)
        return
    draw = {Format.SVG: to_svg, Format.MERMAID: to_mermaid, Format.DOT: to_dot}[output]
    show_data(draw(found).rstrip("\n"))
