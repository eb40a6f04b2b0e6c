"""`make bench`: measure, and write docs/benchmarks.md."""

import argparse
import tempfile
from pathlib import Path
from typing import Final

from benchmarks import report, toolchain
from benchmarks.crowds import crowds
from benchmarks.fleets import Fleets
from benchmarks.histories import Histories
from benchmarks.measure import Subject, measure, wall_time
from benchmarks.publishing import Publishing
from benchmarks.rendering import Chart, Many, Rendering
from benchmarks.validating import Validating
from benchmarks.workbench import Workbench

_CHECKOUT: Final = Path(__file__).parents[1]


def main() -> None:
    """Measure everything in a temporary folder, and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="runs of each subject")
    parser.add_argument("--report", type=Path, default=_CHECKOUT / "docs" / "benchmarks.md")
    options = parser.parse_args()

    tools = toolchain.install(_CHECKOUT / ".cache" / "bench")
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as folder:
        bench = Workbench(Path(folder), _CHECKOUT / ".venv" / "bin" / "nexus-gitops")
        first_run = wall_time(Subject(report.FIRST, lambda: [bench.command("synth")]))
        publishing = Publishing(bench)
        bench.keep_renderings()
        rendering = Rendering(bench, tools)
        validating = Validating(bench)
        fleets = Fleets(bench)
        chart = Chart(bench, tools)
        many = Many(bench, tools)
        histories = Histories(bench)
        subjects = [
            Subject(report.HELP, lambda: [bench.command("--help")]),
            *rendering.subjects,
            *publishing.subjects,
            *validating.subjects,
            *fleets.subjects,
            *chart.subjects,
            *many.subjects,
            *histories.subjects,
        ]
        figures = measure(subjects, rounds=options.rounds)
        publishing.verify()
        at_once = crowds(bench)
    run = report.Run(
        figures=figures,
        rounds=options.rounds,
        first_run=first_run,
        objects=rendering.objects,
        many_objects=many.objects,
        crowds=at_once,
        versions=toolchain.versions(tools),
    )
    options.report.write_text(report.document(run), encoding="utf-8")
    print(f"{options.report.name} is written")


if __name__ == "__main__":
    main()
