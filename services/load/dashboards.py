"""What each dashboard shows of the services at work: `make dashboards` draws it.

The dashboards and rules are those that are rendered for staging. What Kubernetes and Argo CD tell is
not here, so that the panels of it have no lines.
"""

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import yaml  # type: ignore[import-untyped] # its stubs are the tool's alone

from nexus_testbed.figures import POSTGRES_EXPORTER, PROMETHEUS, REDIS_EXPORTER, at_work, prometheus
from nexus_testbed.platform import migrated_platform

_RENDERED: Final = Path(__file__).parents[2] / "dist/staging/observability"
_SECONDS: Final = 600
_STEP_SECONDS: Final = 10


@dataclass(frozen=True)
class Line:
    """One series of a panel.

    Attributes:
        legend: its name.
        points: minutes since the services began to work, and values.
    """

    legend: str
    points: list[tuple[float, float]]


@dataclass(frozen=True)
class Drawn:
    """One panel: its heading, its unit as Grafana names it, and its lines."""

    title: str
    unit: str
    lines: list[Line]


def main() -> None:
    """Let the services work, and print the panels of each dashboard by its title."""
    programs = {name: _unpacked(name) for name in (POSTGRES_EXPORTER, REDIS_EXPORTER, PROMETHEUS)}
    begun = time.time()
    with (
        migrated_platform(["max_connections=300"]) as platform,
        at_work(platform, programs) as targets,
        prometheus(programs[PROMETHEUS], targets, platform.database, _rules()) as asked,
    ):
        time.sleep(_SECONDS)
        told = {
            board["title"]: [asdict(_drawn(asked, panel, begun)) for panel in board["panels"]]
            for board in _boards()
        }
    json.dump(told, sys.stdout)


def _unpacked(name: str) -> Path:
    from debian_packages import unpacked

    return Path(unpacked(name, name)) / "usr/bin" / name


def _rules() -> str:
    (config,) = _RENDERED.glob("core_configmap_prometheus-config-*.yaml")
    return str(yaml.safe_load(config.read_text())["data"]["rules.yml"])


def _boards() -> list[dict[str, Any]]:
    return [
        json.loads(text)
        for file in sorted(_RENDERED.glob("core_configmap_dashboard-*.yaml"))
        for text in yaml.safe_load(file.read_text())["data"].values()
    ]


def _drawn(asked: httpx.Client, panel: Mapping[str, Any], begun: float) -> Drawn:
    lines = [
        line
        for target in panel["targets"]
        for line in _lines(asked, target["expr"], target["legendFormat"], begun)
    ]
    return Drawn(panel["title"], panel["fieldConfig"]["defaults"]["unit"], lines)


def _lines(asked: httpx.Client, query: str, legend: str, begun: float) -> list[Line]:
    within = {"start": begun, "end": time.time(), "step": _STEP_SECONDS}
    answer = asked.get("/api/v1/query_range", params={"query": query, **within}).raise_for_status()
    return [
        Line(
            _named(legend, series["metric"]),
            [((at - begun) / 60, float(value)) for at, value in series["values"]],
        )
        for series in answer.json()["data"]["result"]
    ]


def _named(legend: str, labels: Mapping[str, str]) -> str:
    """A legend with the labels of a series, as Grafana fills it."""
    for name, value in labels.items():
        legend = legend.replace(f"{{{{{name}}}}}", value)
    return legend


if __name__ == "__main__":
    main()
