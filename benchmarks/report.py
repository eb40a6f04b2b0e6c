"""docs/benchmarks.md: ratios first, seconds beside them, and whether the aims were met."""

import math
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.crowds import Crowd
from benchmarks.measure import Figures
from benchmarks.peers import HELM, JSONNET, KAPITAN, KUSTOMIZE

HELP: Final = "`nexus-gitops --help`"
FIRST: Final = "synth, the first one after the installation"
COLD: Final = "synth, everything to render"
COLD_CDK8S: Final = "synth by cdk8s itself, everything to render"
UNCHANGED: Final = "synth, nothing changed"
CHART: Final = "chart, all of it"
HELM_CHART: Final = "`helm template` of our chart, three runs"
JAVASCRIPT: Final = "the same app for cdk8s in JavaScript"
PUBLISH_UNCHANGED: Final = "publish, nothing changed"
PUBLISH_CHANGE: Final = "publish, one change, rendered before"
PUBLISH_RENDERED: Final = "publish, one change, rendered now"
LARGE_UNCHANGED: Final = "publish beside 50,000 files, nothing changed"
LARGE_CHANGE: Final = "publish beside 50,000 files, one change, rendered before"
LARGE_FIRST: Final = "publish beside 50,000 files, one change, rendered before, no mirror yet"
FLEET_SIZES: Final = (200, 1000)
FLEET_UNCHANGED: Final = "synth of 200 environments, nothing changed"
FLEET_CHANGED: Final = "synth of 200 environments, one image of one changed"
LARGE_FLEET_UNCHANGED: Final = "synth of 1,000 environments, nothing changed"
MANY: Final = "synth of 500 workloads, everything to render"
MANY_JAVASCRIPT: Final = "500 workloads in JavaScript"
VALIDATE_COLD: Final = "validate of three environments, everything to render and to check"
VALIDATE_LARGE: Final = "validate of 5,000 objects, rendered before, everything to check"
VALIDATE_LARGE_UNCHANGED: Final = "validate of 5,000 objects, nothing changed"

HISTORY_FIRST: Final = "history of 10,000 releases, first page, no mirror yet"
HISTORY_MORE: Final = "history of 10,000 releases, first page, after one more commit"

_GROWTH: Final = "synth from 200 to 1,000 environments, nothing changed"
_FEW: Final = 4
_MANY_AT_ONCE: Final = 32
_THRONG: Final = f"a release among {_MANY_AT_ONCE} publishers at once, beside among {_FEW}"
_MEBIBYTE: Final = 1024 * 1024

_METHOD: Final = """\
## How it is measured

- A figure is the median of {rounds} runs. Before them each subject runs once to warm caches up
  and to take its memory. A round runs every subject once and each round begins with another
  one, so that noise hits all alike. A ratio is the median of the ratios within each round. On
  a machine that has other work the seconds grow, and the ratios stay near.
- Time is wall time around whole processes, from start to exit. Peers write their output into
  files, as `synth` does.
- Memory is the largest sum, over the processes alive together, of the peak resident size of
  each. Python and the Node that jsii starts count together, and so do `git` processes.
- "Everything to render" means that the cache holds no manifests, but compiled Python and jsii's
  unpacked packages, which only the first run after an installation has to make. The files of
  the last synth are there, so that they are compared and not written.
- Publishing goes to bare repositories over `file://`, from a Git checkout. With "one change" two
  checkouts that differ in the tag of one image are published in turn. Every publish includes
  validation, whose findings are kept with the manifests: "rendered before" has both, "rendered
  now" has neither.
- The run fails unless each peer's output equals ours object by object and field by field, unless
  synth rendered what its name says, and unless each publish made one commit or none.

## What the peers are

- Kustomize: the manifests as resources of one kustomization for each environment, without an
  overlay or a patch.
- Helm: the manifests as templates of one chart for each environment; namespace, instance,
  images, replicas and versions come from its values. There are no helpers, conditions or loops,
  so that it does less than a chart written by hand. Our own chart has conditions, quantities as
  exact numbers, checksums, a schema and what it refuses, as charts for others have.
- Jsonnet, as built from Go: a program for each environment that writes out the same objects, with
  the same values in a file beside it. Kapitan: the same objects in Jsonnet, as a target for each
  environment, with those values in its inventory; it compiles all targets in one run.
- JavaScript: a cdk8s app that builds the same objects from the same typed classes, but reads
  what is in them from JSON and validates nothing. It loads the typed classes alone, without
  the rest of cdk8s-plus-27.
- None of them includes the Argo CD definitions, which `synth` renders as well.
"""


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that one run found out.

    Attributes:
        figures: by subject.
        rounds: how often each subject ran.
        first_run: seconds that the first synth took, without any cache.
        objects: how many objects the three environments have.
        many_objects: how many objects the 500 workloads have.
        crowds: what many publishers at once came to.
        versions: of the tools.
    """

    figures: Mapping[str, Figures]
    rounds: int
    first_run: float
    objects: int
    many_objects: int
    crowds: Sequence[Crowd]
    versions: Mapping[str, str]

    def seconds(self, name: str) -> float:
        """Median wall time of a subject."""
        return self.figures[name].median

    def ratio(self, name: str, other: str) -> float:
        """How many times as long one subject takes as another."""
        return self.figures[name].ratio_to(self.figures[other])


@dataclass(frozen=True, slots=True)
class _Aim:
    """A figure that should not be above a limit; both are in `unit`."""

    what: str
    figure: float
    limit: float
    unit: str

    @property
    def met(self) -> bool:
        return self.figure <= self.limit

    def row(self) -> tuple[str, ...]:
        verdict = "met" if self.met else f"missed by {self.figure / self.limit - 1:.0%}"
        return (
            self.what,
            f"{self.limit:g} {self.unit}",
            f"**{self.figure:.2f}** {self.unit}",
            verdict,
        )


def document(run: Run) -> str:
    """The whole text of docs/benchmarks.md."""
    parts = (
        "# Benchmarks\n",
        (
            "Written by `make bench` from one run; not to be edited. The services under load:"
            " [benchmarks-services.md](benchmarks-services.md).\n"
        ),
        _headline(run),
        _aims(run),
        _rendering(run),
        _publishing(run),
        _validating(run),
        _fleets(run),
        _chart(run),
        _many(run),
        _METHOD.format(rounds=run.rounds),
        _machine(run),
    )
    return "\n".join(parts)


def _headline(run: Run) -> str:
    return (
        f"Three environments of {run.objects} objects in all. With nothing changed, `synth` takes"
        f" **{run.ratio(UNCHANGED, HELM):.1f} x** and `publish`"
        f" **{run.ratio(PUBLISH_UNCHANGED, HELM):.1f} x** the time of {HELM}, which render the"
        f" same; `synth` with everything to render takes"
        f" **{run.ratio(COLD, JAVASCRIPT):.1f} x** the time of {JAVASCRIPT}.\n"
    )


def _aims(run: Run) -> str:
    per_object = 1000 * run.seconds(MANY) / run.many_objects
    aims = (
        _Aim(UNCHANGED, run.ratio(UNCHANGED, HELM), 1, "x Helm"),
        _Aim(PUBLISH_UNCHANGED, run.ratio(PUBLISH_UNCHANGED, HELM), 1, "x Helm"),
        _Aim(COLD, run.ratio(COLD, HELM), 1.5, "x Helm"),
        _Aim(COLD, run.ratio(COLD, JAVASCRIPT), 3, "x JavaScript"),
        _Aim(FLEET_UNCHANGED, run.seconds(FLEET_UNCHANGED), 1, "s"),
        _Aim(FLEET_CHANGED, run.seconds(FLEET_CHANGED), 1.2, "s"),
        _Aim(_GROWTH, _growth(run), 1.05, "as exponent"),
        _Aim(LARGE_CHANGE, run.seconds(LARGE_CHANGE), 0.4, "s"),
        _Aim(LARGE_FIRST, run.seconds(LARGE_FIRST), 0.4, "s"),
        _Aim(HISTORY_FIRST, run.seconds(HISTORY_FIRST), 1, "s"),
        _Aim(_THRONG, _slowdown(run), 1, "x"),
        _Aim(VALIDATE_LARGE, run.seconds(VALIDATE_LARGE), 3, "s"),
        _Aim(VALIDATE_LARGE_UNCHANGED, run.seconds(VALIDATE_LARGE_UNCHANGED), 0.3, "s"),
        _Aim(MANY, per_object, 2, "ms an object"),
        _Aim(HELP, run.ratio(HELP, HELM), 0.5, "x Helm"),
        _Aim(CHART, run.seconds(CHART), 3, "s"),
    )
    met = sum(aim.met for aim in aims)
    table = _table(("What", "At most", "This run", "Aim"), [aim.row() for aim in aims])
    return f"## Aims\n\nThis run met {met} of {len(aims)}.\n\n{table}"


def _rendering(run: Run) -> str:
    names = (UNCHANGED, COLD, COLD_CDK8S, HELM, KUSTOMIZE, JSONNET, KAPITAN, JAVASCRIPT, HELP)
    references = {
        "Helm": HELM,
        "Kustomize": KUSTOMIZE,
        "Jsonnet": JSONNET,
        "Kapitan": KAPITAN,
        "JavaScript": JAVASCRIPT,
    }
    first = (
        f"The first synth after the installation, which compiles Python and unpacks jsii's"
        f" packages, took {run.first_run:.1f} s.\n"
    )
    return f"## Rendering\n\n{_figures(run, names, references)}\n{first}"


def _chart(run: Run) -> str:
    return f"## The Helm chart\n\n{_figures(run, (CHART, HELM_CHART, HELM), {'Helm': HELM})}"


def _publishing(run: Run) -> str:
    names = (
        PUBLISH_UNCHANGED,
        PUBLISH_CHANGE,
        PUBLISH_RENDERED,
        LARGE_UNCHANGED,
        LARGE_CHANGE,
        LARGE_FIRST,
        HISTORY_FIRST,
        HISTORY_MORE,
    )
    return f"## Publishing\n\n{_figures(run, names, {'Helm': HELM})}\n{crowds_section(run.crowds)}"


def crowds_section(crowds: Sequence[Crowd]) -> str:
    """How many publishers of one branch get on with each other."""
    rows = [
        (
            str(crowd.publishers),
            str(crowd.published),
            str(crowd.lost),
            f"{crowd.seconds:.1f}",
            f"{crowd.published / crowd.seconds:.2f}",
        )
        for crowd in crowds
    ]
    header = ("Publishers at once", "Released", "Lost", "Seconds", "Releases a second")
    return (
        "Publishers of one branch at once, each with an environment of 40 objects and a mirror of"
        f" its own; a release changes one object.\n\n{_table(header, rows)}"
    )


def _slowdown(run: Run) -> float:
    """How many times as long a release takes among many publishers as among few."""
    seconds = {crowd.publishers: crowd.seconds / crowd.published for crowd in run.crowds}
    return seconds[_MANY_AT_ONCE] / seconds[_FEW]


def _validating(run: Run) -> str:
    names = (VALIDATE_COLD, VALIDATE_LARGE, VALIDATE_LARGE_UNCHANGED)
    return f"## Validating\n\n{_figures(run, names, {'Helm': HELM})}"


def _fleets(run: Run) -> str:
    names = (FLEET_UNCHANGED, FLEET_CHANGED, LARGE_FLEET_UNCHANGED)
    return f"## Many environments\n\n{_figures(run, names, {'Helm': HELM})}"


def _growth(run: Run) -> float:
    """The power of the number of environments that the time of synth grows with."""
    small, large = FLEET_SIZES
    ratio = run.ratio(LARGE_FLEET_UNCHANGED, FLEET_UNCHANGED)
    return math.log(ratio) / math.log(large / small)


def _many(run: Run) -> str:
    rows = [
        (
            name,
            f"{1000 * run.seconds(name) / run.many_objects:.2f}",
            f"{run.ratio(name, MANY_JAVASCRIPT):.1f}",
            *_absolute(run.figures[name]),
        )
        for name in (MANY, MANY_JAVASCRIPT)
    ]
    header = ("What", "ms an object", "x JavaScript", "Seconds", "Fastest-slowest", "Memory")
    return (
        f"## Many workloads\n\nOne environment of {run.many_objects} objects: each workload is a"
        " Deployment, a Service, a ServiceAccount and a PodDisruptionBudget.\n\n"
        f"{_table(header, rows)}"
    )


def _machine(run: Run) -> str:
    versions = ", ".join(f"{tool} {number}" for tool, number in run.versions.items())
    machine = f"{platform.system()} on {platform.machine()}, {os.cpu_count()} cores"
    load = f"with a load average of {os.getloadavg()[2]:.0f}"
    return f"## Where it ran\n\n{machine}, {load}. {versions}.\n"


def _figures(run: Run, names: Sequence[str], references: Mapping[str, str]) -> str:
    rows = [
        (
            name,
            *(f"{run.ratio(name, reference):.2f}" for reference in references.values()),
            *_absolute(run.figures[name]),
        )
        for name in names
    ]
    ratios = [f"x {short}" for short in references]
    return _table(("What", *ratios, "Seconds", "Fastest-slowest", "Memory"), rows)


def _absolute(figures: Figures) -> tuple[str, ...]:
    return (
        f"{figures.median:.2f}",
        f"{min(figures.seconds):.2f}-{max(figures.seconds):.2f}",
        f"{figures.peak_bytes / _MEBIBYTE:.0f} MiB",
    )


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
