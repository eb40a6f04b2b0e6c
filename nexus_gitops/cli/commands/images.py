"""`images`: build and push our own, and lock the digests of all."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from nexus_gitops.cli.exit_codes import without_credentials
from nexus_gitops.cli.failures import documents, stop_at_failures
from nexus_gitops.cli.options import (
    Branch,
    Environments,
    Output,
    OutputFormat,
    Repository,
    complete_environment,
)
from nexus_gitops.cli.output import say, show
from nexus_gitops.cli.progress import progress
from nexus_gitops.errors import NexusError
from nexus_gitops.images.engine.name import EngineName

if TYPE_CHECKING:
    from nexus_gitops.images.pin import PinResult
    from nexus_gitops.operations.build import Order

app = typer.Typer(
    help="Build and lock the images that the environments run.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


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
    failed: Mapping[str, NexusError]
    kind: ClassVar[str] = "ImagesPinResult"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "images": [asdict(image) for image in self.images],
            "written": self.written,
            "failed": documents(self.failed),
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        for image in self.images:
            was = f" (was {image.before})" if image.change == "moved" else ""
            yield f"{image.environment} {image.service}: {image.change} {image.reference}{was}"
        yield from (f"wrote {path}; commit it" for path in self.written)


@app.command(
    "pin",
    epilog="Examples: nexus-gitops images pin --env prod,"
    " nexus-gitops images pin --env prod redis postgres --dry-run",
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
    from nexus_gitops.images.pin import look_up, pin_file
    from nexus_gitops.platform import loading
    from nexus_gitops.platform.attempts import attempt

    act = look_up if dry_run else pin_file
    pinned = attempt(
        loading.select(tuple(env or ())), lambda name: act(loading.lock_file(name), services or ())
    )
    images = tuple(
        PinnedImage(name, pin.service, pin.image.reference, pin.before, pin.change.value)
        for name, result in pinned.made.items()
        for pin in result.pins
    )
    written = tuple(
        str(loading.lock_file(name))
        for name, result in pinned.made.items()
        if result.changed and not dry_run
    )
    show(ImagesPinResult(images, written, pinned.failed), output)
    stop_at_failures(pinned.failed)


@dataclass(frozen=True, slots=True)
class ImageTable:
    """What each environment has locked, what others have of the same, and what is released."""

    images: Mapping[str, Mapping[str, str]]
    released: Mapping[str, Mapping[str, str]]
    failed: Mapping[str, NexusError]
    kind: ClassVar[str] = "ImageTable"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "images": [
                {
                    "service": service,
                    "environment": environment,
                    "reference": reference,
                    "released": self.released.get(environment, {}).get(service, ""),
                }
                for service, found in self.images.items()
                for environment, reference in found.items()
            ],
            "failed": documents(self.failed),
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        width = max((len(name) for found in self.images.values() for name in found), default=0)
        for service, found in self.images.items():
            yield service
            for name, reference in found.items():
                yield f"  {name.ljust(width)}  {reference}"
                released = self.released.get(name, {}).get(service, reference)
                if released != reference:
                    yield f"  {' ' * width}  ~ released is {released}"


@app.command(
    "list",
    epilog="Examples: nexus-gitops images list --env staging --env prod,"
    " nexus-gitops images list --released",
)
def list_(
    env: Environments = None,
    released: Annotated[
        bool, typer.Option("--released", help="Ask the GitOps repositories, too, what is released.")
    ] = False,
    repo: Repository = None,
    branch: Branch = None,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Show which version of each image the environments have locked, and with --released run."""
    from nexus_gitops.platform import loading
    from nexus_gitops.platform.attempts import attempt

    locks = attempt(loading.select(tuple(env or ())), loading.images)
    services = sorted({service for lock in locks.made.values() for service in lock})
    table = {
        service: {
            name: lock[service].reference for name, lock in locks.made.items() if service in lock
        }
        for service in services
    }
    asked = locks.made if released else ()
    runs = attempt(asked, lambda name: _released(name, repo, branch))
    failed = {**locks.failed, **runs.failed}
    show(ImageTable(table, runs.made, failed), output)
    stop_at_failures(failed)


def _released(environment: str, repo: str | None, branch: str | None) -> Mapping[str, str]:
    """The images of the last release of an environment, by service."""
    from nexus_gitops.operations.release import target_of
    from nexus_gitops.publish import read_published

    target = target_of(environment, repo, branch)
    record = read_published(target.address, target.branch, environment).record
    return record.images if record else {}


@dataclass(frozen=True, slots=True)
class ChosenImage:
    """One image of one environment, before and after."""

    environment: str
    service: str
    reference: str
    before: str


@dataclass(frozen=True, slots=True)
class ImagesSetResult:
    """The versions that were chosen, and the lock files that were written."""

    images: tuple[ChosenImage, ...]
    written: tuple[str, ...]
    failed: Mapping[str, NexusError]
    kind: ClassVar[str] = "ImagesSetResult"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "images": [asdict(image) for image in self.images],
            "written": self.written,
            "failed": documents(self.failed),
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        for image in self.images:
            was = f" (was {image.before})" if image.before != image.reference else ", as before"
            yield f"{image.environment} {image.service}: {image.reference}{was}"
        yield from (f"wrote {path}; commit it" for path in self.written)


@app.command(
    "set",
    epilog="Examples: nexus-gitops images set workspace-kernel=0.2.0 --env staging,"
    " nexus-gitops images set redis=7.4.3-alpine@sha256:... --env prod",
)
def set_(
    choices: Annotated[
        list[str], typer.Argument(help="SERVICE=TAG, SERVICE=DIGEST or SERVICE=TAG@DIGEST.")
    ],
    env: Environments = None,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Choose the versions that environments run; a new tag has no digest until it is pinned."""
    from nexus_gitops.images.choose import choose, parse_choices
    from nexus_gitops.platform import loading
    from nexus_gitops.platform.attempts import attempt

    versions = parse_choices(choices)
    chosen = attempt(
        loading.select(tuple(env or ())), lambda name: choose(loading.lock_file(name), versions)
    )
    images = tuple(
        ChosenImage(name, one.service, one.after.reference, one.before.reference)
        for name, choices_made in chosen.made.items()
        for one in choices_made
    )
    written = tuple(
        str(loading.lock_file(name))
        for name, choices_made in chosen.made.items()
        if any(one.changed for one in choices_made)
    )
    show(ImagesSetResult(images, written, chosen.failed), output)
    stop_at_failures(chosen.failed)


@dataclass(frozen=True, slots=True)
class BuiltImage:
    """One image that was built; `change` is empty where it was not pushed."""

    service: str
    reference: str
    pushed: bool
    before: str
    change: str


@dataclass(frozen=True, slots=True)
class ImagesBuildResult:
    """What was built, what of it was pushed, and the lock file that was written."""

    environment: str
    engine: str
    images: tuple[BuiltImage, ...]
    written: tuple[str, ...]
    kind: ClassVar[str] = "ImagesBuildResult"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return asdict(self)

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        for image in self.images:
            did = "pushed" if image.pushed else "built"
            was = f" (was {image.before})" if image.change == "moved" else ""
            yield f"{self.environment} {image.service}: {did} {image.reference}{was}"
        yield from (f"wrote {path}; commit it" for path in self.written)


@app.command(
    "build",
    epilog="Examples: nexus-gitops images build,"
    " nexus-gitops images build workspace-kernel --env staging --push,"
    " nexus-gitops images build --engine podman --secret id=pip.conf,src=pip.conf",
)
def build(
    services: Annotated[
        list[str] | None,
        typer.Argument(help="Services to build; all of our own where none is given."),
    ] = None,
    env: Annotated[
        str,
        typer.Option(
            "--env",
            "-e",
            help="Environment whose lock file names the images.",
            autocompletion=complete_environment,
        ),
    ] = "dev",
    push: Annotated[
        bool,
        typer.Option("--push", help="Push to the environment's registry, and lock the digests."),
    ] = False,
    engine: Annotated[
        EngineName | None,
        typer.Option(
            "--engine",
            help="Container engine. Otherwise the first that works.",
            envvar="NEXUS_GITOPS_ENGINE",
            show_default=False,
        ),
    ] = None,
    build_arg: Annotated[
        list[str] | None,
        typer.Option(
            "--build-arg",
            metavar="NAME=VALUE",
            help="Another value for an ARG of the Dockerfiles, as a base image; may repeat."
            " Never a credential: whoever may list processes sees it.",
        ),
    ] = None,
    secret: Annotated[
        list[str] | None,
        typer.Option(
            "--secret",
            metavar="id=NAME,src=FILE",
            help="File that the build may read and the image does not keep; may repeat.",
        ),
    ] = None,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Build images of the platform's own services, and push them to the environment's registry.

    Each is tagged as the environment's lock file names it. The digests of what was pushed are
    written into that file; log in with docker or podman before.
    """
    from nexus_gitops.images.engine.find import find_engine
    from nexus_gitops.operations import build
    from nexus_gitops.platform import loading

    (env,) = loading.select((env,))
    options = (
        *(f"--build-arg={value}" for value in build_arg or ()),
        *(f"--secret={value}" for value in secret or ()),
    )
    orders = build.orders(env, services or (), options)
    builder = find_engine(engine)
    pinned = None
    with progress() as on_progress, _telling_output():
        build.build(orders, builder, on_progress)
        if push:
            pinned = build.push(env, orders, builder, on_progress)
    written = (str(loading.lock_file(env)),) if pinned and pinned.changed else ()
    images = _pushed(pinned) if pinned else _built(orders)
    show(ImagesBuildResult(env, builder.name, images, written), output)


def _built(orders: "Iterable[Order]") -> tuple[BuiltImage, ...]:
    return tuple(
        BuiltImage(order.service, order.recipe.image.reference, pushed=False, before="", change="")
        for order in orders
    )


def _pushed(result: "PinResult") -> tuple[BuiltImage, ...]:
    return tuple(
        BuiltImage(
            pin.service, pin.image.reference, pushed=True, before=pin.before, change=pin.change
        )
        for pin in result.pins
    )


@contextmanager
def _telling_output() -> Iterator[None]:
    """Shows what an engine printed last before it failed."""
    from nexus_gitops.images.engine.engines import BuildFailedError

    try:
        yield
    except BuildFailedError as error:
        say(without_credentials(line) for line in error.output)
        raise
