"""Decides whether a release may be published. Pure: what is published in, a refusal out.

Each refusal names the flag that overrules it, where there is one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final

from nexus_gitops.argocd.layout import ARGOCD_PATH, application_of, record_path
from nexus_gitops.errors import LocalError, RefusedError
from nexus_gitops.publish.branch_contents import Contents, Entries
from nexus_gitops.publish.changes import Changes, entries_of
from nexus_gitops.publish.object_database import SUBMODULE_MODE, SYMLINK_MODE
from nexus_gitops.publish.record import RECORDS_PATH, environment_of
from nexus_gitops.publish.records import Records
from nexus_gitops.publish.release import Release, folders_of
from nexus_gitops.publish.state import objects_with_state, staying, unreadable

_ENVIRONMENT: Final = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
_FORBIDDEN: Final = re.compile(r"[\x00-\x1f\x7f\\]")
_SHOWN: Final = 5
_STORES: Final = frozenset({("apps", "StatefulSet"), ("postgresql.cnpg.io", "Cluster")})
"""What keeps data on claims of its own."""


class Permission(StrEnum):
    """What a user may allow a publish to do; the value is the flag that does it."""

    INIT = "--init"
    ADOPT = "--adopt"
    DESTRUCTIVE = "--allow-destructive"
    DIRTY = "--allow-dirty"
    IMMUTABLE = "--allow-immutable"
    OVERWRITE = "--overwrite"
    FORCE = "--force"


def owned_by(release: Release, entries: Entries, records: Records) -> frozenset[str]:
    """The published paths that leave when the release does not have them.

    All that is in the folders of its Applications, those that it had before included, and in
    the folder that all environments share what its record lists and no other's does.
    """
    environment = release.environment
    folders = managed_folders(release, records)
    listed = records.files_of(environment)
    return frozenset(
        path
        for path in entries
        if _is_in_any(path, folders)
        or (
            path in listed
            and _is_in(path, ARGOCD_PATH)
            and not records.others_list(environment, path)
        )
    )


def managed_folders(release: Release, records: Records) -> frozenset[str]:
    """The folders of an environment's Applications: as released before, and as of now."""
    return release.folders | records.folders_of(release.environment)


def check_release(release: Release, permissions: frozenset[Permission]) -> None:
    """Stop a release that is wrong wherever it goes.

    Raises:
        RefusedError: a path leads out of the managed folders, or the source is dirty.
    """
    if not _ENVIRONMENT.fullmatch(release.environment):
        raise RefusedError(f"{release.environment!r} is no name of an environment")
    folders = sorted(release.folders)
    for path in release.files:
        fault = _fault(path, (*folders, ARGOCD_PATH))
        if fault:
            raise RefusedError(f"the release has a file {path!r}, which {fault}")
        above = next((folder for folder in _above(path) if folder in release.files), None)
        if above:
            raise RefusedError(f"the release has {above!r} both as a file and as a folder")
    if not folders:
        raise RefusedError(
            f"the release of {release.environment} is empty", "nothing would be left running"
        )
    if release.source.dirty and Permission.DIRTY not in permissions:
        raise RefusedError(
            "the source has changes that are not committed",
            f"commit them, or publish with {Permission.DIRTY}",
        )


def check_branch_contents(
    release: Release,
    contents: Contents,
    records: Records,
    permissions: frozenset[Permission],
    *,
    where: str,
) -> None:
    """Stop a release that would touch what is not ours.

    Args:
        release: the release.
        contents: what the branch holds.
        records: see `records_of`.
        permissions: what the user allows.
        where: names branch and repository, for messages.

    Raises:
        RefusedError: with the flag that allows it, where there is one.
    """
    managed = (*sorted(managed_folders(release, records)), ARGOCD_PATH, RECORDS_PATH)
    _check_obstacles(managed, contents.entries)
    is_managed = any(environment_of(path) for path in contents.entries)
    if not is_managed and Permission.INIT not in permissions:
        if contents.commit:
            state = "holds content that nexus-gitops does not manage"
        elif contents.others:
            state = f"does not exist yet; there is {_some(contents.others)}"
        else:
            state = "does not exist yet"
        way_out = "name another one with --branch" if contents.others else "check the address"
        raise RefusedError(f"{where} {state}", f"{way_out}, or start there with {Permission.INIT}")
    if Permission.ADOPT not in permissions:
        check_record(release.environment, records)
        _check_unknown(release, contents.entries, records)


def check_record(environment: str, records: Records) -> None:
    """Stop where the record of an environment is damaged.

    Raises:
        RefusedError: it is.
    """
    damage = records.damaged.get(environment)
    if damage is not None:
        raise RefusedError(
            f"the release record {record_path(environment)} is damaged: {damage.reason}",
            f"restore it from the history, or publish {environment} with {Permission.ADOPT}",
        )


def check_removals(
    release: Release, contents: Contents, changes: Changes, permissions: frozenset[Permission]
) -> None:
    """Stop a release that would destroy data, or most of an environment.

    Raises:
        RefusedError: a precious object, or more than half of the manifests, would go.
    """
    if Permission.DESTRUCTIVE in permissions:
        return
    way_out = f"if that is meant, publish with {Permission.DESTRUCTIVE}"
    lost = _lost(release, contents, changes)
    if lost:
        first = _left_behind(release, contents, changes) + _drains(release, contents, changes)
        raise RefusedError(f"the release would remove {_some(lost)}", first + way_out)
    gone = [path for path in changes.removed if not _is_in(path, ARGOCD_PATH)]
    # What leaves is in the folder of one of our Applications, and what changes or stays too.
    folders = release.folders | folders_of(gone, release.environment)
    there = [path for path in contents.entries if _is_in_any(path, folders)]
    if 2 * len(gone) > len(there):
        raise RefusedError(
            f"the release would remove {len(gone)} of the {len(there)} manifests"
            f" of {release.environment}",
            way_out,
        )


def check_immutable(
    before: Mapping[str, str], after: Mapping[str, str], permissions: frozenset[Permission]
) -> None:
    """Stop a release that no sync can apply: it changes what may not change in an object.

    Args:
        before: text by path of what the release changes or removes.
        after: text by path of what it adds or changes.
        permissions: what the user allows.

    Raises:
        RefusedError: it does; with the fields.
    """
    if Permission.IMMUTABLE in permissions or not before:
        return
    from nexus_gitops.diff import Risk, diff
    from nexus_gitops.publish.growth import way_to_grow

    try:
        changes = diff(before, after).changes
    except LocalError:
        return  # what is there is no manifest, and another guard judges it
    stopped = [
        change for change in changes if any(Risk.IMMUTABLE in f.risks for f in change.fields)
    ]
    refused = [
        f"{change.identity} {field.field}"
        for change in stopped
        for field in change.fields
        if Risk.IMMUTABLE in field.risks
    ]
    if refused:
        raise RefusedError(
            f"the API server takes no change of {_some(refused)}",
            way_to_grow(stopped, before, Permission.IMMUTABLE)
            or "undo it, or follow docs/immutable-fields.md, which ends in a publish with"
            f" {Permission.IMMUTABLE}",
        )


def _fault(path: str, folders: Iterable[str]) -> str:
    parts = path.split("/")
    if _FORBIDDEN.search(path):
        return "has a control character or a backslash"
    if path.startswith("/"):
        return "is absolute"
    if any(part in {"", ".", ".."} or part.lower() == ".git" for part in parts):
        return "has a part that Git or a file system would not keep"
    if not _is_in_any(path, folders):
        return f"is in none of the managed folders {', '.join(folders)}"
    return ""


def _check_obstacles(folders: Sequence[str], entries: Entries) -> None:
    for path, entry in entries.items():
        if not _is_in_any(path, folders) and not any(_is_in(f, path) or f == path for f in folders):
            continue
        if entry.mode == SYMLINK_MODE:
            raise RefusedError(f"{path} is a symbolic link in the repository", "remove it there")
        if entry.mode == SUBMODULE_MODE:
            raise RefusedError(f"{path} is a submodule in the repository", "remove it there")
        if not _is_in_any(path, folders):
            raise RefusedError(
                f"{path} is a file in the repository where a folder is expected", "move it there"
            )


def _check_unknown(release: Release, entries: Entries, records: Records) -> None:
    own = records.files_of(release.environment)
    folders = managed_folders(release, records)
    wanted = entries_of(release.files)
    unknown = [
        path
        for path, entry in entries.items()
        if path not in own
        and (
            _is_in_any(path, folders)
            # What nobody knows there and we do not write is somebody's own, and stays.
            or (
                _is_in(path, ARGOCD_PATH)
                and wanted.get(path, entry) != entry
                and not records.others_list(release.environment, path)
            )
        )
    ]
    if unknown:
        raise RefusedError(
            f"no release of {release.environment} put {_some(unknown)} there",
            f"move it out, or publish with {Permission.ADOPT}: the release then replaces"
            f" all of {', '.join(sorted(folders))}, and takes over its own files in {ARGOCD_PATH}",
        )


def _drains(release: Release, contents: Contents, changes: Changes) -> str:
    """What comes first where an Application would leave of which something would run on."""
    kept = {application_of(path) for path in release.files}
    leaving = {
        path: contents.texts[path]
        for path in changes.removed
        if path in contents.texts and application_of(path) not in {"", *kept}
    }
    names = sorted({application_of(path) for path in leaving.keys() - staying(leaving)})
    if not names:
        return ""
    return (
        f"Argo CD lets go of what {', '.join(names)} brought, which would run on: let it prune that"
        f" first, by nexus-gitops env remove {release.environment} --drain --application {names[0]};"
        " then, "
    )


def _left_behind(release: Release, contents: Contents, changes: Changes) -> str:
    """What there is to say of a database that makes room for another one."""
    left = _stores({path: contents.texts.get(path, "") for path in changes.removed})
    come = _stores({path: release.files[path] for path in changes.added})
    if not left or not come:
        return ""
    return (
        f"no data moves by itself from {_some(left)} to {_some(come)}, which begins empty unless it"
        " says otherwise; docs/database.md tells how to take the data along; "
    )


def _stores(files: Mapping[str, str]) -> list[str]:
    return [str(item) for item in objects_with_state(files) if (item.group, item.kind) in _STORES]


def _lost(release: Release, contents: Contents, changes: Changes) -> list[str]:
    before = {
        path: contents.texts[path]
        for path in (*changes.changed, *changes.removed)
        if path in contents.texts
    }
    old = objects_with_state(before)
    if not old:
        return []
    # A file is named after its object, so one that cannot be read any more held what we write.
    mended = {unreadable(path) for path in release.files}
    return sorted(str(item) for item in old - mended - objects_with_state(release.files))


def _above(path: str) -> Iterator[str]:
    parts = path.split("/")
    return ("/".join(parts[:count]) for count in range(1, len(parts)))


def _is_in(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/")


def _is_in_any(path: str, folders: Iterable[str]) -> bool:
    return any(_is_in(path, folder) for folder in folders)


def _some(names: Iterable[str]) -> str:
    names = sorted(names)
    rest = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + rest
