"""`restore`: put a backup in the database's place."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from nexus_gitops.cli.options import Context, OneEnvironment, Output, OutputFormat
from nexus_gitops.cli.output import say, show
from nexus_gitops.cli.progress import progress
from nexus_gitops.errors import EXIT_DEGRADED, EXIT_NOT_YET, RefusedError

if TYPE_CHECKING:
    from nexus_gitops.operations.restoring import Restored

EXAMPLES = (
    "Examples: nexus-gitops restore --env prod --dry-run,"
    " nexus-gitops restore --env prod --snapshot 1a2b3c4d"
)


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """How far a restore came, or what would be restored."""

    environment: str
    server: str
    dry_run: bool
    restored: "Restored"
    kind: ClassVar[str] = "RestoreResult"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        one = self.restored.restore
        return {
            "environment": self.environment,
            "server": self.server,
            "dryRun": self.dry_run,
            "operation": one.operation,
            "snapshot": one.snapshot,
            "taken": one.taken,
            "abandoned": one.abandoned,
            "next": one.step,
            "kept": self.restored.kept,
            "waiting": self.restored.waiting,
            "failed": self.restored.failed,
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        done, one = self.restored, self.restored.restore
        what = f"{self.environment} in {self.server}: backup {one.snapshot} of {one.taken}"
        if self.dry_run:
            yield f"{what} would be put in the database's place"
            for name, count in one.replicas.items():
                yield f"  stops     Deployment/{name} meanwhile, and then {count} pods of it"
            return
        if one.is_under_way:
            yield f"{what}: restore {one.operation} stopped at: {one.step}"
            yield f"  {'failed' if done.failed else 'waiting':10}{done.failed or done.waiting}"
            yield (
                f"  next      nexus-gitops restore --env {self.environment} goes on; with --abandon"
                " it only starts the writers again"
            )
        elif one.abandoned:
            yield f"{self.environment} in {self.server}: given up; the writers are up again"
            yield f"  note      a half restored database may be left beside, named {one.operation}"
        else:
            yield f"{what} is in the database's place"
            yield f"  kept      the database before, as {done.kept}; once all is well:"
            yield f"            {done.drop}"


def restore(
    env: OneEnvironment,
    snapshot: Annotated[
        str | None,
        typer.Option(
            "--snapshot",
            help="The beginning of the backup's name; the newest verified one otherwise.",
            show_default=False,
        ),
    ] = None,
    abandon: Annotated[
        bool,
        typer.Option("--abandon", help="Give up a restore: only start the writers again."),
    ] = False,
    confirm: Annotated[
        str,
        typer.Option(
            "--confirm", help="Name of the environment, instead of a question.", show_default=False
        ),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell which backup it would be; do nothing.")
    ] = False,
    context: Context = None,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0, help="Seconds to wait, in each step.")
    ] = 3600,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Put a backup in the database's place, after the environment's name as an answer.

    Nobody writes meanwhile. The database before is kept under another name. Where it stops, the
    same command goes on: with 9 where something was not there in time, 10 where a step failed.
    """
    from nexus_gitops.cluster.api import connect
    from nexus_gitops.operations import restoring
    from nexus_gitops.operations.restoring import Restored
    from nexus_gitops.platform import loading

    (name,) = loading.select((env,))
    api = connect(context)
    with progress() as on_progress:
        if abandon:
            found = restoring.found(api, name)
        else:
            found = restoring.planned(api, name, snapshot, seconds=timeout, on_progress=on_progress)
    if dry_run and found is not None:
        show(RestoreResult(name, api.server, True, Restored(found)), output)
        return
    if found is not None and not confirm:
        say(RestoreResult(name, api.server, True, Restored(found)).lines())
        if sys.stdin.isatty():
            print(f"Write {name} to go on: ", end="", file=sys.stderr, flush=True)
            confirm = input()
    if found is not None and confirm != name:
        raise RefusedError(
            f"nothing was changed: {confirm!r} is not the name of the environment",
            f"answer with it, or give --confirm {name}",
        )
    with progress() as on_progress:
        if abandon or found is None:
            found = restoring.abandoned(api, name, seconds=timeout)
        done = restoring.restore(api, name, found, seconds=timeout, on_progress=on_progress)
    show(RestoreResult(name, api.server, False, done), output)
    if done.failed:
        raise typer.Exit(EXIT_DEGRADED)
    if done.waiting:
        raise typer.Exit(EXIT_NOT_YET)
