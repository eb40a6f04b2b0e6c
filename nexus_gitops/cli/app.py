"""All commands in one Typer application."""

import os
from pathlib import Path
from typing import Annotated

import typer

from nexus_gitops.cli.commands import (
    bootstrap,
    chart,
    diff,
    env,
    history,
    images,
    init,
    publish,
    status,
    synth,
    validate,
)

app = typer.Typer(
    name="nexus-gitops",
    help="Render a platform and publish it to the repository that Argo CD watches.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain text: rich takes as long to import as all else of a help
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 1 differences, 2 usage, 3 findings, 4 refused, 5 rejected by"
    " the remote, 6 unreachable, 7 contention, 8 this machine, 9 not yet, 10 degraded.",
)

app.command("init", short_help="Begin a platform.", epilog=init.EXAMPLES)(init.init)
app.command("synth", short_help="Render environments into dist/.", epilog=synth.EXAMPLES)(
    synth.synth
)
app.command("validate", short_help="Check manifests against every rule.", epilog=validate.EXAMPLES)(
    validate.validate
)
app.command("diff", short_help="Compare with what is published.", epilog=diff.EXAMPLES)(diff.diff)
app.command(
    "publish", short_help="Put a release into the GitOps repository.", epilog=publish.EXAMPLES
)(publish.publish)
app.command(
    "bootstrap", short_help="Hand the root Application to Argo CD.", epilog=bootstrap.EXAMPLES
)(bootstrap.bootstrap)
app.command("status", short_help="Show what runs of an environment.", epilog=status.EXAMPLES)(
    status.status
)
app.command("history", short_help="Show the releases of an environment.", epilog=history.EXAMPLES)(
    history.history
)
app.command("chart", short_help="Derive the Helm chart.", epilog=chart.EXAMPLES)(chart.chart)
app.add_typer(env.app, name="env")
app.add_typer(images.app, name="images")


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"nexus-gitops {version('nexus-gitops')}")
        raise typer.Exit


def _use_platform(folder: Path | None) -> None:
    if folder is not None:
        from nexus_gitops.platform.project import VARIABLE

        os.environ[VARIABLE] = str(folder.absolute())


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True),
    ] = False,
    platform: Annotated[
        Path | None,
        typer.Option(
            "--platform",
            help="Folder of the platform's package. Otherwise NEXUS_GITOPS_PLATFORM, and failing"
            " that what pyproject.toml of this folder or one above it names.",
            callback=_use_platform,
            is_eager=True,
            show_default=False,
        ),
    ] = None,
) -> None:
    """Render a platform and publish it to the repository that Argo CD watches."""
