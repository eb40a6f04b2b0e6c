"""`backup`: list, make and prove the backups of an environment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from nexus_gitops.cli.options import Context, OneEnvironment, Output, OutputFormat
from nexus_gitops.cli.output import show
from nexus_gitops.cli.progress import progress
from nexus_gitops.errors import EXIT_DEGRADED, EXIT_NOT_YET

if TYPE_CHECKING:
    from nexus_gitops.cluster.jobs import Ended
    from nexus_gitops.operations.backups import Entry, Listed

app = typer.Typer(
    help="List, make and prove the backups of an environment.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_Timeout = Annotated[float, typer.Option("--timeout", min=0, help="Seconds to wait for its Job.")]


@dataclass(frozen=True, slots=True)
class BackupList:
    """The verified backups, and what else the store tells."""

    environment: str
    listed: "Listed"
    kind: ClassVar[str] = "BackupList"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "environment": self.environment,
            "backups": [_entry(one) for one in self.listed.backups],
            "restoreTests": [_entry(one) for one in self.listed.restore_tests],
            "storeChecks": [_entry(one) for one in self.listed.store_checks],
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        yield from (f"{one.snapshot}  {one.taken}" for one in self.listed.backups)
        yield f"{self.environment}: {len(self.listed.backups)} verified backups"
        for what, entries in (
            ("restored and compared", self.listed.restore_tests),
            ("store found whole", self.listed.store_checks),
        ):
            yield f"  {what} last: {entries[-1].taken if entries else 'never'}"


@dataclass(frozen=True, slots=True)
class BackupJob:
    """How a Job that makes or proves a backup ended."""

    environment: str
    ended: "Ended"
    kind: ClassVar[str] = "BackupJob"

    @property
    def snapshot(self) -> str:
        """The backup that it made or proved; "" where it came to none."""
        named = [str(line["snapshot"]) for line in self.ended.lines if "snapshot" in line]
        return named[-1] if named and self.ended.health == "healthy" else ""

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "environment": self.environment,
            "job": self.ended.job,
            "health": self.ended.health,
            "snapshot": self.snapshot,
            "reason": self.ended.reason,
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        match self.ended.health:
            case "healthy":
                yield f"{self.environment}: backup {self.snapshot} is whole"
            case "failed":
                yield f"{self.environment}: {self.ended.job} failed: {self.ended.reason}"
            case _:
                yield f"{self.environment}: {self.ended.job} goes on: {self.ended.reason}"


def _entry(one: "Entry") -> Mapping[str, str]:
    return {"snapshot": one.snapshot, "taken": one.taken}


@app.command("list", epilog="Examples: nexus-gitops backup list --env prod")
def list_(
    env: OneEnvironment,
    context: Context = None,
    timeout: _Timeout = 300,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Show the verified backups, and when one was last restored and compared."""
    from nexus_gitops.cluster.api import connect
    from nexus_gitops.operations.backups import listed
    from nexus_gitops.platform import loading

    (name,) = loading.select((env,))
    api = connect(context)
    with progress() as on_progress:
        found = listed(api, name, seconds=timeout, on_progress=on_progress)
    show(BackupList(name, found), output)


@app.command("run", epilog="Examples: nexus-gitops backup run --env prod")
def run(
    env: OneEnvironment,
    context: Context = None,
    timeout: _Timeout = 3600,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Make a backup now, as it is made at set times.

    Exits with 9 where it has not ended in time, and 10 where it failed.
    """
    from nexus_gitops.cluster.api import connect
    from nexus_gitops.operations.backups import make
    from nexus_gitops.platform import loading

    (name,) = loading.select((env,))
    api = connect(context)
    with progress() as on_progress:
        ended = make(api, name, seconds=timeout, on_progress=on_progress)
    _conclude(BackupJob(name, ended), output)


@app.command("verify", epilog="Examples: nexus-gitops backup verify --env prod")
def verify(
    env: OneEnvironment,
    snapshot: Annotated[
        str, typer.Option("--snapshot", help="The beginning of its name; the newest otherwise.")
    ] = "latest",
    context: Context = None,
    timeout: _Timeout = 3600,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Restore a backup into a server that is thrown away, and compare.

    Exits with 9 where it has not ended in time, and 10 where it failed.
    """
    from nexus_gitops.cluster.api import connect
    from nexus_gitops.operations.backups import verify
    from nexus_gitops.platform import loading

    (name,) = loading.select((env,))
    api = connect(context)
    with progress() as on_progress:
        ended = verify(api, name, snapshot, seconds=timeout, on_progress=on_progress)
    _conclude(BackupJob(name, ended), output)


def _conclude(result: BackupJob, output: Output) -> None:
    show(result, output)
    match result.ended.health:
        case "failed":
            raise typer.Exit(EXIT_DEGRADED)
        case "waiting":
            raise typer.Exit(EXIT_NOT_YET)
