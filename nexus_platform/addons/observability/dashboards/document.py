"""A dashboard as Grafana reads it: the classic JSON, which every Grafana from 10 on loads.

Heavy to import, so that it is imported where a dashboard is rendered, and nowhere else.
"""

from functools import cache
from string import ascii_uppercase
from typing import Final

import msgspec
from grafana_foundation_sdk.builders import common, dashboard, prometheus, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import (
    DashboardCursorSync,
    DataSourceRef,
)

from nexus_platform.addons.observability.dashboards.board import Board, Panel

SOURCE: Final = "prometheus"
_SOURCE: Final = DataSourceRef(type_val="prometheus", uid=SOURCE)
_WIDTH: Final = 12  # of 24
_HEIGHT: Final = 8


@cache
def document(board: Board, *, environment: str, releases: str) -> str:
    """The JSON of a dashboard.

    Args:
        board: the dashboard.
        environment: whose it is.
        releases: a query that changes with each release, which every graph marks.
    """
    made = (
        dashboard.Dashboard(f"{environment}: {board.title}")
        .uid(f"nexus-{environment}-{board.name}")
        .tags(["nexus", environment])
        .refresh("1m")
        .time("now-6h", "now")
        .timezone("browser")
        .editable()
        .tooltip(DashboardCursorSync.CROSSHAIR)
        .annotation(
            dashboard.AnnotationQuery()
            .name("Releases")
            .datasource(_SOURCE)
            .enable(enable=True)
            .icon_color("blue")
            .expr(releases)
        )
    )
    for panel in board.panels:
        made = made.with_panel(_panel(panel))
    # With an indent json encodes in Python, which takes ten times as long.
    text = JSONEncoder(sort_keys=True, ensure_ascii=False).encode(made.build())
    return msgspec.json.format(text, indent=1)


def _panel(panel: Panel) -> timeseries.Panel:
    made = (
        timeseries.Panel()
        .title(panel.title)
        .description(panel.description)
        .unit(panel.unit)
        .datasource(_SOURCE)
        .span(_WIDTH)
        .height(_HEIGHT)
        .min(0)
        .fill_opacity(10)
        .legend(common.VizLegendOptions().show_legend(show_legend=True))
    )
    for letter, query in zip(ascii_uppercase, panel.queries, strict=False):
        made = made.with_target(
            prometheus.Dataquery().ref_id(letter).expr(query.text).legend_format(query.legend)
        )
    return made
