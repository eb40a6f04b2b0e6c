"""What rules and dashboards ask for, the real services tell, and Prometheus answers with data.

The rules and dashboards are those that are rendered for staging. Prometheus and the exporters are
Debian's. What Kubernetes and Argo CD tell is not here, and is left out by its name; what the
backups tell is asked for in their own tests.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import debian_packages
import httpx
import pytest
import yaml

from nexus_testbed.figures import (
    POSTGRES_EXPORTER,
    PROMETHEUS,
    REDIS_EXPORTER,
    at_work,
    prometheus,
)
from nexus_testbed.platform import Platform
from nexus_testbed.service import wait_until

ROOT = Path(__file__).parents[2]
RENDERED = ROOT / "dist/staging/observability"
ELSEWHERE = re.compile(
    r"(kube|argocd|certmanager|container|fluentbit|prometheus|alertmanager"
    r"|nexus_backup|nexus_restore_test)_\w+|up"
)
NOT_HERE = frozenset(
    {
        "pg_replication_slots_pg_wal_lsn_diff",  # there is no slot
    }
)


@pytest.fixture(scope="module")
def rules() -> str:
    (config,) = RENDERED.glob("core_configmap_prometheus-config-*.yaml")
    return str(yaml.safe_load(config.read_text())["data"]["rules.yml"])


@pytest.fixture(scope="module")
def shown() -> dict[str, list[str]]:
    """The queries of each dashboard."""
    found = {}
    for file in RENDERED.glob("core_configmap_dashboard-*.yaml"):
        for name, text in yaml.safe_load(file.read_text())["data"].items():
            panels = json.loads(text)["panels"]
            found[name] = [target["expr"] for panel in panels for target in panel["targets"]]
    return found


@pytest.fixture
def targets(platform: Platform) -> Iterator[Mapping[str, str]]:
    """Host and port of the figures of each component, all of them at work."""
    exporters = {
        name: debian_packages.program(name, name) for name in (POSTGRES_EXPORTER, REDIS_EXPORTER)
    }
    with at_work(platform, exporters) as told:
        yield told


def test_rules_and_dashboards_name_only_what_the_services_tell(
    targets: Mapping[str, str], platform: Platform, rules: str, shown: dict[str, list[str]]
) -> None:
    told = {
        name
        for target in targets.values()
        for name in re.findall(
            r"^([a-z_][a-zA-Z0-9_]*)[ {]",
            httpx.get(f"http://{target}/metrics", trust_env=False).text,
            re.MULTILINE,
        )
    }
    # What nothing has happened of has no series yet, and is told by its type.
    told |= {
        f"{name}{suffix}"
        for target in targets.values()
        for name in re.findall(
            r"^# TYPE (\w+) ",
            httpx.get(f"http://{target}/metrics", trust_env=False).text,
            re.MULTILINE,
        )
        for suffix in ("", "_total", "_bucket", "_count", "_sum")
    }
    queries = [
        *(rule["expr"] for group in yaml.safe_load(rules)["groups"] for rule in group["rules"]),
        *(query for asked in shown.values() for query in asked),
    ]
    wanted = {name for query in queries for name in re.findall(r"(?<![:\w])([a-z]\w+)\{", query)}

    assert {name for name in wanted if not ELSEWHERE.fullmatch(name)} - told <= NOT_HERE


def test_prometheus_answers_every_query_with_data(
    targets: Mapping[str, str], platform: Platform, rules: str, shown: dict[str, list[str]]
) -> None:
    program = debian_packages.program(PROMETHEUS, PROMETHEUS)
    with prometheus(program, targets, platform.database, rules) as asked:

        def ask(query: str) -> list[Any]:
            answer = asked.get("/api/v1/query", params={"query": query}).json()
            return list(answer["data"]["result"]) if answer["status"] == "success" else []

        queries = {
            query
            for of_board in shown.values()
            for query in of_board
            if not any(map(ELSEWHERE.fullmatch, re.findall(r"([a-z]\w+)\{", query)))
            and not any(name in query for name in NOT_HERE)
        }
        assert queries

        def empty() -> set[str]:
            return {query for query in queries if not ask(query)}

        # A rate needs two scrapes, and a rule of a rule two evaluations.
        with suppress(TimeoutError):
            wait_until(lambda: not empty(), "data", seconds=60, pause=1)
        assert empty() == set()
        firing = {one["metric"]["alertname"] for one in ask('ALERTS{alertstate="firing"}')}
        assert not firing
