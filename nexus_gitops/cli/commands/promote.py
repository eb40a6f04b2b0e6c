"""`promote`: carry the images of one environment's release into another environment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from nexus_gitops.cli.by_hand import edits_shown
from nexus_gitops.cli.findings import stop_at_findings
from nexus_gitops.cli.options import (
    AllowDestructive,
    AllowDirty,
    AllowImmutable,
    Branch,
    Context,
    Output,
    OutputFormat,
    Overwrite,
    Repository,
    complete_environment,
)
from nexus_gitops.cli.output import show
from nexus_gitops.cli.progress import progress
from nexus_gitops.errors import UsageError

if TYPE_CHECKING:
    from nexus_gitops.diff import Diff
    from nexus_gitops.operations.promote import Promotion
    from nexus_gitops.operations.release import Target
    from nexus_gitops.publish import Permission
    from nexus_gitops.publish.release import Release

EXAMPLES = (
    "Examples: nexus-gitops promote --from staging --to prod,"
    " nexus-gitops promote --from staging --to prod --service nexus-os --dry-run,"
    " nexus-gitops promote --from dev --to staging --no-publish"
)


@dataclass(frozen=True, slots=True)
class PromoteResult:
    """What a promotion carried, and what it changes where it went."""

    promotion: "Promotion"
    target: "Target"
    diff: "Diff"
    notes: tuple[str, ...]
    written: str = ""
    commit: str = ""
    kind: ClassVar[str] = "PromoteResult"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        from nexus_gitops.diff import to_json
        from nexus_gitops.operations.promote import coming_along

        return {
            "from": self.promotion.source,
            "to": self.target.environment,
            "promotedFrom": self.promotion.commit,
            "images": [
                {
                    "service": one.service,
                    "before": one.before.reference,
                    "after": one.after.reference,
                }
                for one in self.promotion.carried
            ],
            "comingAlong": list(coming_along(self.diff)),
            "diff": to_json(self.diff),
            "notes": list(self.notes),
            "written": [self.written] if self.written else [],
            "repository": str(self.target.address),
            "branch": self.target.branch,
            "commit": self.commit,
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        from nexus_gitops.diff import to_text
        from nexus_gitops.operations.promote import coming_along

        name = self.target.environment
        for one in self.promotion.carried:
            change = f"{one.before.reference} -> " if one.before != one.after else "already "
            yield f"{one.service}: {change}{one.after.reference}"
        yield to_text(self.diff)
        along = list(coming_along(self.diff))
        if along:
            yield "beside the images, this comes along:"
            yield from (f"  {one}" for one in along)
        yield from (f"note: {note}" for note in self.notes)
        if self.commit:
            yield f"{name}: published {self.commit} to {self.target.branch} of {self.target.address}"
        elif not self.diff:
            yield f"{name}: unchanged on {self.target.branch} of {self.target.address}"
        if self.written:
            yield f"wrote {self.written}; nexus-gitops synth, and commit it"


def promote(
    from_: Annotated[
        str,
        typer.Option(
            "--from", help="Environment that was released.", autocompletion=complete_environment
        ),
    ],
    to: Annotated[
        str,
        typer.Option("--to", help="Environment that gets it.", autocompletion=complete_environment),
    ],
    service: Annotated[
        list[str] | None,
        typer.Option(
            "--service",
            help="Service; may repeat. All that both have otherwise.",
            show_default=False,
        ),
    ] = None,
    no_publish: Annotated[
        bool, typer.Option("--no-publish", help="Write the lock file alone, to be reviewed.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change; write nothing.")
    ] = False,
    even_if_degraded: Annotated[
        bool,
        typer.Option("--even-if-degraded", help="Carry what is not healthy where it was released."),
    ] = False,
    repo: Repository = None,
    branch: Branch = None,
    context: Context = None,
    allow_destructive: AllowDestructive = False,
    allow_immutable: AllowImmutable = False,
    overwrite: Overwrite = False,
    allow_dirty: AllowDirty = False,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Carry the images of the released record, tag and digest, into another environment.

    Writes them into its lock file, shows what would change there, and publishes it; the release
    says where it was promoted from. Where a cluster can be asked, what is not healthy is refused.
    """
    from nexus_gitops.operations.promote import check_healthy, check_more, health_of, promotion
    from nexus_gitops.operations.release import our_source, release_of, synthesise_for, target_of
    from nexus_gitops.operations.trial_lock import trial_lock
    from nexus_gitops.platform import loading
    from nexus_gitops.publish import Permission, read_published

    source, name = (*loading.select((from_,)), *loading.select((to,)))
    if source == name:
        raise UsageError(f"{name} cannot be promoted to itself", "name two environments")
    flags = {
        Permission.DESTRUCTIVE: allow_destructive,
        Permission.DIRTY: allow_dirty or dry_run,
        Permission.IMMUTABLE: allow_immutable,
        Permission.OVERWRITE: overwrite,
    }
    permissions = frozenset(permission for permission, given in flags.items() if given)
    origin, target = target_of(source, repo, branch), target_of(name, repo, branch)
    promoted = promotion(origin, name, service or ())
    health = None if even_if_degraded else health_of(origin, context)
    check_healthy(promoted, health)
    checkout = our_source()
    with trial_lock(name, promoted.lock) as stay, edits_shown():
        syntheses = synthesise_for([target])
        stop_at_findings(syntheses)
        release = replace(release_of(syntheses[0], checkout), promoted_from=promoted.commit)
        published = read_published(target.address, target.branch, name)
        difference = _diff(published.files, release.files)
        if service:
            check_more(promoted, published, release, difference)
        commit = ""
        if not no_publish:
            commit = _publish(target, release, permissions, dry_run=dry_run)
        is_written = not dry_run and stay()
    notes = []
    if health is None and not even_if_degraded:
        notes.append(f"no cluster could be asked whether {source} is healthy")
    notes += _notes(promoted, checkout.revision)
    file = str(loading.lock_file(name)) if is_written else ""
    show(PromoteResult(promoted, target, difference, tuple(notes), file, commit), output)


def _publish(
    target: "Target", release: "Release", permissions: "frozenset[Permission]", *, dry_run: bool
) -> str:
    """The commit of the release; "" where there is nothing to publish, or it is a dry run."""
    from pathlib import Path

    from nexus_gitops.publish import author_of, plan, publish

    if dry_run:
        plan(target.address, target.branch, [release], permissions)
        return ""
    with progress() as on_progress:
        (done,) = publish(
            target.address,
            target.branch,
            [release],
            permissions=permissions,
            author=author_of(Path.cwd()),
            on_progress=on_progress,
        )
    return done.commit


def _diff(before: Mapping[str, str], after: Mapping[str, str]) -> "Diff":
    from nexus_gitops.diff import Diff, diff
    from nexus_gitops.errors import LocalError

    try:
        return diff(before, after)
    except LocalError:
        return Diff()  # somebody put there what is no manifest, and the guards judge that


def _notes(promoted: "Promotion", revision: str) -> Iterable[str]:
    tags = [one.service for one in promoted.carried if not one.after.digest]
    if tags:
        yield (
            f"the release of {promoted.source} has no digest of {', '.join(tags)}; a tag alone may"
            f" lead elsewhere by now: nexus-gitops images pin --env {promoted.source}"
        )
    if promoted.revision and revision and promoted.revision != revision:
        yield (
            f"{promoted.source} was released from {promoted.revision[:12]}, and this source is"
            f" {revision[:12]}: what else changed between them comes along"
        )
