"""Takes an environment out of the GitOps repository, be it still in the platform or not."""

from collections.abc import Callable
from pathlib import Path

from nexus_gitops.errors import UsageError
from nexus_gitops.operations.release import target_of
from nexus_gitops.platform import loading
from nexus_gitops.publish import (
    Permission,
    Published,
    RepositoryAddress,
    author_of,
    drained,
    publish,
    read_published,
)

_LEAVING = frozenset({Permission.DESTRUCTIVE, Permission.DIRTY, Permission.OVERWRITE})


def place_of(
    environment: str, repository: str | None, branch: str | None
) -> tuple[RepositoryAddress, str]:
    """Repository and branch of an environment; of one that is gone, those of the others.

    Args:
        environment: its name.
        repository: URL or path that was asked for; None for what an environment says.
        branch: likewise.

    Raises:
        UsageError: the address or the branch is none, or the platform has no environment left
            that would name the repository.
    """
    known = loading.names()
    if not known:
        raise UsageError(f"nobody says where {environment} is published", "add an environment")
    target = target_of(environment if environment in known else known[0], repository, branch)
    return target.address, target.branch


def drain(
    address: RepositoryAddress,
    branch: str,
    environment: str,
    application: str,
    on_progress: Callable[[str], None],
) -> Published:
    """Publish what of an environment holds data, and no more, so that Argo CD prunes the rest.

    Of the named Application alone, or of all of them where `application` is "".

    Raises:
        UsageError: it is not published.
        RefusedError: see `publish.drained`.
        NexusError: see `publish.publish`.
    """
    release = drained(read_published(address, branch, environment), environment, application)
    (published,) = publish(
        address,
        branch,
        [release],
        permissions=_LEAVING,
        author=author_of(Path.cwd()),
        on_progress=on_progress,
    )
    return published
