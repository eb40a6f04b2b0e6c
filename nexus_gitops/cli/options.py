"""Options that several commands share, with one name and one meaning each."""

from enum import StrEnum
from typing import Annotated

import typer


class Output(StrEnum):
    """How a result is shown."""

    TEXT = "text"
    WIDE = "wide"
    JSON = "json"


def complete_environment(incomplete: str) -> list[str]:
    """Names of environments, for the shell."""
    from nexus_gitops.platform import loading

    return [name for name in loading.names() if name.startswith(incomplete)]


Environments = Annotated[
    list[str] | None,
    typer.Option(
        "--env",
        "-e",
        help="Environment; may repeat. All of them where none is given.",
        autocompletion=complete_environment,
        show_default=False,
    ),
]
SomeEnvironments = Annotated[
    list[str],
    typer.Option(
        "--env", "-e", help="Environment; may repeat.", autocompletion=complete_environment
    ),
]
OneEnvironment = Annotated[
    str,
    typer.Option("--env", "-e", help="Environment.", autocompletion=complete_environment),
]
OutputFormat = Annotated[
    Output,
    typer.Option(
        "--output",
        "-o",
        help="How the result is shown; wide folds no line and leaves nothing out. An error is a"
        " line on stderr in any case.",
    ),
]
Repository = Annotated[
    str | None,
    typer.Option(
        "--repo",
        help="GitOps repository, as a URL or a path. Otherwise the environment's own, and"
        " failing that a local one under .nexus/.",
        envvar="NEXUS_GITOPS_REPO",
        show_default=False,
    ),
]
Branch = Annotated[
    str | None,
    typer.Option("--branch", help="Branch of it. Otherwise the environment's.", show_default=False),
]
AllowDestructive = Annotated[
    bool, typer.Option("--allow-destructive", help="Remove stateful objects, or most of them.")
]
AllowImmutable = Annotated[
    bool,
    typer.Option("--allow-immutable", help="Change fields that the API server takes no change of."),
]
AllowDirty = Annotated[
    bool, typer.Option("--allow-dirty", help="Publish changes that are not committed.")
]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Take back what was changed by hand there.")
]
Context = Annotated[
    str | None,
    typer.Option(
        "--context",
        help="Context of the kubeconfig (KUBECONFIG, or ~/.kube/config) with Argo CD in it."
        " Otherwise the current one.",
        show_default=False,
    ),
]
