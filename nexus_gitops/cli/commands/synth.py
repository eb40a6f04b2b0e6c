"""`synth`: render environments into dist/ and argocd/."""

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NoReturn

import typer

from nexus_gitops.cli.exit_codes import exit_code_of
from nexus_gitops.cli.failures import documents, stop_at_failures
from nexus_gitops.cli.options import Environments, Output, OutputFormat
from nexus_gitops.cli.output import say, show
from nexus_gitops.errors import EXIT_DIFFERENT, EXIT_OK, NexusError
from nexus_gitops.terminal import counted

if TYPE_CHECKING:
    from nexus_gitops.platform.attempts import Attempts
    from nexus_gitops.rendering.dist import Change
    from nexus_gitops.rendering.synthesis import Synthesis

EXAMPLES = "Examples: nexus-gitops synth, nexus-gitops synth --env dev --check"

_DIST = "dist"
_ARGOCD = "argocd"


class RenderedBy(StrEnum):
    """What `synth` renders by: an engine, or one after the other."""

    FAST = "fast"
    CDK8S = "cdk8s"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class SynthResult:
    """Which files a synth changed, and which environments it had to render for that.

    With `check` they would be changed, but were not. Nothing of those that failed is changed.
    """

    check: bool
    environments: tuple[str, ...]
    rendered: tuple[str, ...]
    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    failed: Mapping[str, NexusError]
    kind: ClassVar[str] = "SynthResult"

    def document(self) -> Mapping[str, Any]:
        """See `output.Result`."""
        return {
            "check": self.check,
            "environments": self.environments,
            "rendered": self.rendered,
            "written": self.written,
            "removed": self.removed,
            "unchanged": self.unchanged,
            "failed": documents(self.failed),
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        yield from (f"~ {path}" for path in self.written)
        yield from (f"- {path}" for path in self.removed)
        if not self.environments:
            return
        how = f"{len(self.rendered)} rendered" if self.rendered else "nothing to render"
        written, removed = ("to write", "to remove") if self.check else ("written", "removed")
        yield (
            f"{', '.join(self.environments)}: {how}; {counted(len(self.written), 'file')} {written},"
            f" {len(self.removed)} {removed}, {self.unchanged} unchanged"
        )


def synth(
    env: Environments = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; exit with 1 if a file would change."),
    ] = False,
    engine: Annotated[
        RenderedBy,
        typer.Option(
            help="What renders. Where both do not render the same, nothing is written and the"
            " exit code is 1."
        ),
    ] = RenderedBy.FAST,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Render environments into dist/; all of them together into argocd/ as well.

    One that cannot be rendered stops no other, and keeps its files; the exit code is its own then.
    """
    from nexus_gitops.rendering import dist

    rendered = _synthesise(tuple(env or ()), engine)
    if engine is RenderedBy.BOTH:
        _require_same(rendered, _synthesise(tuple(env or ()), RenderedBy.CDK8S))
    changes = _plan(rendered)
    if not check:
        for change in changes:
            dist.apply(change)
    result = _result(rendered, changes, check)
    show(result, output)
    stop_at_failures(result.failed)
    if check and (result.written or result.removed):
        raise typer.Exit(EXIT_DIFFERENT)


def synth_for_cdk8s() -> NoReturn:
    """Render all environments into CDK8S_OUTDIR, and end the process with an exit code.

    Into dist/ as `synth` does; into any other folder the manifests alone.
    """
    sys.exit(exit_code_of(_synth_for_cdk8s))


def _synth_for_cdk8s() -> int:
    from nexus_gitops.platform import loading
    from nexus_gitops.platform.project import project
    from nexus_gitops.rendering import dist

    ours = project().root / _DIST
    out = Path(os.environ.get("CDK8S_OUTDIR") or ours)
    rendered = _synthesise((), RenderedBy.CDK8S)
    syntheses = tuple(rendered.made.values())
    is_ours = out.resolve() == ours.resolve()
    elsewhere = (dist.plan_applications(out, syntheses, loading.names()),)
    for change in _plan(rendered) if is_ours else elsewhere:
        dist.apply(change)
    stop_at_failures(rendered.failed)
    return EXIT_OK


def _synthesise(wanted: tuple[str, ...], engine: RenderedBy) -> "Attempts[Synthesis]":
    from nexus_gitops.platform import loading
    from nexus_gitops.rendering import dist
    from nexus_gitops.rendering.engine import Engine
    from nexus_gitops.rendering.synthesis import as_declared, synthesise_each

    by = Engine.CDK8S if engine is RenderedBy.CDK8S else Engine.FAST
    rendered = synthesise_each(as_declared(loading.select(wanted)), by)
    return dist.in_agreement(rendered) if _are_all(rendered) else rendered


def _require_same(ours: "Attempts[Synthesis]", theirs: "Attempts[Synthesis]") -> None:
    """Show how two renderings of the same environments differ, if they do, and exit."""
    from nexus_gitops.rendering.synthesis import differences

    stop_at_failures({name: theirs.failed[name] for name in ours.made if name in theirs.failed})
    shown = [
        line for name, one in ours.made.items() for line in differences(theirs.made[name], one)
    ]
    say(shown)
    if shown:
        raise typer.Exit(EXIT_DIFFERENT)


def _plan(rendered: "Attempts[Synthesis]") -> "tuple[Change, ...]":
    from nexus_gitops.platform import loading
    from nexus_gitops.platform.project import project
    from nexus_gitops.rendering import dist

    root, known = project().root, loading.names()
    syntheses = tuple(rendered.made.values())
    manifests = dist.plan_applications(root / _DIST, syntheses, known)
    if not _are_all(rendered):
        return (manifests,)
    return (manifests, dist.plan_argocd(root / _ARGOCD, syntheses, known))


def _are_all(rendered: "Attempts[Synthesis]") -> bool:
    """Whether no environment is left out, so that their definitions are written, too."""
    from nexus_gitops.platform import loading

    return {*rendered.made, *rendered.failed} == set(loading.names())


def _result(
    rendered: "Attempts[Synthesis]", changes: "tuple[Change, ...]", check: bool
) -> SynthResult:
    from nexus_gitops.platform.project import project

    shown = project().shown
    return SynthResult(
        check=check,
        environments=tuple(rendered.made),
        rendered=tuple(name for name, one in rendered.made.items() if one.rendered),
        written=tuple(shown(c.root / name) for c in changes for name in c.written),
        removed=tuple(shown(c.root / name) for c in changes for name in c.removed),
        unchanged=sum(change.unchanged for change in changes),
        failed=rendered.failed,
    )
