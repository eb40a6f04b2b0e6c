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
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 1 differences, 2 usage, 3 findings, 4 refused, 5 rejected by"
    " the remote, 6 unreachable, 7 contention, 8 this machine, 9 not yet, 10 degraded.",
)

app.command("init", epilog=init.EXAMPLES)(init.init)
app.command("synth", epilog=synth.EXAMPLES)(synth.synth)
app.command("validate", epilog=validate.EXAMPLES)(validate.validate)
app.command("diff", epilog=diff.EXAMPLES)(diff.diff)
app.command("publish", epilog=publish.EXAMPLES)(publish.publish)
app.command("bootstrap", epilog=bootstrap.EXAMPLES)(bootstrap.bootstrap)
app.command("status", epilog=status.EXAMPLES)(status.status)
app.command("history", epilog=history.EXAMPLES)(history.history)
app.command("chart", epilog=chart.EXAMPLES)(chart.chart)
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
