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
from nexus_gitops.cli.options import Environments, Output, OutputFormat
from nexus_gitops.cli.output import say, show
from nexus_gitops.errors import EXIT_DIFFERENT, EXIT_OK
from nexus_gitops.terminal import counted

if TYPE_CHECKING:
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

    With `check` they would be changed, but were not.
    """

    check: bool
    environments: tuple[str, ...]
    rendered: tuple[str, ...]
    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
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
        }

    def lines(self) -> Iterable[str]:
        """See `output.Result`."""
        yield from (f"~ {path}" for path in self.written)
        yield from (f"- {path}" for path in self.removed)
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
    """Render environments into dist/; all of them together into argocd/ as well."""
    from nexus_gitops.rendering import dist

    syntheses = _synthesise(tuple(env or ()), engine)
    if engine is RenderedBy.BOTH:
        _require_same(syntheses, _synthesise(tuple(env or ()), RenderedBy.CDK8S))
    changes = _plan(syntheses)
    if not check:
        for change in changes:
            dist.apply(change)
    result = _result(syntheses, changes, check)
    show(result, output)
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
    syntheses = _synthesise((), RenderedBy.CDK8S)
    is_ours = out.resolve() == ours.resolve()
    elsewhere = (dist.plan_applications(out, syntheses, loading.names()),)
    for change in _plan(syntheses) if is_ours else elsewhere:
        dist.apply(change)
    return EXIT_OK


def _synthesise(wanted: tuple[str, ...], engine: RenderedBy) -> "tuple[Synthesis, ...]":
    from nexus_gitops.platform import loading
    from nexus_gitops.rendering.engine import Engine
    from nexus_gitops.rendering.synthesis import Request, synthesise

    requests = [Request(name) for name in loading.select(wanted)]
    return synthesise(requests, Engine.CDK8S if engine is RenderedBy.CDK8S else Engine.FAST)


def _require_same(ours: "tuple[Synthesis, ...]", theirs: "tuple[Synthesis, ...]") -> None:
    """Show how two renderings of the same environments differ, if they do, and exit."""
    from nexus_gitops.rendering.synthesis import differences

    shown = [line for pair in zip(theirs, ours, strict=True) for line in differences(*pair)]
    say(shown)
    if shown:
        raise typer.Exit(EXIT_DIFFERENT)


def _plan(syntheses: "tuple[Synthesis, ...]") -> "tuple[Change, ...]":
    from nexus_gitops.platform import loading
    from nexus_gitops.platform.project import project
    from nexus_gitops.rendering import dist

    root = project().root
    manifests = dist.plan_applications(root / _DIST, syntheses, loading.names())
    if {synthesis.environment for synthesis in syntheses} != set(loading.names()):
        return (manifests,)
    return (manifests, dist.plan_argocd(root / _ARGOCD, syntheses))


def _result(
    syntheses: "tuple[Synthesis, ...]", changes: "tuple[Change, ...]", check: bool
) -> SynthResult:
    from nexus_gitops.platform.project import project

    shown = project().shown
    return SynthResult(
        check=check,
        environments=tuple(synthesis.environment for synthesis in syntheses),
        rendered=tuple(synthesis.environment for synthesis in syntheses if synthesis.rendered),
        written=tuple(shown(c.root / name) for c in changes for name in c.written),
        removed=tuple(shown(c.root / name) for c in changes for name in c.removed),
        unchanged=sum(change.unchanged for change in changes),
    )
