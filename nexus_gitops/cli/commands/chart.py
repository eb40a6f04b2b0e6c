"""`chart`: the Helm chart of the platform, derived from its typed constructs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from nexus_gitops.cli.options import Output
from nexus_gitops.cli.output import show
from nexus_gitops.cli.progress import progress
from nexus_gitops.errors import EXIT_DIFFERENT, UsageError
from nexus_gitops.terminal import counted

if TYPE_CHECKING:
    from nexus_gitops.images.image import Image

EXAMPLES = (
    "Examples: nexus-gitops chart, nexus-gitops chart --output build/nexus --version 1.2.0,"
    " nexus-gitops chart --push oci://registry.example.com/charts"
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
    package: str
    applications: tuple[str, ...]
    beyond: Mapping[str, tuple[str, ...]]
    pushed: str
    signed: bool
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
            "package": self.package,
            "applications": self.applications,
            "beyond": tuple(self.beyond),
            "pushed": self.pushed,
            "signed": self.signed,
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        yield from (f"~ {path}" for path in self.written)
        yield from (f"- {path}" for path in self.removed)
        written, removed = ("to write", "to remove") if self.check else ("written", "removed")
        yield (
            f"{self.name} {self.version} in {self.folder}: {counted(len(self.written), 'file')} {written},"
            f" {len(self.removed)} {removed}, {self.unchanged} unchanged"
        )
        if self.package:
            yield f"packaged as {self.package}"
        yield from (f"+ {path}" for path in self.applications)
        for environment, fields in self.beyond.items():
            yield (
                f"{environment} is left to its manifests: the chart leaves out"
                f" {', '.join(fields)}, which it has"
            )
        if self.pushed:
            yield f"pushed{' and signed' if self.signed else ''}: {self.pushed}"


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
    package: Annotated[
        Path | None,
        typer.Option(
            "--package", help="Folder that the chart goes to as one .tgz file.", show_default=False
        ),
    ] = None,
    push: Annotated[
        str | None,
        typer.Option(
            "--push",
            help="Registry that it is pushed to, as oci://registry.example.com/charts; the digest"
            " is recorded beside the chart.",
            show_default=False,
        ),
    ] = None,
    argocd: Annotated[
        Path | None,
        typer.Option(
            "--argocd",
            help="Folder that gets a project and an Application for each environment, whose"
            " source is the chart where it is pushed to, or was.",
            show_default=False,
        ),
    ] = None,
    sign: Annotated[
        bool, typer.Option("--sign", help="Sign what is pushed, by cosign with COSIGN_KEY.")
    ] = False,
    format: Annotated[
        Output, typer.Option("--format", help="How the result is shown.")
    ] = Output.TEXT,
) -> None:
    """Derive a Helm chart that renders what the typed code renders, for any values."""
    from nexus_gitops.chart import folder as chart_folder
    from nexus_gitops.chart import process
    from nexus_gitops.chart.package import target_of
    from nexus_gitops.chart.version import version_of_project, version_that_is_valid
    from nexus_gitops.platform.project import platform, project
    from nexus_gitops.rendering import dist

    wanted = version_that_is_valid(version) if version is not None else version_of_project()
    if check and (package or push or argocd):
        raise UsageError("--check writes nothing", "do not package or push with it")
    if sign and not push:
        raise UsageError("--sign signs what is pushed", "push it with --push")
    name = platform().name
    target = target_of(push, name, wanted) if push else None
    root = (folder or project().root / _CHARTS / name).absolute()
    with progress() as tell:
        tell(f"deriving the chart {name} {wanted}")
        files = process.files(wanted)
    change = chart_folder.plan(root, files, name)
    if not check:
        dist.apply(change)
    shown = project().shown
    packed = _packed(package, name, wanted, files) if package else ""
    pushed = _pushed(target, root, name, files) if target else ""
    applications = _applications(argocd, target or _last_pushed(root), wanted, files)
    if sign:
        from nexus_gitops.chart.signing import sign as sign_by_cosign

        sign_by_cosign(pushed)
    result = ChartResult(
        check=check,
        name=name,
        version=wanted,
        folder=shown(root),
        written=tuple(shown(root / path) for path in change.written),
        removed=tuple(shown(root / path) for path in change.removed),
        unchanged=change.unchanged,
        package=packed,
        applications=tuple(shown(path) for path in applications),
        beyond=_beyond() if argocd else {},
        pushed=pushed,
        signed=sign,
    )
    show(result, format)
    if check and (result.written or result.removed):
        raise typer.Exit(EXIT_DIFFERENT)


def _packed(folder: Path, name: str, version: str, files: Mapping[str, str]) -> str:
    """Write the chart as one file; its path."""
    from nexus_gitops.chart.package import archive
    from nexus_gitops.files import replace_file

    path = folder / f"{name}-{version}.tgz"
    replace_file(path, archive(name, files))
    return str(path)


def _pushed(target: "Image", root: Path, name: str, files: Mapping[str, str]) -> str:
    """Push the chart and record its digest; the reference that means this one and no other."""
    import json

    from nexus_gitops.chart.package import artifact
    from nexus_gitops.files import replace_file
    from nexus_gitops.images.registry import open_client, push_artifact

    with open_client() as client:
        digest = push_artifact(target, artifact(name, files), client)
    record = {"repository": target.repository, "tag": target.tag, "digest": digest}
    text = json.dumps(record, indent=2) + "\n"
    replace_file(_record(root), text.encode())
    return f"{target.tagged}@{digest}"


def _record(root: Path) -> Path:
    """Where it is recorded that a chart was pushed."""
    return root.with_name(f"{root.name}.pushed.json")


def _last_pushed(root: Path) -> "Image | None":
    import json

    from nexus_gitops.images.image import Image

    try:
        told = json.loads(_record(root).read_text("utf-8"))
        return Image(told["repository"], told["tag"], told["digest"])
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _beyond() -> Mapping[str, tuple[str, ...]]:
    from nexus_gitops.operations.chart_applications import beyond_the_chart

    return beyond_the_chart()


def _applications(
    folder: Path | None, chart: "Image | None", version: str, files: Mapping[str, str]
) -> list[Path]:
    """Write Argo CD's definitions; their paths."""
    from nexus_gitops.files import replace_file
    from nexus_gitops.operations.chart_applications import chart_applications

    if folder is None:
        return []
    if chart is None:
        raise UsageError("the chart was pushed nowhere yet", "push it with --push")
    written = []
    for name, text in chart_applications(files, chart, version).items():
        path = folder.absolute() / name
        replace_file(path, text.encode())
        written.append(path)
    return written
