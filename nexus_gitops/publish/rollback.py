"""Brings an earlier release of an environment back: as a new commit, so that history only grows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from nexus_gitops.argocd.layout import ARGOCD_PATH, record_path
from nexus_gitops.errors import LocalError, RefusedError, UsageError
from nexus_gitops.manifests.identity import identity
from nexus_gitops.publish.address import RepositoryAddress
from nexus_gitops.publish.branch import check_branch
from nexus_gitops.publish.branch_contents import Contents, read
from nexus_gitops.publish.history import Event, PublishedRelease, events
from nexus_gitops.publish.line import Trees
from nexus_gitops.publish.mirror import Depth, Mirror
from nexus_gitops.publish.record import DamagedRecordError, environment_of, parse_record
from nexus_gitops.publish.records import Records, records_of
from nexus_gitops.publish.release import Release
from nexus_gitops.publish.state import objects_with_state
from nexus_gitops.publish.undo import restored_by

_LOOKED_AT: Final = 1000
_SHOWN: Final = 5
_VERSION: Final = "app.kubernetes.io/version"


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier release, to be published again.

    Attributes:
        told: what its commit tells.
        release: all of it, as it was.
    """

    told: PublishedRelease
    release: Release


def earlier(address: RepositoryAddress, branch: str, environment: str, to: str = "") -> Earlier:
    """The release that a rollback brings back.

    Args:
        address: the GitOps repository.
        branch: its branch.
        environment: its name.
        to: the beginning of a release's commit; "" for the one before what is there now.

    Raises:
        UsageError: there is no such release, or several begin like that.
        RefusedError: its record cannot be read any more.
        UnreachableError: the repository did not answer.
    """
    check_branch(branch)
    if address.is_unborn:
        raise _none(environment, to)

    def look(mirror: Mirror) -> tuple[PublishedRelease, dict[str, str]]:
        found = events(mirror, branch, environment, _LOOKED_AT)
        told = _named(found, environment, to) if to else _before(found, environment)
        trees, path = Trees(mirror), record_path(environment)
        text = trees.files(told.commit, [path]).get(path, "")
        try:
            record = parse_record(text)
        except DamagedRecordError as error:
            raise RefusedError(
                f"the record of the release {told.commit[:12]} is damaged: {error}",
                "name another one with --to",
            ) from error
        return told, {path: text, **trees.files(told.commit, record.files)}

    told, files = Mirror(address, Depth.HISTORY).use(look)
    record = parse_record(files.pop(record_path(environment)))
    shared = _kept(address, branch, environment, files)
    return Earlier(
        told,
        Release(
            environment=environment,
            files={**files, **shared},
            images=record.images,
            source=record.source,
            tools=record.tools,
            promoted_from=record.promoted_from,
            rolled_back_to=told.commit,
        ),
    )


def cannot_be_taken_back(now: Mapping[str, str], then: Mapping[str, str]) -> tuple[str, ...]:
    """What of a release stays, though an earlier one is brought back; a sentence each.

    Args:
        now: text by path of what is published.
        then: of the earlier release.
    """
    ran, runs = (dict(_jobs(files)) for files in (now, then))
    migrations = [
        f"Job/{name} {version} has run, and what it did to the data stays"
        + (f"; {runs[name]} runs on that" if name in runs else "")
        for name, version in sorted(ran.items())
        if runs.get(name) != version
    ]
    gone = objects_with_state(then) - objects_with_state(now)
    claims = [
        f"{one} comes back empty, unless its claims are still in the cluster"
        for one in sorted(map(str, gone))
    ]
    return (*migrations, *claims)


def _named(found: Iterable[Event], environment: str, to: str) -> PublishedRelease:
    known = [event for event in found if isinstance(event, PublishedRelease)]
    named = [release for release in known if release.commit.startswith(to.lower())]
    if len(named) > 1:
        raise UsageError(f"{len(named)} releases of {environment} begin with {to}", "write more")
    if not named:
        raise _none(environment, to)
    return named[0]


def _before(found: tuple[Event, ...], environment: str) -> PublishedRelease:
    """The release before the one that is there now; a rollback goes on from where it led to."""
    known = [one for one in found if isinstance(one, PublishedRelease) or restored_by(one)]
    while known and (restored := restored_by(known[0])):
        known = _from(known, restored)
    older = [event for event in known[1:] if isinstance(event, PublishedRelease)]
    if not older:
        raise _none(environment, "")
    return older[0]


def _from(known: list[Event], commit: str) -> list[Event]:
    return next((known[i:] for i, event in enumerate(known) if event.commit == commit), [])


def _kept(
    address: RepositoryAddress, branch: str, environment: str, files: Mapping[str, str]
) -> dict[str, str]:
    """Text by path of what other environments have a part in, as it is now."""

    def wanted(contents: Contents) -> list[str]:
        paths = [path for path, entry in contents.entries.items() if entry.is_file]
        if not contents.texts:
            return [path for path in paths if environment_of(path)]
        return [path for path in paths if path in shared(records_of(contents))]

    def shared(records: Records) -> set[str]:
        folder = f"{ARGOCD_PATH}/"
        return {
            path
            for path in files
            if path.startswith(folder) and records.others_list(environment, path)
        }

    contents = Mirror(address).use(
        lambda mirror: read(mirror, branch, mirror.tip(branch), [environment], wanted)
    )
    return {
        path: contents.texts[path]
        for path in shared(records_of(contents))
        if path in contents.texts
    }


def _jobs(files: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Name and version of what runs once."""
    from nexus_gitops.manifests.reader import from_yaml

    for path, text in files.items():
        if "kind: Job\n" not in text:
            continue
        try:
            obj = from_yaml(text, path)
        except LocalError:
            continue
        labels: Mapping[str, Any] = obj["metadata"].get("labels") or {}
        yield identity(obj).name, str(labels.get(_VERSION, "")) or "an unknown version"


def _none(environment: str, to: str) -> UsageError:
    what = (
        f"release of {environment} that begins with {to}"
        if to
        else (f"release of {environment} before this one")
    )
    return UsageError(f"there is no {what}", f"nexus-gitops history --env {environment} lists them")
