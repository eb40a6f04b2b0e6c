"""Builds the images of the platform's own services, pushes them, and locks their digests."""

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from nexus_gitops.errors import LocalError, UsageError
from nexus_gitops.images.engine.engines import Engine, Recipe
from nexus_gitops.images.image import Image
from nexus_gitops.images.pin import PinResult, lock_pushed
from nexus_gitops.platform import loading
from nexus_gitops.platform.project import platform, project
from nexus_gitops.publish import source_of

_LONGEST_STEP: Final = 100
# Source: https://specs.opencontainers.org/image-spec/annotations/
_LABELS: Final = "org.opencontainers.image"


@dataclass(frozen=True, slots=True)
class Order:
    """A service whose image is to be built.

    Attributes:
        service: its name.
        recipe: how.
    """

    service: str
    recipe: Recipe


def orders(
    environment: str, services: Iterable[str] = (), options: tuple[str, ...] = ()
) -> tuple[Order, ...]:
    """What to build for an environment: the services named, all of our own where none is.

    An image is labelled with the tag that the lock file gives it and with the revision of the
    checkout that it is built from.

    Args:
        environment: its name.
        services: names of services.
        options: further options of the engine's `build`.

    Raises:
        UsageError: there is no such environment, no such service of our own, or its image
            belongs to another registry than the environment's.
        LocalError: this is no checkout, or the environment or its lock file is damaged.
    """
    names = _own(services)
    registry, lock = loading.load(environment).registry, loading.images(environment)
    root = _checkout(names)
    source = source_of(root)
    revision = f"{source.revision}-dirty" if source.dirty else source.revision
    found = []
    for name in names:
        image = replace(lock[name], digest="")
        if not image.repository.startswith(f"{registry}/"):
            raise UsageError(
                f"{environment} runs {name} from {image.repository}, which is not in its own"
                f" registry {registry}",
                f"correct {loading.lock_file(environment).name}, or the registry in"
                f" environments/{environment}.py",
            )
        # Not by ARG and LABEL: podman 4.3 would take an older image's from its cache.
        labels = {
            f"{_LABELS}.version": image.tag,
            f"{_LABELS}.revision": revision,
            f"{_LABELS}.source": source.repository,
        }
        dockerfile = root / platform().dockerfiles[name]
        found.append(Order(name, Recipe(image, dockerfile, root, labels, options)))
    return tuple(found)


def build(orders: Sequence[Order], engine: Engine, on_progress: Callable[[str], None]) -> None:
    """Build the images one after another.

    Args:
        orders: what to build.
        engine: builds them.
        on_progress: called with a few words for each image and each of its steps.

    Raises:
        BuildFailedError: see `Engine.build`.
    """
    for number, order in enumerate(orders, start=1):
        name = order.service
        on_progress(f"building {name} with {engine.name} ({number} of {len(orders)})")
        engine.build(
            order.recipe,
            lambda step, name=name: on_progress(f"{name}: {step}"[:_LONGEST_STEP]),  # type: ignore[misc] # mypy#12557: it cannot infer a lambda with a default
        )


def push(
    environment: str,
    orders: Sequence[Order],
    engine: Engine,
    on_progress: Callable[[str], None],
) -> PinResult:
    """Push images that were built, and write their digests into the environment's lock file.

    The lock file is written once all are pushed: it never names an image that is not there.

    Args:
        environment: its name.
        orders: what was built.
        engine: has them.
        on_progress: called with a few words for each image.

    Raises:
        UnreachableError: see `Engine.push`.
        LocalError: see `Engine.push` and `lock_pushed`.
    """
    pushed: dict[str, Image] = {}
    for number, order in enumerate(orders, start=1):
        image = order.recipe.image
        on_progress(f"pushing {image.tagged} ({number} of {len(orders)})")
        pushed[order.service] = replace(image, digest=engine.push(image))
    return lock_pushed(loading.lock_file(environment), pushed)


def _own(services: Iterable[str]) -> list[str]:
    known = sorted(platform().dockerfiles)
    wanted = sorted(set(services))
    for name in wanted:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            guess = f"did you mean {near[0]}? " if near else ""
            raise UsageError(
                f"no image of {name!r} is built here", f"{guess}there are: {', '.join(known)}"
            )
    return wanted or known


def _checkout(services: Sequence[str]) -> Path:
    root = project().folder.parents[project().package.count(".")]
    for service in services:
        dockerfile = platform().dockerfiles[service]
        if not (root / dockerfile).is_file():
            raise LocalError(
                f"there is no {dockerfile} in {root}, where the platform is",
                "build in a checkout of the platform's project",
            )
    return root
