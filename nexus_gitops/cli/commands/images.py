"""`images pin`: ask the registries for digests and lock them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import typer

from nexus_gitops.cli.options import Environments, Output, OutputFormat
from nexus_gitops.cli.output import show

app = typer.Typer(help="Lock the images that the environments run.", no_args_is_help=True)


@dataclass(frozen=True, slots=True)
class PinnedImage:
    """One image of one environment, as the registry has it now."""

    environment: str
    service: str
    reference: str
    before: str
    change: str


@dataclass(frozen=True, slots=True)
class ImagesPinResult:
    """What pinning found, and the lock files it wrote."""

    images: tuple[PinnedImage, ...]
    written: tuple[str, ...]
    kind: ClassVar[str] = "ImagesPinResult"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        from dataclasses import asdict

        return {"images": [asdict(image) for image in self.images], "written": self.written}

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        for image in self.images:
            was = f" (was {image.before})" if image.change == "moved" else ""
            yield f"{image.environment} {image.service}: {image.change} {image.reference}{was}"
        yield from (f"wrote {path}; commit it" for path in self.written)


@app.command(
    "pin",
    epilog="Examples: [b]nexus-gitops images pin --env prod[/b],"
    " [b]nexus-gitops images pin --env prod redis postgres --dry-run[/b]",
)
def pin(
    services: Annotated[
        list[str] | None,
        typer.Argument(help="Services whose images are pinned; all of them where none is given."),
    ] = None,
    env: Environments = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Ask the registries, but write nothing.")
    ] = False,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Ask the registries for the digest of each image and write it into the lock file."""
    from nexus_gitops import environments
    from nexus_gitops.registry import look_up, pin_file

    act = look_up if dry_run else pin_file
    images: list[PinnedImage] = []
    written: list[str] = []
    for name in environments.select(tuple(env or ())):
        path = environments.lock_file(name)
        result = act(path, services or ())
        images += [
            PinnedImage(name, pin.service, pin.image.reference, pin.before, pin.change.value)
            for pin in result.pins
        ]
        if result.changed and not dry_run:
            written.append(str(path))
    show(ImagesPinResult(tuple(images), tuple(written)), output)
