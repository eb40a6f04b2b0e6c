"""What `publish` has done, as data and for a person."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, astuple, dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from nexus_gitops.cli.exemptions import documents, lines
from nexus_gitops.errors import LocalError

if TYPE_CHECKING:
    from nexus_gitops.checks.secrets.exemptions import Exemption
    from nexus_gitops.operations.pull_request import Request
    from nexus_gitops.operations.release import Target
    from nexus_gitops.platform.shortcomings import Shortcoming
    from nexus_gitops.publish import Plan, Proposed, Published
    from nexus_gitops.publish.release import Release


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was published of one environment, or, where `published` is None, what would be."""

    target: "Target"
    release: "Release"
    plan: "Plan"
    published: "Published | None"
    proposal: "tuple[Proposed, Request] | None" = None
    exemptions: "tuple[Exemption, ...]" = ()
    warnings: "tuple[Shortcoming, ...]" = ()

    def document(self) -> Mapping[str, Any]:
        """The outcome as JSON data."""
        published = self.published
        return {
            "environment": self.target.environment,
            "repository": str(self.target.address),
            "branch": self.target.branch,
            "dryRun": published is None and self.proposal is None,
            "unchanged": self.plan.unchanged,
            "commit": published.commit if published else "",
            "parent": self.plan.parent,
            "attempts": published.attempts if published else 0,
            "author": str(published.author) if published else "",
            "source": asdict(self.release.source),
            "changes": asdict(self.plan.changes),
            "exemptions": documents(self.exemptions),
            "warnings": list(map(str, self.warnings)),
            "pullRequest": self._pull_request(),
        }

    def lines(self) -> Iterable[str]:
        """The outcome for a person."""
        yield from lines(self.exemptions)
        name, where = self.target.environment, f"{self.target.branch} of {self.target.address}"
        if self.plan.unchanged:
            yield f"{name}: unchanged on {where}; nothing to publish"
            if self.proposal is not None and self.proposal[1].url:
                yield f"{name}: closed {self.proposal[1].url}"
            return
        yield from _summary(self.plan)
        yield from (f"  warning   {one}" for one in self.warnings)
        if self.proposal is not None:
            yield from _proposal_lines(name, where, *self.proposal)
            return
        if self.published is None:
            yield f"{name}: would be published to {where}"
            if self.release.source.dirty:
                yield (
                    "  note      the source has changes that are not committed; commit them before"
                    " it is published"
                )
            return
        yield f"{name}: published {self.published.commit} to {where}"
        yield f"  source    {_source(self.release)}"
        yield f"  author    {self.published.author}{_default_author(self.published)}"
        if self.target.address.embedded:
            yield from _way_on(self.target)

    def _pull_request(self) -> Mapping[str, str]:
        if self.proposal is None:
            return {"action": "none", "url": "", "branch": "", "commit": ""}
        proposed, request = self.proposal
        return {
            "action": request.action,
            "url": request.url,
            "branch": proposed.branch,
            "commit": proposed.commit,
        }


@dataclass(frozen=True, slots=True)
class PublishResult:
    """What was published, one outcome an environment."""

    outcomes: tuple[Outcome, ...]
    kind: ClassVar[str] = "PublishResult"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {"releases": [outcome.document() for outcome in self.outcomes]}

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        for outcome in self.outcomes:
            yield from outcome.lines()


def _summary(plan: "Plan") -> Iterable[str]:
    from nexus_gitops.diff import diff, to_text

    try:
        yield to_text(diff(plan.before, plan.after))
    except LocalError:  # what somebody else put there and we replace need be no manifest
        yield str(plan.changes)
        for sign, paths in zip("+~-", astuple(plan.changes), strict=True):
            yield from (f"{sign} {path}" for path in paths)


def _proposal_lines(
    name: str, where: str, proposed: "Proposed", request: "Request"
) -> Iterable[str]:
    yield f"{name}: on branch {proposed.branch} as {proposed.commit}, to be merged into {where}"
    if request.variables:
        yield f"  next      open it at {request.url}"
        yield f"  note      with a token in {request.variables[0]} it is opened and kept up to date"
    elif request.url:
        yield f"  request   {request.action} {request.url}"
    elif request.action == "proposed":
        yield "  next      GitOps Promoter opens the pull request"
    else:
        yield (
            "  next      open a pull request of that branch; NEXUS_GITOPS_FORGE=github, gitlab or"
            " gitea tells which forge this is"
        )


def _source(release: "Release") -> str:
    source = release.source
    if not source.revision:
        return "no Git checkout"
    dirty = ", with changes that are not committed" if source.dirty else ""
    return f"{source.revision}{dirty}"


def _default_author(published: "Published") -> str:
    return (
        " (git knows nobody; set user.name and user.email)" if published.author.is_default else ""
    )


def _way_on(target: "Target") -> Iterable[str]:
    from nexus_gitops.rendering.synthesis import declared_repository

    declared = declared_repository(target.environment)
    yield (
        f"  note      {target.address} is a repository of this machine, made because none was"
        f" named; the Applications name {declared.url}, as the environment declares"
    )
    yield (
        "  next      name yours with --repo, NEXUS_GITOPS_REPO or publish_to in"
        f" environments/{target.environment}.py, and add --init the first time; then, once,"
        " nexus-gitops bootstrap hands the root to Argo CD"
    )
