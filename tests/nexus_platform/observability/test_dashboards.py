"""Dashboards are what Grafana reads, and each of their queries is one that Prometheus understands."""

import json
import re
import subprocess
from pathlib import Path

import debian_packages
import pytest
from situations import RECORDED

from nexus_constructs.configuration import yaml_text
from nexus_gitops.platform import loading
from nexus_platform.addons.observability.dashboards import boards, releases
from nexus_platform.addons.observability.dashboards.board import Board
from nexus_platform.addons.observability.dashboards.document import document
from nexus_platform.addons.observability.rules.scope import Scope
from nexus_platform.addons.observability.wanted import observability
from nexus_platform.environment import Environment


@pytest.fixture(scope="module")
def scope() -> Scope:
    env = loading.load("prod")
    assert isinstance(env, Environment)
    return Scope(env, observability(env), (env.namespace, f"{env.namespace}-observability"))


def queries(found: tuple[Board, ...]) -> list[str]:
    return [query.text for board in found for panel in board.panels for query in panel.queries]


def test_prometheus_understands_every_query(scope: Scope, tmp_path: Path) -> None:
    promtool = debian_packages.program("promtool", "prometheus")
    asked = [*queries(boards(scope)), releases(scope)]
    rules = [{"record": f"query:number:{n}", "expr": text} for n, text in enumerate(asked)]
    told = yaml_text({"groups": [{"name": "queries", "rules": rules}]})
    (tmp_path / "rules.yml").write_text(told)

    run = subprocess.run(
        [promtool, "check", "rules", tmp_path / "rules.yml"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr


def test_what_is_shown_of_rules_is_recorded(scope: Scope) -> None:
    shown = {
        name
        for text in queries(boards(scope))
        for name in re.findall(r"[a-z_]+:[a-z0-9_]+:[a-z0-9_]+", text)
    }
    assert shown
    assert shown <= RECORDED.keys()


def test_a_dashboard_shows_its_panels_side_by_side_and_marks_releases(scope: Scope) -> None:
    for board in boards(scope):
        made = json.loads(document(board, environment="prod", releases=releases(scope)))

        assert made["uid"] == f"nexus-prod-{board.name}"
        assert made["schemaVersion"] == 41  # of Grafana 11; unpinned, the package makes 10's
        assert [panel["title"] for panel in made["panels"]] == [p.title for p in board.panels]
        places = [(p["gridPos"]["x"], p["gridPos"]["y"]) for p in made["panels"]]
        assert len(set(places)) == len(places)
        (mark,) = made["annotations"]["list"]
        assert mark["expr"] == releases(scope)
        for panel in made["panels"]:
            letters = [target["refId"] for target in panel["targets"]]
            assert len(set(letters)) == len(letters)
            assert panel["datasource"] == {"type": "prometheus", "uid": "prometheus"}


def test_each_dashboard_and_each_of_its_panels_has_a_name_of_its_own(scope: Scope) -> None:
    found = boards(scope)
    assert len({board.name for board in found}) == len(found)
    for board in found:
        assert len({panel.title for panel in board.panels}) == len(board.panels)
