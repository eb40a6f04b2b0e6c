"""What every command takes and refuses, whatever it does."""

import os
from typing import Annotated, Any, Final, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from nexus_gitops.cli.screen import VARIABLE, Color
from nexus_gitops.errors import UsageError


def _choose(color: Color | None) -> None:
    if color is not None:
        os.environ[VARIABLE] = color


Colored = Annotated[
    Color | None,
    typer.Option(
        "--color",
        help="When there is colour. Otherwise NEXUS_GITOPS_COLOR, and failing that on a terminal"
        " where NO_COLOR is not set.",
        callback=_choose,
        is_eager=True,
        expose_value=False,
        show_default=False,
    ),
]


class Command(TyperCommand):
    """A command with `--color`, which takes each option with one value once."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.params.append(_COLOR)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """See click; of two values one would be lost in silence."""
        if not ctx.resilient_parsing:
            _, _, given = self.make_parser(ctx).parse_args(args=list(args))
            single = [one for one in given if one.param_type_name == "option" and not one.multiple]
            twice = next((one for one in single if single.count(one) > 1), None)
            if twice is not None and not getattr(twice, "is_flag", False):
                raise UsageError(f"{twice.opts[0]} is given twice", "give it once")
        return super().parse_args(ctx, args)


def _color_option() -> Any:
    takes_it = typer.Typer(add_completion=False)

    @takes_it.command()
    def _command(color: Colored = None) -> None:
        """Never called: what it takes is taken over."""

    (option,) = cast(TyperGroup, get_command(takes_it)).params
    return option


_COLOR: Final = _color_option()
