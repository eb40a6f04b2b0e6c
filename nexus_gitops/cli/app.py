"""All commands in one Typer application."""

import os
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final, cast

import typer
from typer.core import TyperGroup
from typer.main import get_command

from nexus_gitops.cli.command import Colored, Command

_SHORT_HELP: Final = {
    "init": "Begin a platform.",
    "synth": "Render environments into dist/.",
    "validate": "Check manifests against every rule.",
    "diff": "Compare with what is published.",
    "publish": "Put a release into the GitOps repository.",
    "bootstrap": "Hand the root Application to Argo CD.",
    "status": "Show what runs of an environment.",
    "promote": "Carry a release's images into another environment.",
    "rollback": "Bring an earlier release back.",
    "acceptance": "Ask an installation what it is accepted by.",
    "adopt": "Take over what was applied by hand.",
    "deploy": "Bring an environment into a cluster without Argo CD.",
    "logs": "Show what the pods of a service write.",
    "port-forward": "Reach a service from this machine.",
    "cleanup": "Remove an environment from a cluster.",
    "doctor": "Check what an environment needs.",
    "history": "Show the releases of an environment.",
    "adopt-changes": "Show what was changed by hand there.",
    "chart": "Derive the Helm chart.",
    "graph": "Draw an environment.",
    "restore": "Put a backup in the database's place.",
}
_GROUPS: Final = ("env", "images", "secrets", "backup")


class _Commands(Mapping[str, Any]):
    """The commands by name, each from the module of its name, which is imported when asked for.

    Importing all of them, and building their options, is a tenth of a publish of nothing new.
    """

    def __getitem__(self, name: str) -> Any:
        if name not in self:
            raise KeyError(name)
        return _command(name)

    def __contains__(self, name: object) -> bool:
        return name in _SHORT_HELP or name in _GROUPS

    def __iter__(self) -> Iterator[str]:
        yield from _SHORT_HELP
        yield from _GROUPS

    def __len__(self) -> int:
        return len(_SHORT_HELP) + len(_GROUPS)


class _Group(TyperGroup):
    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = cast(Any, _Commands())


@cache
def _command(name: str) -> Any:
    identifier = name.replace("-", "_")
    module = import_module(f"nexus_gitops.cli.commands.{identifier}")
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    if name in _GROUPS:
        for one in module.app.registered_commands:
            one.cls = Command
        alone.add_typer(module.app, name=name)
        return cast(TyperGroup, get_command(alone)).commands[name]
    alone.command(name, cls=Command, short_help=_SHORT_HELP[name], epilog=module.EXAMPLES)(
        getattr(module, identifier)
    )
    return get_command(alone)


app = typer.Typer(
    name="nexus-gitops",
    cls=_Group,
    help="Render a platform and publish it to the repository that Argo CD watches.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain text: rich takes as long to import as all else of a help
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 1 differences, 2 usage, 3 findings, 4 refused, 5 rejected by"
    " the remote, 6 unreachable, 7 contention, 8 this machine, 9 not yet, 10 degraded.",
)


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
    color: Colored = None,
) -> None:
    """Render a platform and publish it to the repository that Argo CD watches."""
