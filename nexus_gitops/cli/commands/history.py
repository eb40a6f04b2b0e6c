"""`history`: the releases of an environment and what others changed of them, newest first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from nexus_gitops.cli.by_hand import document
from nexus_gitops.cli.options import Branch, OneEnvironment, Output, OutputFormat, Repository
from nexus_gitops.cli.output import show

if TYPE_CHECKING:
    from nexus_gitops.publish import ChangeByHand, PublishedRelease, Signature

EXAMPLES = (
    "Examples: nexus-gitops history --env staging,"
    " nexus-gitops history --env prod --verify,"
    " nexus-gitops history --env prod --limit 5 --output json"
)


@dataclass(frozen=True, slots=True)
class HistoryResult:
    """The releases of one environment, and what was changed by hand, newest first."""

    environment: str
    repository: str
    branch: str
    events: "tuple[PublishedRelease | ChangeByHand, ...]"
    signatures: "Mapping[str, Signature]" = field(default_factory=dict)
    kind: ClassVar[str] = "HistoryResult"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        from nexus_gitops.publish import ChangeByHand, PublishedRelease

        return {
            "environment": self.environment,
            "repository": self.repository,
            "branch": self.branch,
            "releases": [
                _document(event, self.signatures.get(event.commit))
                for event in self.events
                if isinstance(event, PublishedRelease)
            ],
            "changesByHand": [
                document(event) for event in self.events if isinstance(event, ChangeByHand)
            ],
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        if not self.events:
            yield f"{self.environment}: no release on {self.branch} of {self.repository}"
        for event in self.events:
            yield from _lines(event, self.signatures.get(event.commit))


def history(
    env: OneEnvironment,
    repo: Repository = None,
    branch: Branch = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many releases at most.")] = 20,
    verify: Annotated[
        bool,
        typer.Option("--verify", help="Check signatures, with the keys that git trusts here."),
    ] = False,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Show the releases of an environment: when, by whom, from what, and what changed.

    Between them stands what others changed by hand, and which release a revert brought back. With
    --verify it exits with 3 where one of these commits has no good signature.
    """
    from pathlib import Path

    from nexus_gitops.errors import FindingsError
    from nexus_gitops.operations.release import target_of
    from nexus_gitops.platform import loading
    from nexus_gitops.publish import Trust, read_history, signatures

    (name,) = loading.select((env,))
    target = target_of(name, repo, branch)
    found = read_history(target.address, target.branch, name, limit)
    commits = [event.commit for event in found] if verify else []
    checked = signatures(target.address, commits, Path.cwd())
    show(HistoryResult(name, str(target.address), target.branch, found, checked), output)
    bad = [commit[:12] for commit, one in checked.items() if one.trust is not Trust.GOOD]
    if bad:
        raise FindingsError(
            f"{len(bad)} of {len(checked)} commits have no good signature: {', '.join(bad[:5])}",
            "gpg.ssh.allowedSignersFile, or gpg's own trust, says whose keys are trusted here",
        )


def _document(release: "PublishedRelease", signature: "Signature | None") -> dict[str, Any]:
    return {
        "commit": release.commit,
        "time": release.time.isoformat(),
        "author": release.author,
        "source": {
            "repository": release.repository,
            "revision": release.revision,
            "dirty": release.dirty,
        },
        "toolVersion": release.tool_version,
        "summary": release.summary,
        "changes": release.changes,
        "objects": release.objects,
        "promotedFrom": release.promoted_from,
        "rolledBackTo": release.rolled_back_to,
        "signature": signature.trust if signature else "",
        "signer": signature.signer if signature else "",
    }


def _lines(
    event: "PublishedRelease | ChangeByHand", signature: "Signature | None"
) -> Iterable[str]:
    from nexus_gitops.publish import ChangeByHand

    yield f"{event.commit[:12]}  {event.time:%Y-%m-%d %H:%M:%S}Z  {event.author}"
    yield f"  {event.summary}"
    if signature:
        by = f" by {signature.signer}" if signature.signer else ""
        yield f"  signature: {signature.trust}{by}"
    yield from _by_hand(event) if isinstance(event, ChangeByHand) else _released(event)


def _released(release: "PublishedRelease") -> Iterable[str]:
    yield f"  {release.changes}; source {_source(release)}"
    if release.rolled_back_to:
        yield f"  brings back the release {release.rolled_back_to[:12]}"
    if release.promoted_from:
        yield f"  promoted from {release.promoted_from[:12]}"
    yield from (f"    {change}" for change in release.objects)


def _by_hand(event: "ChangeByHand") -> Iterable[str]:
    if event.restores:
        yield f"  by hand: brings back the release {event.restores[:12]}"
    else:
        yield "  by hand; nexus-gitops adopt-changes tells what it means for the environment"
    yield from (f"    {path}" for path in event.paths)


def _source(release: "PublishedRelease") -> str:
    revision = release.revision[:12] or "unknown"
    return f"{revision} with uncommitted changes" if release.dirty else revision
