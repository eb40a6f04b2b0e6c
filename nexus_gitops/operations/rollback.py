"""Takes an environment back to an earlier release: repository, lock file, and a sync that hangs."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.argocd import end_sync
from nexus_gitops.cluster.status import EnvironmentStatus
from nexus_gitops.images.image import Image, dump_lock
from nexus_gitops.images.lock_file import write_lock
from nexus_gitops.operations.release import Target
from nexus_gitops.operations.watch import Look, names_of
from nexus_gitops.platform import loading
from nexus_gitops.publish import (
    Earlier,
    Permission,
    Plan,
    Published,
    author_of,
    is_before,
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


def without_older_syncs(
    look: Look, api: Api, target: Target, commit: str, on_ended: Callable[[str, str], None]
) -> Look:
    """A look that first ends each sync of what came before a commit.

    Argo CD may have read the branch before the commit was on it, and begin such a sync late.

    Args:
        look: see `watch.look_at`.
        api: the cluster that Argo CD runs in.
        target: the environment and its GitOps repository.
        commit: that is to be synced.
        on_ended: is told the Application in Argo CD, and the commit whose sync was ended.

    Raises:
        UnreachableError: the cluster or the repository did not answer, at each look.
    """

    @cache
    def is_older(synced: str) -> bool:
        return is_before(target.address, target.branch, synced, commit)

    names = names_of(target.environment).values()

    def look_without() -> EnvironmentStatus:
        for name in names:
            if ended := end_sync(api, name, is_older):
                on_ended(name, ended)
        return look()

    return look_without


def _with_its_source(permissions: frozenset[Permission]) -> frozenset[Permission]:
    """A release that was published from a dirty source comes back from one."""
    return permissions | {Permission.DIRTY}
