"""All commands in one Typer application."""

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from nexus_gitops.cli.commands import (
    bootstrap,
    diff,
    env,
    history,
    images,
    publish,
    status,
    synth,
    validate,
)

_ENVIRONMENTS: Final = Path("nexus_platform/environments")

app = typer.Typer(
    name="nexus-gitops",
    help="Render the Nexus platform and publish it to the repository that Argo CD watches.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 1 differences, 2 usage, 3 findings, 4 refused, 5 rejected by"
    " the remote, 6 unreachable, 7 contention, 8 this machine, 9 not yet, 10 degraded.",
)

app.command("synth", epilog=synth.EXAMPLES)(synth.synth)
app.command("validate", epilog=validate.EXAMPLES)(validate.validate)
app.command("diff", epilog=diff.EXAMPLES)(diff.diff)
app.command("publish", epilog=publish.EXAMPLES)(publish.publish)
app.command("bootstrap", epilog=bootstrap.EXAMPLES)(bootstrap.bootstrap)
app.command("status", epilog=status.EXAMPLES)(status.status)
app.command("history", epilog=history.EXAMPLES)(history.history)
app.add_typer(env.app, name="env")
app.add_typer(images.app, name="images")


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"nexus-gitops {version('nexus-gitops')}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[  # noqa: ARG001 -- its callback acts on it
        bool,
        typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Render the Nexus platform and publish it to the repository that Argo CD watches."""
    _tell_of_another_checkout()


def _tell_of_another_checkout() -> None:
    """Whoever edits an environment here expects that it is the one that is published."""
    from nexus_platform import environments

    ours = Path(environments.__file__).parent
    if _ENVIRONMENTS.is_dir() and not _ENVIRONMENTS.samefile(ours):
        print(
            f"nexus-gitops: note: {_ENVIRONMENTS}/ of this folder is not read, but {ours}/;"
            " make setup installs the nexus-gitops that reads it, in .venv/bin",
            file=sys.stderr,
        )
