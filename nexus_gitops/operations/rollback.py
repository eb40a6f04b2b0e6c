"""Takes an environment back to an earlier release: repository, lock file, and a sync that hangs."""

from collections.abc import Callable
from pathlib import Path

from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.argocd import end_sync
from nexus_gitops.images.image import Image, dump_lock
from nexus_gitops.images.lock_file import write_lock
from nexus_gitops.operations.release import Target
from nexus_gitops.operations.watch import names_of
from nexus_gitops.platform import loading
from nexus_gitops.publish import (
    Earlier,
    Permission,
    Plan,
    Published,
    author_of,
    plan,
    publish,
)


def roll_back(
    target: Target,
    earlier: Earlier,
    permissions: frozenset[Permission],
    on_progress: Callable[[str], None],
) -> Published:
    """Publish an earlier release again.

    Raises:
        NexusError: see `publish.publish`.
    """
    (published,) = publish(
        target.address,
        target.branch,
        [earlier.release],
        permissions=_with_its_source(permissions),
        author=author_of(Path.cwd()),
        on_progress=on_progress,
    )
    return published


def plan_rollback(target: Target, earlier: Earlier, permissions: frozenset[Permission]) -> Plan:
    """What `roll_back` would do now, with all its refusals."""
    (planned,) = plan(
        target.address, target.branch, [earlier.release], _with_its_source(permissions)
    )
    return planned


def restore_lock(environment: str, earlier: Earlier) -> str:
    """Lock the images of an earlier release in the working tree.

    Returns:
        path of the lock file; "" where it says the same already.

    Raises:
        LocalError: it cannot be read or written.
    """
    lock = loading.images(environment)
    images = {name: Image.parse(reference) for name, reference in earlier.release.images.items()}
    restored = {**lock, **images}
    if restored == lock:
        return ""
    path = loading.lock_file(environment)
    write_lock(path, dump_lock(restored))
    return str(path)


def end_syncs(api: Api, environment: str, commit: str) -> dict[str, str]:
    """End what Argo CD still syncs of other commits.

    Returns:
        commit whose sync was ended, by name of the Application.

    Raises:
        UnreachableError: see `end_sync`.
    """
    ended = {name: end_sync(api, name, commit) for name in names_of(environment).values()}
    return {name: synced for name, synced in ended.items() if synced}


def _with_its_source(permissions: frozenset[Permission]) -> frozenset[Permission]:
    """A release that was published from a dirty source comes back from one."""
    return permissions | {Permission.DIRTY}
