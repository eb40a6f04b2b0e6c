"""Takes an environment out of the GitOps repository, without taking its data from the cluster.

Argo CD prunes what leaves the folder of an Application, as long as the Application is there;
an Application that leaves lets go of what it brought. So an environment is drained first, which
leaves in its folders what holds data and what that leans on, and removed then.
Sources: https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/, and
`finalizeApplicationDeletion` in argo-cd/controller/appcontroller.go: a Namespace that asks for
confirmation would hold up a cascade for all that is in it, and go with all of it once confirmed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from nexus_gitops.argocd.layout import ARGOCD_PATH, application_of, record_path
from nexus_gitops.errors import LocalError, RefusedError, UsageError
from nexus_gitops.manifests.identity import Identity
from nexus_gitops.publish import guards
from nexus_gitops.publish.address import RepositoryAddress
from nexus_gitops.publish.author import Author
from nexus_gitops.publish.branch import check_branch
from nexus_gitops.publish.branch_contents import Contents, read
from nexus_gitops.publish.changes import Changes
from nexus_gitops.publish.claims import is_application
from nexus_gitops.publish.commit import Commit, make_commit
from nexus_gitops.publish.guards import Permission
from nexus_gitops.publish.message import removal_message_of
from nexus_gitops.publish.mirror import Mirror
from nexus_gitops.publish.queue import Queue
from nexus_gitops.publish.record import environment_of
from nexus_gitops.publish.records import records_of
from nexus_gitops.publish.release import Release
from nexus_gitops.publish.state import objects_with_state, staying
from nexus_gitops.publish.transaction import (
    Progress,
    Publication,
    in_queue,
    push_commit,
    take_turn,
)
from nexus_gitops.terminal import counted

_SHARED: Final = f"{ARGOCD_PATH}/"


@dataclass(frozen=True, slots=True)
class Removed:
    """What taking an environment out did, or would do.

    Attributes:
        commit: id of the new commit; "" where none was made.
        paths: what left the repository, sorted.
        kept: objects that hold data and stay in the cluster, as `StatefulSet/postgres`; sorted.
    """

    commit: str
    paths: tuple[str, ...]
    kept: tuple[str, ...]


def drained(published: Publication, environment: str, application: str = "") -> Release:
    """The release that leaves of an environment what holds data, and its Applications.

    Args:
        published: what is published of it.
        environment: its name.
        application: the one Application that is drained; "" for all of them.

    Raises:
        UsageError: it is not published, or has no such Application.
        RefusedError: nothing of it holds data, so that it can be taken out as a whole.
    """
    record = published.record
    if record is None:
        raise _not_published(environment)
    names = sorted({application_of(path) for path in published.files} - {""})
    if application and application not in names:
        raise UsageError(
            f"{environment} has no Application {application}", f"there are: {', '.join(names)}"
        )
    manifests = {path: text for path, text in published.files.items() if application_of(path)}
    stays = staying(manifests)
    files = {
        path: text
        for path, text in published.files.items()
        if application_of(path) not in ([application] if application else names) or path in stays
    }
    drained = {application_of(path) for path in files}
    if not drained.issuperset([application] if application else names):
        raise RefusedError(
            f"all of an Application of {environment} would go, and Argo CD never empties one",
            f"take it out with {Permission.DESTRUCTIVE}, and remove its namespace by kubectl",
        )
    return Release(environment, files, record.images, record.source, record.tools)


def remove(
    address: RepositoryAddress,
    branch: str,
    environment: str,
    *,
    permissions: frozenset[Permission] = frozenset(),
    author: Author,
    on_progress: Progress = lambda _: None,
) -> Removed:
    """Take folder, Applications and record of an environment out, in one commit.

    Raises:
        UsageError: `branch` is no branch name, or the environment is not published on it.
        RefusedError: objects would run on that Argo CD could have pruned before.
        NexusError: as `transaction.publish`.
    """
    check_branch(branch)
    if address.is_unborn:
        raise _not_published(environment)

    def attempt(mirror: Mirror, queue: Queue, number: int) -> Removed:
        tip = take_turn(mirror, queue, branch, losses=number - 1)
        contents = _read(mirror, branch, tip, environment)
        found = _removal(contents, environment, permissions)
        texts = {path: contents.texts.get(path, "") for path in found.paths}
        commit = make_commit(
            mirror,
            Commit(
                parent=contents.commit,
                message=removal_message_of(environment, Changes(removed=found.paths), texts),
                author=author,
                written={},
                removed=found.paths,
            ),
        )
        on_progress(f"pushing {commit[:12]} to {branch}")
        push_commit(mirror, queue, branch, contents.commit, commit)
        return Removed(commit, found.paths, found.kept)

    return in_queue(address, branch, attempt, on_progress)


def plan_removal(
    address: RepositoryAddress,
    branch: str,
    environment: str,
    permissions: frozenset[Permission] = frozenset(),
) -> Removed:
    """What `remove` would do now, with all its refusals; changes nothing but the cache."""
    check_branch(branch)
    if address.is_unborn:
        raise _not_published(environment)
    contents = Mirror(address).use(
        lambda mirror: _read(mirror, branch, mirror.tip(branch), environment)
    )
    return _removal(contents, environment, permissions)


def _read(mirror: Mirror, branch: str, tip: str, environment: str) -> Contents:
    def wanted(contents: Contents) -> Iterable[str]:
        return [
            path
            for path, entry in contents.entries.items()
            if entry.is_file
            and (environment_of(path) or not path.startswith(_SHARED) or is_application(path))
        ]

    return read(mirror, branch, tip, [environment], wanted)


def _removal(contents: Contents, environment: str, permissions: frozenset[Permission]) -> Removed:
    records = records_of(contents)
    guards.check_record(environment, records)
    if environment not in records.read:
        raise _not_published(environment)
    applications = {path: text for path, text in contents.texts.items() if is_application(path)}
    owned = guards.owned_by(Release(environment, {}), contents.entries, records)
    owned -= _of_root(applications)
    manifests = {
        path: contents.texts[path]
        for path in owned
        if not path.startswith(_SHARED) and path in contents.texts
    }
    kept = objects_with_state(manifests)
    running = manifests.keys() - staying(manifests)
    if running and Permission.DESTRUCTIVE not in permissions:
        raise RefusedError(
            f"{counted(len(running), 'object')} of {environment} would run on, and nobody would manage them",
            f"let Argo CD prune them first: nexus-gitops env remove {environment} --drain; or, if"
            f" that is meant, remove it with {Permission.DESTRUCTIVE}",
        )
    paths = tuple(sorted({*owned, record_path(environment)} & contents.entries.keys()))
    return Removed("", paths, tuple(sorted(map(str, kept))))


def _of_root(applications: Mapping[str, str]) -> frozenset[str]:
    """The paths of the root's definitions, which bring those of all environments.

    They stay even after the last one: Argo CD prunes nothing for an empty folder.
    """
    from nexus_gitops.manifests.reader import documents

    found = set()
    for path, text in applications.items():
        try:
            application = documents(text, path)[0]
            name = application["metadata"]["name"]
            if application["spec"]["source"]["path"] == ARGOCD_PATH:
                found |= {
                    f"{ARGOCD_PATH}/{Identity('argoproj.io', kind, '', name).file_name}"
                    for kind in ("Application", "AppProject")
                }
        except (LocalError, LookupError, TypeError, AttributeError):
            continue  # of somebody else
    return frozenset(found)


def _not_published(environment: str) -> UsageError:
    return UsageError(
        f"{environment} is not published there", "nexus-gitops history tells what is; check --repo"
    )
