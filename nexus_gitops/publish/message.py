"""The commit message of a release: for people above, for machines in its trailers.

Trailers follow https://git-scm.com/docs/git-interpret-trailers, those with `Argocd-` what
Argo CD's source hydrator reads (https://argo-cd.readthedocs.io/en/stable/user-guide/source-hydrator/).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from nexus_gitops.argocd.layout import application_of
from nexus_gitops.publish.changes import Changes
from nexus_gitops.publish.release import Release, Source

ENVIRONMENT: Final = "Nexus-Environment"
REPOSITORY: Final = "Nexus-Source-Repository"
REVISION: Final = "Nexus-Source-Revision"
DIRTY: Final = "Nexus-Source-Dirty"
TOOL_VERSION: Final = "Nexus-Tool-Version"
CHANGES: Final = "Nexus-Changes"
PROMOTED_FROM: Final = "Nexus-Promoted-From"
ROLLED_BACK_TO: Final = "Nexus-Rolled-Back-To"

_OBJECTS_LISTED: Final = 50
_OBJECT: Final = re.compile(r"apiVersion: .*\nkind: (.+)\nmetadata:\n  name: (.+)\n")
_TRAILER: Final = re.compile(r"([A-Za-z0-9-]+): (.*)")
_LISTED: Final = re.compile(r"(?:added|changed|removed) .*")
_WEB_OR_SSH: Final = re.compile(r"(?:https?|ssh)://\S+")


def message_of(release: Release, changes: Changes, before: Mapping[str, str]) -> str:
    """The commit message of a release.

    Args:
        release: the release.
        changes: what it changes.
        before: text by path of what it changes or removes.
    """
    lines = list(_lines(release, changes, before))
    if len(lines) == 1:
        action, _, name = lines[0].partition(" ")
        summary = f"{name} {action}"
    else:
        summary = str(changes) if changes else "release record"
    listed = lines[:_OBJECTS_LISTED]
    if len(lines) > len(listed):
        listed.append(f"and {len(lines) - len(listed)} more")
    paragraphs = [
        f"nexus-gitops: {_action(release)}: {summary}",
        "\n".join(listed),
        "\n".join(f"{key}: {value}" for key, value in _trailers(release, changes)),
    ]
    return "\n\n".join(part for part in paragraphs if part) + "\n"


def removal_message_of(environment: str, changes: Changes, before: Mapping[str, str]) -> str:
    """The commit message that tells of an environment's end.

    Args:
        environment: its name.
        changes: what leaves with it.
        before: text by path of that.
    """
    release = Release(environment, {})
    lines = [line for line in _lines(release, changes, before) if "/" in line][:_OBJECTS_LISTED]
    trailers = "\n".join(f"{key}: {value}" for key, value in _trailers(release, changes))
    listed = "\n".join(lines)
    return f"nexus-gitops: remove {environment}: {changes}\n\n{listed}\n\n{trailers}\n"


def trailers_of(message: str) -> dict[str, str]:
    """The trailers of a commit message; empty where its last paragraph is none."""
    matches = [_TRAILER.fullmatch(line) for line in message.strip().split("\n\n")[-1].splitlines()]
    return {match[1]: match[2] for match in matches if match} if all(matches) else {}


def objects_of(message: str) -> tuple[str, ...]:
    """The lines of a message that name objects, as `changed Deployment/nexus-os`."""
    lines = message.splitlines()[1:]
    return tuple(line for line in lines if _LISTED.fullmatch(line))


def _action(release: Release) -> str:
    if release.rolled_back_to:
        return f"roll back {release.environment} to {release.rolled_back_to[:12]}"
    return f"publish {release.environment}"


def _lines(release: Release, changes: Changes, before: Mapping[str, str]) -> Iterator[str]:
    several = len(release.folders) > 1
    for action, paths, texts in (
        ("added", changes.added, release.files),
        ("changed", changes.changed, release.files),
        ("removed", changes.removed, before),
    ):
        for path in paths:
            of = f" of {application_of(path)}" if several and application_of(path) else ""
            yield f"{action} {_name(path, texts.get(path, ''))}{of}"


def _name(path: str, text: str) -> str:
    """Kind and name as our own writer puts them first, or else the path."""
    match = _OBJECT.match(text)
    return f"{match[1]}/{match[2]}" if match else _one_line(path)


def _trailers(release: Release, changes: Changes) -> Iterator[tuple[str, str]]:
    source = release.source
    trailers = {
        ENVIRONMENT: release.environment,
        REPOSITORY: source.repository,
        REVISION: source.revision,
        DIRTY: "true" if source.dirty else "",
        TOOL_VERSION: release.tools.get("nexus-gitops", ""),
        CHANGES: str(changes),
        PROMOTED_FROM: release.promoted_from,
        ROLLED_BACK_TO: release.rolled_back_to,
        **_argocd(source),
    }
    return ((key, _one_line(value)) for key, value in trailers.items() if value)


def _argocd(source: Source) -> dict[str, str]:
    """Leads Argo CD's page to the source commit; nothing where it would lead astray."""
    if source.dirty or not source.revision or not _WEB_OR_SSH.fullmatch(source.repository):
        return {}
    return {
        "Argocd-reference-commit-sha": source.revision,
        "Argocd-reference-commit-repourl": source.repository,
    }


def _one_line(value: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in value)
