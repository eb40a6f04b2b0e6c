"""A release as a pull request: one for each environment, found again and updated in place."""

from dataclasses import dataclass
from enum import StrEnum

from nexus_gitops.argocd.layout import environment_path
from nexus_gitops.diff import diff, to_markdown
from nexus_gitops.errors import LocalError
from nexus_gitops.operations.release import Target
from nexus_gitops.publish import Proposed, withdraw
from nexus_gitops.publish.forge import Chosen, Forge, forge_of
from nexus_gitops.publish.release import Release

_LONGEST_BODY = 60_000  # characters; GitHub takes 65,536


class Action(StrEnum):
    """What became of the pull request of an environment."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    CLOSED = "closed"
    MERGED = "merged"
    PROPOSED = "proposed"
    """It is on a branch of which GitOps Promoter makes one."""
    NONE = "none"
    """There is none, and nothing to propose; or no token to open it with."""


@dataclass(frozen=True, slots=True)
class Request:
    """The pull request of an environment.

    Attributes:
        action: see `Action`.
        url: of its page; without a token, of the one where a person opens it; "" for none.
        variables: names of those that may hold a token, where one is missing.
    """

    action: Action
    url: str = ""
    variables: tuple[str, ...] = ()


def request(target: Target, release: Release, proposed: Proposed, *, auto_merge: bool) -> Request:
    """Open, update or close the pull request of a proposed release.

    It is closed before its branch goes: without the branch nobody finds it by that.

    Raises:
        UnreachableError: the forge does not answer or does not let us in.
        RejectedError: it says no.
        UsageError: NEXUS_GITOPS_FORGE names no kind of forge.
    """
    chosen = forge_of(target.address)
    done = _requested(chosen, target, release, proposed, auto_merge=auto_merge)
    withdraw(target.address, proposed)
    return done


def _requested(
    chosen: Chosen | None,
    target: Target,
    release: Release,
    proposed: Proposed,
    *,
    auto_merge: bool,
) -> Request:
    if chosen is None:
        return Request(Action.NONE)
    forge = chosen.forge
    if not chosen.has_token:
        url = forge.link(proposed.branch, target.branch) if proposed.commit else ""
        return Request(Action.NONE, url, chosen.variables)
    if not proposed.commit:
        return _closed(forge, proposed.branch, target.branch)
    done = _opened(forge, target, release, proposed)
    if auto_merge:
        found = forge.find(proposed.branch, target.branch)
        if found is not None:
            forge.merge(found.number, proposed.commit)
            return Request(Action.MERGED, found.url)
    return done


def _opened(forge: Forge, target: Target, release: Release, proposed: Proposed) -> Request:
    title = f"nexus-gitops: publish {target.environment}"
    body = _body(target, release, proposed)
    found = forge.find(proposed.branch, target.branch)
    if found is None:
        made = forge.create(proposed.branch, target.branch, title, body)
        return Request(Action.CREATED, made.url)
    if (found.title, found.body.replace("\r\n", "\n").strip()) == (title, body.strip()):
        action = Action.UPDATED if proposed.is_new else Action.UNCHANGED
        return Request(action, found.url)
    return Request(Action.UPDATED, forge.update(found.number, title, body).url)


def _closed(forge: Forge, branch: str, base: str) -> Request:
    found = forge.find(branch, base)
    if found is None:
        return Request(Action.NONE)
    forge.close(found.number)
    return Request(Action.CLOSED, found.url)


def _body(target: Target, release: Release, proposed: Proposed) -> str:
    source = release.source
    title = f"{target.environment}, as published -> as rendered from {source.revision[:12] or '?'}"
    plan = proposed.plan
    try:
        text = to_markdown(diff(plan.before, plan.after), title)
    except LocalError:  # what somebody put there and we replace need be no manifest
        text = f"### {title}\n\n{plan.changes}"
    if len(text) > _LONGEST_BODY:
        text = f"{text[:_LONGEST_BODY]}\n\n… the rest is in the files of this pull request."
    folder = environment_path(target.environment)
    return (
        f"{text}\n\n---\nThe branch `{proposed.branch}` is written anew by each"
        f" `nexus-gitops publish --pull-request`; what is committed to it by hand stops that."
        f" Argo CD applies `{folder}` once this is merged.\n"
    )
