"""`adopt-changes`: what to change in an environment, so that it holds what was changed by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import typer

from nexus_gitops.cli.by_hand import author_line, document
from nexus_gitops.cli.options import Branch, OneEnvironment, Output, OutputFormat, Repository
from nexus_gitops.cli.output import show
from nexus_gitops.errors import EXIT_DIFFERENT

if TYPE_CHECKING:
    from nexus_gitops.operations.adopt_changes import ChangeToAdopt, FieldToAdopt

EXAMPLES = (
    "Examples: nexus-gitops adopt-changes --env staging,"
    " nexus-gitops adopt-changes --env prod --output json"
)


@dataclass(frozen=True, slots=True)
class AdoptChangesResult:
    """What was changed by hand in the repository of one environment."""

    environment: str
    repository: str
    branch: str
    changes: "tuple[ChangeToAdopt, ...]"
    kind: ClassVar[str] = "AdoptChangesResult"

    @property
    def is_done(self) -> bool:
        """Whether the environment gives all of it."""
        return all(change.adopted for change in self.changes)

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "environment": self.environment,
            "repository": self.repository,
            "branch": self.branch,
            "changes": [
                {
                    "path": change.edit.path,
                    "object": change.object,
                    "action": change.action,
                    "adopted": change.adopted,
                    "commits": [document(event) for event in change.edit.by],
                    "fields": [_field(field) for field in change.fields],
                }
                for change in self.changes
            ],
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        where = f"{self.branch} of {self.repository}"
        if not self.changes:
            yield f"{self.environment}: nothing was changed by hand on {where}"
            return
        for change in self.changes:
            yield from self._change(change)
        if self.is_done:
            yield f"next: the environment holds all of it; nexus-gitops publish --env {self.environment}"
        else:
            yield (
                "next: change these in the environment and run this again, or take them back:"
                f" nexus-gitops publish --env {self.environment} --overwrite"
            )

    def _change(self, change: "ChangeToAdopt") -> Iterable[str]:
        from nexus_gitops.diff import SIGNS, field_line

        yield f"{SIGNS[change.action]} {change.object or change.edit.path}{_done(change.adopted)}"
        yield from (f"    {author_line(event)}" for event in change.edit.by)
        for field in change.fields:
            yield f"  {field_line(field.change)}{_done(field.adopted)}"
            yield from (f"      from {self._place(origin)}" for origin in field.origins)

    def _place(self, origin: str) -> str:
        """Where a value is written, as `environments/staging.py: log_level`."""
        kind, _, service = origin.partition(".")
        if kind == "images":
            return f"environments/{self.environment}.images.json: {service} (images set)"
        return f"environments/{self.environment}.py: {origin}"


def adopt_changes(
    env: OneEnvironment,
    repo: Repository = None,
    branch: Branch = None,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Show what was changed by hand in the GitOps repository, and where its values come from.

    Changes nothing. Exits with 1 where the environment does not give all of it yet.
    """
    from nexus_gitops.operations.adopt_changes import changes_to_adopt
    from nexus_gitops.operations.release import target_of
    from nexus_gitops.platform import loading

    (name,) = loading.select((env,))
    target = target_of(name, repo, branch)
    result = AdoptChangesResult(name, str(target.address), target.branch, changes_to_adopt(target))
    show(result, output)
    if not result.is_done:
        raise typer.Exit(EXIT_DIFFERENT)


def _field(field: "FieldToAdopt") -> dict[str, Any]:
    from nexus_gitops.diff import field_to_json

    return {
        **field_to_json(field.change),
        "origins": field.origins,
        "adopted": field.adopted,
    }


def _done(adopted: bool) -> str:
    return "  (the environment holds this)" if adopted else ""
