"""`chart`: the Helm chart of the platform, derived from its typed constructs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar

import typer

from nexus_gitops.cli.options import Output
from nexus_gitops.cli.output import show
from nexus_gitops.errors import EXIT_DIFFERENT

EXAMPLES = (
    "Examples: [b]nexus-gitops chart[/b], [b]nexus-gitops chart --output /tmp/nexus"
    " --version 1.2.0[/b], [b]nexus-gitops chart --check[/b]"
)

_CHARTS = "charts"


@dataclass(frozen=True, slots=True)
class ChartResult:
    """Which files of the chart changed; with `check` they would be changed, but were not."""

    check: bool
    name: str
    version: str
    folder: str
    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    kind: ClassVar[str] = "ChartResult"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "check": self.check,
            "name": self.name,
            "version": self.version,
            "folder": self.folder,
            "written": self.written,
            "removed": self.removed,
            "unchanged": self.unchanged,
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        yield from (f"~ {path}" for path in self.written)
        yield from (f"- {path}" for path in self.removed)
        written, removed = ("to write", "to remove") if self.check else ("written", "removed")
        yield (
            f"{self.name} {self.version} in {self.folder}: {len(self.written)} files {written},"
            f" {len(self.removed)} {removed}, {self.unchanged} unchanged"
        )


def chart(
    folder: Annotated[
        Path | None,
        typer.Option(
            "--output",
            help="Folder of the chart. Otherwise charts/<platform>.",
            show_default=False,
        ),
    ] = None,
    version: Annotated[
        str | None,
        typer.Option(
            "--version",
            help="Version of the chart, by SemVer. Otherwise that of the project.",
            show_default=False,
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; exit with 1 if a file would change."),
    ] = False,
    format: Annotated[
        Output, typer.Option("--format", help="How the result is shown.")
    ] = Output.TEXT,
) -> None:
    """Derive a Helm chart that renders what the typed code renders, for any values."""
    from nexus_gitops.chart import folder as chart_folder
    from nexus_gitops.chart import process
    from nexus_gitops.chart.version import version_of_project, version_that_is_valid
    from nexus_gitops.platform.project import platform, project
    from nexus_gitops.rendering import dist

    wanted = version_that_is_valid(version) if version is not None else version_of_project()
    name = platform().name
    root = (folder or project().root / _CHARTS / name).absolute()
    change = chart_folder.plan(root, process.files(wanted), name)
    if not check:
        dist.apply(change)
    shown = project().shown
    result = ChartResult(
        check=check,
        name=name,
        version=wanted,
        folder=shown(root),
        written=tuple(shown(root / path) for path in change.written),
        removed=tuple(shown(root / path) for path in change.removed),
        unchanged=change.unchanged,
    )
    show(result, format)
    if check and (result.written or result.removed):
        raise typer.Exit(EXIT_DIFFERENT)
