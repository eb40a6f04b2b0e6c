"""`publish`: render, check, and put a release into the GitOps repository."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from nexus_gitops.cli.by_hand import edits_shown
from nexus_gitops.cli.findings import stop_at_findings
from nexus_gitops.cli.options import (
    AllowDestructive,
    AllowDirty,
    AllowImmutable,
    Branch,
    Output,
    OutputFormat,
    Overwrite,
    Repository,
    SomeEnvironments,
)
from nexus_gitops.cli.output import show
from nexus_gitops.cli.progress import progress
from nexus_gitops.cli.published import Outcome, PublishResult

if TYPE_CHECKING:
    from nexus_gitops.operations.release import Target
    from nexus_gitops.platform.shortcomings import Shortcoming
    from nexus_gitops.publish import Permission
    from nexus_gitops.publish.release import Release

    Delivery = tuple[Target, Release]

EXAMPLES = (
    "Examples: nexus-gitops publish --env staging,"
    " nexus-gitops publish --env staging --repo git@git.example.com:nexus/gitops.git,"
    " nexus-gitops publish --env prod --dry-run"
)


def publish(
    env: SomeEnvironments,
    repo: Repository = None,
    branch: Branch = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be published; write nothing.")
    ] = False,
    init: Annotated[
        bool, typer.Option("--init", help="Start in a repository that is not managed yet.")
    ] = False,
    adopt: Annotated[
        bool, typer.Option("--adopt", help="Replace unknown files in the managed folders.")
    ] = False,
    allow_destructive: AllowDestructive = False,
    allow_immutable: AllowImmutable = False,
    overwrite: Overwrite = False,
    pull_request: Annotated[
        bool | None,
        typer.Option(
            "--pull-request/--no-pull-request",
            help="Open or update a pull request instead. Otherwise as the environment's review"
            " says.",
            show_default=False,
        ),
    ] = None,
    next_: Annotated[
        bool,
        typer.Option("--next", help="Put it onto BRANCH-next, hydrated, for GitOps Promoter."),
    ] = False,
    auto_merge: Annotated[
        bool,
        typer.Option("--auto-merge", help="Merge it, as soon as the forge's own rules allow."),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Bring again what was rolled back.")
    ] = False,
    allow_dirty: AllowDirty = False,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Render, check and publish environments, each as one commit; none where nothing changed.

    All of them go out in one push, or none. Signed where git signs commits (commit.gpgSign).
    Never forced; touches only the folders of its Applications in environments/ENV, its own files
    in argocd and its record in .nexus.
    """
    from nexus_gitops.operations.release import our_source, release_of, synthesise_for, target_of
    from nexus_gitops.platform import loading
    from nexus_gitops.publish import Permission

    if allow_destructive and set(env).isdisjoint(loading.names()):
        _take_out(env, repo, branch, dry_run, output)
        return
    flags = {
        Permission.INIT: init,
        Permission.ADOPT: adopt,
        Permission.DESTRUCTIVE: allow_destructive,
        Permission.DIRTY: allow_dirty or dry_run,
        Permission.IMMUTABLE: allow_immutable,
        Permission.OVERWRITE: overwrite,
        Permission.FORCE: force,
    }
    permissions = frozenset(permission for permission, given in flags.items() if given)
    targets = [target_of(name, repo, branch) for name in loading.select(tuple(env))]
    syntheses = synthesise_for(targets)
    stop_at_findings(syntheses)
    source = our_source()

    def act(
        deliveries: "Sequence[Delivery]", permissions: "frozenset[Permission]"
    ) -> Iterable[Outcome]:
        if dry_run:
            return _plan(deliveries, permissions)
        if next_:
            return [_put_next(*one, permissions) for one in deliveries]
        asked, direct = _by_review(deliveries, pull_request)
        published = _publish(direct, permissions) if direct else ()
        return [*published, *(_propose(*one, permissions, auto_merge) for one in asked)]

    goods = [
        (target, release_of(synthesis, source))
        for target, synthesis in zip(targets, syntheses, strict=True)
    ]
    outcomes: list[Outcome] = []
    try:
        for deliveries in _by_place(goods):
            with edits_shown():
                outcomes += [_explained(outcome) for outcome in act(deliveries, permissions)]
        _tell_of_backups(
            outcome.target.environment
            for outcome in outcomes
            if outcome.published is not None and not outcome.plan.unchanged
        )
    finally:
        # Where a later repository fails, what was published is still told.
        if outcomes:
            show(PublishResult(tuple(outcomes)), output)


def _explained(outcome: Outcome) -> Outcome:
    """With what somebody should know of the environment beside what changes in it."""
    from nexus_gitops.operations.exemptions import exemptions

    name = outcome.target.environment
    explained = replace(outcome, exemptions=exemptions(name))
    return explained if outcome.plan.unchanged else replace(explained, warnings=_warnings(name))


def _warnings(environment: str) -> "tuple[Shortcoming, ...]":
    from nexus_gitops.platform import loading
    from nexus_gitops.platform.project import platform
    from nexus_gitops.platform.shortcomings import shortcomings_of

    return shortcomings_of(platform(), loading.load(environment))


def _tell_of_backups(released: Iterable[str]) -> None:
    """Where a cluster can be asked; nothing waits for one that cannot."""
    for environment in released:
        from nexus_gitops.cli.progress import tell
        from nexus_gitops.cluster.api import connect
        from nexus_gitops.operations.backups import warning

        if text := warning(environment, connect):
            tell(f"warning: {text}")


def _take_out(
    gone: list[str], repo: str | None, branch: str | None, dry_run: bool, output: Output
) -> None:
    """Environments that the platform has no more; one that never was is refused as unknown."""
    from nexus_gitops.cli.commands.env import removed
    from nexus_gitops.operations.remove import place_of

    for name in dict.fromkeys(gone):
        show(removed(*place_of(name, repo, branch), name, True, dry_run), output)


def _by_place(goods: "Iterable[Delivery]") -> "Iterable[list[Delivery]]":
    """What goes to one branch of one repository, which is one push."""
    places: dict[tuple[object, str], list[Delivery]] = {}
    for target, release in goods:
        places.setdefault((target.address, target.branch), []).append((target, release))
    return places.values()


def _by_review(
    deliveries: "Sequence[Delivery]", wanted: bool | None
) -> "tuple[list[Delivery], list[Delivery]]":
    """Those that go by a pull request, and those that do not."""
    found: tuple[list[Delivery], list[Delivery]] = ([], [])
    for target, release in deliveries:
        found[not (target.review if wanted is None else wanted)].append((target, release))
    return found


def _propose(
    target: "Target", release: "Release", permissions: "frozenset[Permission]", auto_merge: bool
) -> Outcome:
    from pathlib import Path

    from nexus_gitops.operations.pull_request import request
    from nexus_gitops.publish import author_of, propose

    with progress() as on_progress:
        proposed = propose(
            target.address,
            target.branch,
            release,
            permissions=permissions,
            author=author_of(Path.cwd()),
            on_progress=on_progress,
        )
        done = request(target, release, proposed, auto_merge=auto_merge)
    return Outcome(target, release, proposed.plan, None, (proposed, done))


def _put_next(
    target: "Target", release: "Release", permissions: "frozenset[Permission]"
) -> Outcome:
    from pathlib import Path

    from nexus_gitops.operations.pull_request import Action, Request
    from nexus_gitops.publish import author_of, propose_next

    with progress() as on_progress:
        proposed = propose_next(
            target.address,
            target.branch,
            release,
            permissions=permissions,
            author=author_of(Path.cwd()),
            on_progress=on_progress,
        )
    done = Request(Action.PROPOSED)
    return Outcome(target, release, proposed.plan, None, (proposed, done))


def _plan(
    deliveries: "Sequence[Delivery]", permissions: "frozenset[Permission]"
) -> Iterable[Outcome]:
    from nexus_gitops.publish import plan

    place, releases = deliveries[0][0], [release for _, release in deliveries]
    planned = plan(place.address, place.branch, releases, permissions)
    return [Outcome(*goods, found, None) for goods, found in zip(deliveries, planned, strict=True)]


def _publish(
    deliveries: "Sequence[Delivery]", permissions: "frozenset[Permission]"
) -> Iterable[Outcome]:
    from pathlib import Path

    from nexus_gitops.publish import author_of, publish

    place, releases = deliveries[0][0], [release for _, release in deliveries]
    with progress() as on_progress:
        published = publish(
            place.address,
            place.branch,
            releases,
            permissions=permissions,
            author=author_of(Path.cwd()),
            on_progress=on_progress,
        )
    return [
        Outcome(*goods, done.plan, done) for goods, done in zip(deliveries, published, strict=True)
    ]
