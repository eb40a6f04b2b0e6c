"""`init`: begin a platform."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from nexus_gitops.cli.options import Output, OutputFormat
from nexus_gitops.cli.output import show

if TYPE_CHECKING:
    from nexus_gitops.operations.init import NewPlatform

EXAMPLES = "Examples: nexus-gitops init shop, nexus-gitops init . --name shop"


@dataclass(frozen=True, slots=True)
class InitResult:
    """A new platform."""

    platform: "NewPlatform"
    kind: ClassVar[str] = "InitResult"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "folder": str(self.platform.folder),
            "package": self.platform.package,
            "files": self.platform.files,
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        yield from (f"+ {path}" for path in self.platform.files)
        yield f"{self.platform.package}: a platform of one service and two environments"
        yield f"  next      cd {self.platform.folder} && nexus-gitops synth"
        yield "            nexus-gitops publish --env staging"


def init(
    folder: Annotated[Path, typer.Argument(help="Folder of the new project, new or empty.")],
    name: Annotated[
        str,
        typer.Option("--name", help="Of the platform. Otherwise the folder's.", show_default=False),
    ] = "",
    output: OutputFormat = Output.TEXT,
) -> None:
    """Write a small platform that renders, passes all checks and publishes at once."""
    from nexus_gitops.operations.init import init

    show(InitResult(init(folder, name)), output)
