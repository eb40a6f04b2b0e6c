"""`cleanup`: take an environment out of a cluster."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from nexus_gitops.cli.options import Context, OneEnvironment, Output, OutputFormat
from nexus_gitops.cli.output import say, show
from nexus_gitops.cli.progress import progress
from nexus_gitops.errors import RefusedError

if TYPE_CHECKING:
    from nexus_gitops.cluster.inventory import Found
    from nexus_gitops.operations.cleanup import Plan

EXAMPLES = "Examples: nexus-gitops cleanup --env dev --dry-run, nexus-gitops cleanup --env dev"


@dataclass(frozen=True, slots=True)
class CleanupResult:
    """What of an environment went, or would go."""

    environment: str
    server: str
    dry_run: bool
    plan: "Plan"
    kind: ClassVar[str] = "CleanupResult"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "environment": self.environment,
            "server": self.server,
            "dryRun": self.dry_run,
            "removed": [_name(one) for one in self.plan.removed],
            "kept": [_name(one) for one in self.plan.kept],
            "strangers": [f"{one.namespace}/{one}" for one in self.plan.strangers],
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        sign = "would go" if self.dry_run else "removed"
        yield from (f"- {_name(one)}" for one in self.plan.removed)
        yield from (f"  {_name(one)} is kept" for one in self.plan.kept)
        yield from (f"  {one.namespace}/{one} is not ours" for one in self.plan.strangers)
        yield (
            f"{self.environment} in {self.server}: {len(self.plan.removed)} {sign},"
            f" {len(self.plan.kept)} kept"
        )


def _name(one: "Found") -> str:
    place = f"{one.identity.namespace}/" if one.identity.namespace else ""
    return f"{place}{one.identity}"


def cleanup(
    env: OneEnvironment,
    context: Context = None,
    delete_data: Annotated[
        bool,
        typer.Option(
            "--delete-data", help="Remove claims, Secrets and namespaces, too: all data is lost."
        ),
    ] = False,
    confirm: Annotated[
        str,
        typer.Option(
            "--confirm", help="Name of the environment, instead of a question.", show_default=False
        ),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List what would go; do nothing.")
    ] = False,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Remove an environment from the cluster, after the list of it and its name as an answer.

    What is not ours is never touched. Claims, Secrets and namespaces are kept.
    """
    from nexus_gitops.cluster.api import connect
    from nexus_gitops.operations.cleanup import plan, remove
    from nexus_gitops.platform import loading

    (name,) = loading.select((env,))
    api = connect(context)
    planned = plan(api, name, delete_data=delete_data)
    if dry_run or not planned.removed:
        show(CleanupResult(name, api.server, dry_run, planned), output)
        return
    if not confirm:
        _ask(CleanupResult(name, api.server, True, planned))
        confirm = input() if sys.stdin.isatty() else ""
    if confirm != name:
        raise RefusedError(
            f"nothing was removed: {confirm!r} is not the name of the environment",
            f"answer with it, or give --confirm {name}",
        )
    with progress() as on_progress:
        remove(api, planned, on_progress)
    show(CleanupResult(name, api.server, False, planned), output)


def _ask(listed: CleanupResult) -> None:
    say(listed.lines())
    if sys.stdin.isatty():
        print(f"Write {listed.environment} to remove them: ", end="", file=sys.stderr, flush=True)
