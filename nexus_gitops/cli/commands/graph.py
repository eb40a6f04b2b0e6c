"""`graph`: an environment as a picture."""

from enum import StrEnum
from typing import Annotated

import typer

from nexus_gitops.cli.options import Branch, OneEnvironment, Repository
from nexus_gitops.cli.output import show_data

EXAMPLES = (
    "Examples: nexus-gitops graph --env staging > staging.svg,"
    " nexus-gitops graph --env prod --published --format mermaid"
)


class Format(StrEnum):
    """The language of a picture."""

    SVG = "svg"
    MERMAID = "mermaid"
    DOT = "dot"


def graph(
    env: OneEnvironment,
    format: Annotated[
        Format, typer.Option("--format", help="Language of the picture.")
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
    draw = {Format.SVG: to_svg, Format.MERMAID: to_mermaid, Format.DOT: to_dot}[format]
    show_data(draw(found).rstrip("\n"))
