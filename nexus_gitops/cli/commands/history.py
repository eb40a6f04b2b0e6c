"""`history`: the releases of an environment and what others changed of them, newest first."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

import typer

from nexus_gitops.cli.by_hand import document
from nexus_gitops.cli.options import Branch, OneEnvironment, Output, OutputFormat, Repository
from nexus_gitops.cli.output import show
from nexus_gitops.terminal import counted

if TYPE_CHECKING:
    from nexus_gitops.publish import ChangeByHand, PublishedRelease, Signature

EXAMPLES = (
    "Examples: nexus-gitops history --env staging,"
    " nexus-gitops history --env prod --verify,"
    " nexus-gitops history --env prod --limit 5 --output json"
)
_LONGEST_NAME: Final = 18
_SIGNS: Final = {"added": "+", "changed": "~", "removed": "-"}


@dataclass(frozen=True, slots=True)
class HistoryResult:
    """The releases of one environment, and what was changed by hand, newest first."""

    environment: str
    repository: str
    branch: str
    events: "tuple[PublishedRelease | ChangeByHand, ...]"
    signatures: "Mapping[str, Signature]" = field(default_factory=dict)
    stat: bool = False
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
        return self._lines(_short)

    def wide(self) -> Iterable[str]:
        """See `output.Wide`."""
        return self._lines(str)

    def _lines(self, name_of: Callable[[str], str]) -> Iterable[str]:
        if not self.events:
            yield f"{self.environment}: no release on {self.branch} of {self.repository}"
        for event in self.events:
            yield _line(event, name_of)
            signature = self.signatures.get(event.commit)
            if signature:
                by = f" by {signature.signer}" if signature.signer else ""
                yield f"  signature: {signature.trust}{by}"
            if self.stat:
                yield from _details(event)


def history(
    env: OneEnvironment,
    repo: Repository = None,
    branch: Branch = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many releases at most.")] = 20,
    verify: Annotated[
        bool,
        typer.Option("--verify", help="Check signatures, with the keys that git trusts here."),
    ] = False,
    stat: Annotated[
        bool, typer.Option("--stat", help="Show source and objects of each, too.")
    ] = False,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Show the releases of an environment, a line each: when, by whom, and what changed.

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
    show(HistoryResult(name, str(target.address), target.branch, found, checked, stat), output)
    bad = [commit[:12] for commit, one in checked.items() if one.trust is not Trust.GOOD]
    if bad:
        raise FindingsError(
            f"without a good signature: {len(bad)} of {counted(len(checked), 'commit')}:"
            f" {', '.join(bad[:5])}",
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


def _line(event: "PublishedRelease | ChangeByHand", name_of: Callable[[str], str]) -> str:
    when = f"{event.time:%Y-%m-%d %H:%M}Z"
    return f"{event.commit[:12]}  {when}  {name_of(event.author)}  {_what(event)}"


def _what(event: "PublishedRelease | ChangeByHand") -> str:
    from nexus_gitops.publish import ChangeByHand

    if isinstance(event, ChangeByHand):
        back = f"brings back {event.restores[:12]}" if event.restores else event.summary
        return f"by hand: {back}"
    counts = [count for count in event.changes.split(", ") if not count.startswith("0 ")]
    told = [", ".join(counts) or event.summary]
    if event.promoted_from:
        told.append(f"from {event.promoted_from[:12]}")
    if event.rolled_back_to:
        told.append(f"back to {event.rolled_back_to[:12]}")
    return "; ".join(told)


def _short(author: str) -> str:
    """The name alone; it, too, may be long."""
    name = author.partition(" <")[0] or author
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"


def _details(event: "PublishedRelease | ChangeByHand") -> Iterable[str]:
    from nexus_gitops.publish import ChangeByHand

    return _by_hand(event) if isinstance(event, ChangeByHand) else _released(event)


def _released(release: "PublishedRelease") -> Iterable[str]:
    yield f"  {release.summary}"
    yield f"  source {_source(release)}"
    if release.rolled_back_to:
        yield f"  brings back the release {release.rolled_back_to[:12]}"
    if release.promoted_from:
        yield f"  promoted from {release.promoted_from[:12]}"
    yield from (_signed(change) for change in release.objects)


def _signed(change: str) -> str:
    """What a commit's message says of an object, with the sign of a diff."""
    word, _, name = change.partition(" ")
    sign = _SIGNS.get(word)
    return f"  {sign} {name}" if sign else f"    {change}"


def _by_hand(event: "ChangeByHand") -> Iterable[str]:
    if not event.restores:
        yield "  nexus-gitops adopt-changes tells what it means for the environment"
    yield from (f"  ~ {path}" for path in event.paths)


def _source(release: "PublishedRelease") -> str:
    revision = release.revision[:12] or "unknown"
    return f"{revision} with uncommitted changes" if release.dirty else revision
