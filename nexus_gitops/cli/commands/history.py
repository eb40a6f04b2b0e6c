"""`history`: the releases of an environment, newest first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from nexus_gitops.cli.options import Branch, OneEnvironment, Output, OutputFormat, Repository
from nexus_gitops.cli.output import show

if TYPE_CHECKING:
    from nexus_gitops.publish import PublishedRelease

EXAMPLES = (
    "Examples: nexus-gitops history --env staging,"
    " nexus-gitops history --env prod --limit 5 --output json"
)


@dataclass(frozen=True, slots=True)
class HistoryResult:
    """The releases of one environment, newest first."""

    environment: str
    repository: str
    branch: str
    releases: "tuple[PublishedRelease, ...]"
    kind: ClassVar[str] = "HistoryResult"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "environment": self.environment,
            "repository": self.repository,
            "branch": self.branch,
            "releases": [_document(release) for release in self.releases],
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        if not self.releases:
            yield f"{self.environment}: no release on {self.branch} of {self.repository}"
        for release in self.releases:
            yield f"{release.commit[:12]}  {release.time:%Y-%m-%d %H:%M:%S}Z  {release.author}"
            yield f"  {release.summary}"
            yield f"  {release.changes}; source {_source(release)}"
            yield from (f"    {change}" for change in release.objects)


def history(
    env: OneEnvironment,
    repo: Repository = None,
    branch: Branch = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most.")] = 20,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Show the releases of an environment: when, by whom, from what, and what changed."""
    from nexus_gitops.operations.release import target_of
    from nexus_gitops.platform import loading
    from nexus_gitops.publish import releases

    (name,) = loading.select((env,))
    target = target_of(name, repo, branch)
    found = releases(target.address, target.branch, name, limit)
    show(HistoryResult(name, str(target.address), target.branch, found), output)


def _document(release: "PublishedRelease") -> dict[str, Any]:
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
    }


def _source(release: "PublishedRelease") -> str:
    revision = release.revision[:12] or "unknown"
    return f"{revision} with uncommitted changes" if release.dirty else revision
