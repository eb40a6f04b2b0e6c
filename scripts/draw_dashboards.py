"""Draws a picture of each dashboard: `python scripts/draw_dashboards.py FIGURES FOLDER`.

FIGURES is what `load.dashboards` prints. It runs in an environment of requirements/drawing.lock.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.ticker import EngFormatter, FuncFormatter, PercentFormatter

_IN_A_ROW: Final = 2
_WIDTH_INCHES: Final = 11.0
_HEIGHT_INCHES: Final = 2.4
_UNITS: Final = {
    "s": EngFormatter("s"),
    "dtdurations": EngFormatter("s"),
    "bytes": EngFormatter("B"),
    "percentunit": PercentFormatter(1.0, decimals=2),
}
_NOTHING: Final = "told by Kubernetes or Argo CD, which are not here"


def main(figures: Path, folder: Path) -> None:
    """Write a picture for each dashboard that shows anything."""
    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "nexus", "font.size": 8, "svg.fonttype": "none"})
    for title, panels in json.loads(figures.read_text("utf-8")).items():
        if not any(panel["lines"] for panel in panels):
            continue
        name = title.partition(": ")[2].lower().replace(" ", "-")
        _draw(title, panels, folder / f"dashboard-{name}.svg")


def _draw(title: str, panels: list[dict[str, Any]], picture: Path) -> None:
    rows = -(-len(panels) // _IN_A_ROW)
    size = (_WIDTH_INCHES, rows * _HEIGHT_INCHES + 0.5)
    drawn, grid = pyplot.subplots(
        rows, _IN_A_ROW, figsize=size, squeeze=False, layout="constrained"
    )
    drawn.suptitle(title, fontsize=11)
    places = list(grid.flat)
    for place, panel in zip(places, panels, strict=False):
        _panel(place, panel)
    for place in places[len(panels) :]:
        place.set_visible(False)
    drawn.savefig(picture, metadata={"Date": None})
    pyplot.close(drawn)


def _panel(place: Axes, panel: dict[str, Any]) -> None:
    place.set_title(panel["title"], loc="left", fontsize=9)
    if not panel["lines"]:
        place.text(0.5, 0.5, _NOTHING, ha="center", va="center", color="grey")
        place.set_axis_off()
        return
    for line in panel["lines"]:
        place.plot(*zip(*line["points"], strict=True), label=line["legend"], linewidth=1)
    place.set_ylim(0, place.get_ylim()[1] * 1.1)
    place.grid(alpha=0.3)
    place.xaxis.set_major_formatter(FuncFormatter(lambda minutes, _: f"{minutes:g} min"))
    if panel["unit"] in _UNITS:
        place.yaxis.set_major_formatter(_UNITS[panel["unit"]])
    place.legend(fontsize=6, loc="best")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
