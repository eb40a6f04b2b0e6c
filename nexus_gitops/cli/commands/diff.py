"""`diff`: compare what is rendered with what is published, or with another environment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from nexus_gitops.cli import failures
from nexus_gitops.cli.exemptions import documents, lines, markdown
from nexus_gitops.cli.options import (
    Branch,
    Context,
    Environments,
    Output,
    Repository,
    complete_environment,
)
from nexus_gitops.cli.output import show
from nexus_gitops.cli.progress import progress
from nexus_gitops.errors import (
    EXIT_DIFFERENT,
    LocalError,
    NexusError,
    RefusedError,
    UsageError,
)

if TYPE_CHECKING:
    from nexus_gitops.checks.secrets.exemptions import Exemption
    from nexus_gitops.cluster.api import Api
    from nexus_gitops.diff import Diff
    from nexus_gitops.operations.release import Target
    from nexus_gitops.platform.attempts import Attempts
    from nexus_gitops.rendering.synthesis import Synthesis

EXAMPLES = (
    "Examples: nexus-gitops diff --env staging,"
    " nexus-gitops diff --env staging --to-env prod,"
    " nexus-gitops diff --env staging --live,"
    " nexus-gitops diff --output markdown > comment.md"
)


class Format(StrEnum):
    """How a difference is shown."""

    TEXT = "text"
    WIDE = "wide"
    JSON = "json"
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The difference of two sets of manifests, and what they are called."""

    environment: str
    before: str
    after: str
    diff: "Diff"
    exemptions: "tuple[Exemption, ...]" = ()

    @property
    def title(self) -> str:
        """Names what is compared with what."""
        return f"{self.before} -> {self.after}"


@dataclass(frozen=True, slots=True)
class DiffResult:
    """One comparison an environment, and why there is none of others."""

    comparisons: tuple[Comparison, ...]
    failed: Mapping[str, NexusError]
    kind: ClassVar[str] = "DiffResult"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        from nexus_gitops.diff import to_json

        return {
            "comparisons": [
                {
                    "environment": comparison.environment,
                    "before": comparison.before,
                    "after": comparison.after,
                    **to_json(comparison.diff),
                    "exemptions": documents(comparison.exemptions),
                }
                for comparison in self.comparisons
            ],
            "failed": failures.documents(self.failed),
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        from nexus_gitops.diff import to_text

        for comparison in self.comparisons:
            yield comparison.title
            yield to_text(comparison.diff)
            yield from lines(comparison.exemptions)

    def markdown(self) -> str:
        """The result for a pull request."""
        from nexus_gitops.diff import to_markdown
        from nexus_gitops.diff.markdown import code

        compared = (
            "\n".join((to_markdown(item.diff, item.title), *markdown(item.exemptions)))
            for item in self.comparisons
        )
        failed = (f"**Not compared:** {code(line)}" for line in failures.lines(self.failed))
        return "\n\n".join((*compared, *failed))


def diff(
    env: Environments = None,
    to_env: Annotated[
        str | None,
        typer.Option(
            "--to-env",
            help="Compare with this environment instead of with what is published.",
            autocompletion=complete_environment,
            show_default=False,
        ),
    ] = None,
    live: Annotated[
        bool,
        typer.Option("--live", help="Compare with what is in the cluster, as its server says."),
    ] = False,
    context: Context = None,
    repo: Repository = None,
    branch: Branch = None,
    output: Annotated[
        Format, typer.Option("--output", "-o", help="How the difference is shown.")
    ] = Format.TEXT,
) -> None:
    """Compare environments with what is published; exits with 1 where they differ.

    One that cannot be compared stops no other; the exit code is its own then.
    """
    from nexus_gitops.platform import loading

    names = loading.select(tuple(env or ()))
    if live and to_env:
        raise UsageError("--live and --to-env are two comparisons", "give one of them")
    if to_env:
        compared = _with_environment(names, *loading.select((to_env,)))
    elif live:
        compared = _with_cluster(names, context)
    else:
        compared = _with_published(names, repo, branch)
    result = DiffResult(tuple(compared.made.values()), compared.failed)
    if output is Format.MARKDOWN:
        print(result.markdown())
    else:
        show(result, Output(output.value))
    failures.stop_at_failures(result.failed)
    if any(comparison.diff for comparison in result.comparisons):
        raise typer.Exit(EXIT_DIFFERENT)


def _with_published(
    names: tuple[str, ...], repo: str | None, branch: str | None
) -> "Attempts[Comparison]":
    from nexus_gitops.operations.release import synthesise_each_for, target_of
    from nexus_gitops.platform.attempts import attempt

    targets = attempt(names, lambda name: target_of(name, repo, branch))
    return synthesise_each_for(targets).then(
        lambda name, synthesis: _of_release(targets.made[name], synthesis)
    )


def _of_release(target: "Target", synthesis: "Synthesis") -> Comparison:
    from nexus_gitops.operations.exemptions import exemptions
    from nexus_gitops.operations.release import release_of
    from nexus_gitops.publish import read_published
    from nexus_gitops.publish.release import Source

    published = read_published(target.address, target.branch, target.environment)
    place = f"{target.branch} of {target.address}"
    state = "published" if published.record else "not published"
    return Comparison(
        environment=target.environment,
        before=f"{target.environment}, {state} on {place}",
        after=f"{target.environment}, rendered",
        diff=_compared(published.files, release_of(synthesis, Source()).files, place),
        exemptions=exemptions(target.environment),
    )


def _compared(published: Mapping[str, str], files: Mapping[str, str], place: str) -> "Diff":
    from nexus_gitops.diff import diff

    try:
        return diff(published, files)
    except LocalError as error:  # what we render is always a manifest
        raise RefusedError(
            f"{place} holds what is no manifest: {error.message}",
            "nexus-gitops publish --dry-run tells whether a release replaces it",
        ) from error


def _with_cluster(names: tuple[str, ...], context: str | None) -> "Attempts[Comparison]":
    from nexus_gitops.cluster.api import connect
    from nexus_gitops.platform.attempts import attempt

    api = connect(context)
    return attempt(names, lambda name: _of_cluster(api, name))


def _of_cluster(api: "Api", name: str) -> Comparison:
    from nexus_gitops.diff import diff
    from nexus_gitops.operations import server_side

    with progress() as on_progress:
        asked = server_side.answers(api, name, on_progress)
        before, after = server_side.before_and_after(api, name, asked)
    refused = sum(bool(one.refusal) for one in asked)
    return Comparison(
        environment=name,
        before=f"{name}, in {api.server}",
        after=f"{name}, rendered" + (f" ({refused} refused)" if refused else ""),
        diff=diff(before, after),
    )


def _with_environment(names: tuple[str, ...], other: str) -> "Attempts[Comparison]":
    from nexus_gitops.diff import diff_environments
    from nexus_gitops.rendering.synthesis import as_declared, synthesise_each

    rendered = synthesise_each(as_declared((*names, other)))
    if other in rendered.failed:
        raise rendered.failed[other]
    target = _published_as(rendered.made[other])
    return rendered.only(names).then(
        lambda name, synthesis: Comparison(
            name, name, other, diff_environments(_published_as(synthesis), target)
        )
    )


def _published_as(synthesis: "Synthesis") -> dict[str, str]:
    from nexus_gitops.argocd.layout import environment_path

    folder = environment_path(synthesis.environment)
    return {f"{folder}/{path}": text for path, text in synthesis.files.items()}
