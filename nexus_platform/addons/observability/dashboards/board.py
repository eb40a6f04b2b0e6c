"""Dashboards as data: which queries are shown, under which heading, in which unit."""

from dataclasses import dataclass
from typing import Literal

Unit = Literal["short", "s", "bytes", "percentunit", "reqps", "ops", "cores", "dtdurations"]
"""As Grafana names it."""


@dataclass(frozen=True, slots=True)
class Query:
    """One query of a panel.

    Attributes:
        text: in PromQL.
        legend: names each series by its labels, as `{{pod}}`.
    """

    text: str
    legend: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One graph.

    Attributes:
        title: what it shows.
        unit: see `Unit`.
        queries: what is drawn.
        description: what it means where that is not plain; "" otherwise.
    """

    title: str
    unit: Unit
    queries: tuple[Query, ...]
    description: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """One dashboard.

    Attributes:
        name: of its file, and part of its address.
        title: as people find it.
        panels: in order, two in a row.
    """

    name: str
    title: str
    panels: tuple[Panel, ...]
