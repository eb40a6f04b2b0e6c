"""`rollback`: bring an earlier release of an environment back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from nexus_gitops.cli.by_hand import edits_shown
from nexus_gitops.cli.options import (
    AllowDestructive,
    AllowImmutable,
    Branch,
    Context,
    OneEnvironment,
    Output,
    OutputFormat,
    Overwrite,
    Repository,
)
from nexus_gitops.cli.output import show
from nexus_gitops.cli.progress import progress
from nexus_gitops.errors import EXIT_DEGRADED, EXIT_NOT_YET, EXIT_OK

if TYPE_CHECKING:
    from nexus_gitops.cluster.status import EnvironmentStatus
    from nexus_gitops.operations.release import Target
    from nexus_gitops.publish import Earlier, Plan

EXAMPLES = (
    "Examples: nexus-gitops rollback --env prod --dry-run,"
    " nexus-gitops rollback --env prod --wait,"
    " nexus-gitops rollback --env prod --to 1fae84cd003b"
)

_EXIT_CODES = {"healthy": EXIT_OK, "progressing": EXIT_NOT_YET, "degraded": EXIT_DEGRADED}


@dataclass(frozen=True, slots=True)
class RollbackResult:
    """What a rollback brought back, and what it cannot."""

    target: "Target"
    earlier: "Earlier"
    plan: "Plan"
    stays: tuple[str, ...]
    commit: str = ""
    written: str = ""
    kind: ClassVar[str] = "RollbackResult"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        from nexus_gitops.diff import diff, to_json

        return {
            "environment": self.target.environment,
            "repository": str(self.target.address),
            "branch": self.target.branch,
            "to": self.earlier.told.commit,
            "time": self.earlier.told.time.isoformat(),
            "unchanged": self.plan.unchanged,
            "commit": self.commit,
            "diff": to_json(diff(self.plan.before, self.plan.after)),
            "stays": list(self.stays),
            "written": [self.written] if self.written else [],
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        from nexus_gitops.diff import diff, to_text

        name, told = self.target.environment, self.earlier.told
        where = f"{self.target.branch} of {self.target.address}"
        yield f"{name}: back to {told.commit[:12]} of {told.time:%Y-%m-%d %H:%M:%S}Z by {told.author}"
        if self.plan.unchanged:
            yield f"{name}: unchanged on {where}; nothing to take back"
        else:
            yield to_text(diff(self.plan.before, self.plan.after))
        yield from (f"not taken back: {one}" for one in self.stays)
        if self.commit:
            yield f"{name}: published {self.commit} to {where}"
            yield (
                "next: the source still has what was taken back; publish refuses to bring it again"
                " until the source changes"
            )
        if self.written:
            yield f"wrote {self.written}; nexus-gitops synth, and commit it"


def rollback(
    env: OneEnvironment,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            help="Release, by the beginning of its commit in history. Otherwise the one before.",
            show_default=False,
        ),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change; write nothing.")
    ] = False,
    wait: Annotated[
        bool,
        typer.Option("--wait", help="End syncs of what came before, and wait until it is healthy."),
    ] = False,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0, help="Seconds to wait, with --wait.")
    ] = 600,
    repo: Repository = None,
    branch: Branch = None,
    context: Context = None,
    allow_destructive: AllowDestructive = False,
    allow_immutable: AllowImmutable = False,
    overwrite: Overwrite = False,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Bring an earlier release back: its manifests, its record and its lock file, in a new commit.

    What it cannot take back is told: what a migration did to the data, claims that are gone. With
    --wait it exits as status does.
    """
    from nexus_gitops.operations.release import target_of
    from nexus_gitops.operations.rollback import plan_rollback, restore_lock, roll_back
    from nexus_gitops.platform import loading
    from nexus_gitops.publish import Permission, cannot_be_taken_back, earlier, read_published

    (name,) = loading.select((env,))
    flags = {
        Permission.DESTRUCTIVE: allow_destructive,
        Permission.IMMUTABLE: allow_immutable,
        Permission.OVERWRITE: overwrite,
    }
    permissions = frozenset(permission for permission, given in flags.items() if given)
    target = target_of(name, repo, branch)
    found = earlier(target.address, target.branch, name, to)
    now = read_published(target.address, target.branch, name)
    stays = cannot_be_taken_back(now.files, found.release.files)
    with edits_shown():
        if dry_run:
            planned = plan_rollback(target, found, permissions)
            show(RollbackResult(target, found, planned, stays), output)
            return
        with progress() as on_progress:
            done = roll_back(target, found, permissions, on_progress)
    written = restore_lock(name, found)
    show(RollbackResult(target, found, done.plan, stays, done.commit, written), output)
    if wait:
        status = _waited(target, context, done.commit or now.commit, timeout)
        raise typer.Exit(_EXIT_CODES[status.verdict])


def _waited(
    target: "Target", context: str | None, commit: str, timeout: float
) -> "EnvironmentStatus":
    from nexus_gitops.cluster.api import connect
    from nexus_gitops.cluster.argocd import refresh
    from nexus_gitops.operations.rollback import without_older_syncs
    from nexus_gitops.operations.watch import look_at, names_of, wait

    api = connect(context)
    with progress() as tell:
        last: list[str] = []

        def on_ended(name: str, commit: str) -> None:
            tell(f"ended the sync of {commit[:12]} in {name}")

        def on_status(status: "EnvironmentStatus") -> None:
            words = [f"{target.environment}: {status.verdict}", *status.reasons[:1]]
            if words != last:
                last[:] = words
                tell("; ".join(words))

        for name in names_of(target.environment).values():
            refresh(api, name)
        look = without_older_syncs(look_at(api, target), api, target, commit, on_ended)
        return wait(look, timeout, on_status)
