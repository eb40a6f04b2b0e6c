"""Each rule fires when it should and not when it should not, as Prometheus itself works it out."""

import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import debian_packages
import pytest
import yaml
from msgspec import structs
from series import Series, as_cluster
from situations import ALERTS, ARCHIVE_ALERTS, RECORDED, Firing

from nexus_constructs.configuration import yaml_text
from nexus_constructs.prometheus_rules import Alert, Group, Recording
from nexus_gitops.platform import loading
from nexus_gitops.platform.environment import KubernetesVersions
from nexus_platform.addons.observability.rules import groups
from nexus_platform.addons.observability.rules.scope import Scope, documents
from nexus_platform.addons.observability.settings import Operator
from nexus_platform.addons.observability.wanted import observability
from nexus_platform.composition import everywhere
from nexus_platform.database import CloudNativePg
from nexus_platform.environment import Environment
from nexus_platform.parts import PARTS

RUNBOOKS = Path(__file__).parents[3] / "docs/runbooks"


@pytest.fixture(scope="module")
def promtool() -> Path:
    return debian_packages.program("promtool", "prometheus")


def scope_of(name: str) -> Scope:
    env = loading.load(name)
    assert isinstance(env, Environment)
    return Scope(env, observability(env), tuple(everywhere(env, PARTS)))


PROD = scope_of("prod")
CLUSTER = replace(
    PROD,
    env=structs.replace(
        PROD.env,
        database=CloudNativePg(),
        kubernetes=KubernetesVersions(oldest="1.29", newest="1.37"),
    ),
)
GROUPS = groups(PROD)
RULES = {rule.name: rule for group in GROUPS for rule in group.rules}
(ARCHIVE,) = (group for group in groups(CLUSTER) if group.name == "archive")
ALL_ALERTS = {name: rule for name, rule in RULES.items() if isinstance(rule, Alert)}


def test_every_rule_has_tests_and_every_test_a_rule() -> None:
    assert ALERTS.keys() == ALL_ALERTS.keys()
    assert RECORDED.keys() == {n for n, rule in RULES.items() if isinstance(rule, Recording)}
    assert ARCHIVE_ALERTS.keys() == {rule.name for rule in ARCHIVE.rules}
    told = (*ALERTS.values(), *ARCHIVE_ALERTS.values())
    assert all(situation.fires and situation.quiet for situation in told)


def test_backups_are_watched_where_there_are_some() -> None:
    without = replace(PROD, env=structs.replace(PROD.env, backup=None))
    missing = {group.name for group in GROUPS} - {group.name for group in groups(without)}
    assert missing == {"backups"}


def test_every_alert_has_a_runbook_and_every_runbook_an_alert() -> None:
    known = {*ALL_ALERTS, *ARCHIVE_ALERTS}
    assert {path.stem for path in RUNBOOKS.glob("*.md")} - {"README"} == known
    for name in known:
        text = (RUNBOOKS / f"{name}.md").read_text()
        assert re.search(rf"^# {name}$", text, re.MULTILINE)
        assert re.search(r"^## What to do$", text, re.MULTILINE)


def test_prometheus_fires_and_keeps_quiet_as_told(promtool: Path, tmp_path: Path) -> None:
    for group in GROUPS:
        # Those that look far back are worked out less often, which takes Prometheus as much less.
        for interval, tests in by_length(told_of(group)).items():
            (tmp_path / f"{group.name}.yml").write_text(yaml_text(documents(PROD, [group])))
            told = {
                "rule_files": [f"{group.name}.yml"],
                "evaluation_interval": interval,
                "tests": tests,
            }
            (tmp_path / f"{group.name}-{interval}-test.yml").write_text(yaml.safe_dump(told))

    run = worked_out(promtool, tmp_path)

    assert run.returncode == 0, run.stdout + run.stderr


def test_what_an_operators_servers_tell_fires_and_keeps_quiet_alike(
    promtool: Path, tmp_path: Path
) -> None:
    (database,) = (group for group in groups(CLUSTER) if group.name == "database")
    write_rules(tmp_path, (database, ARCHIVE), CLUSTER)
    tests = []
    for test in (*told_of(database), *told_of(ARCHIVE)):
        series = {one["series"]: one["values"] for one in test["input_series"]}
        if any(one.startswith("pg_") for one in series):
            test["input_series"] = inputs(as_cluster(series))
        for one in test.get("alert_rule_test", ()):
            for alert in one["exp_alerts"]:
                if alert["exp_labels"].get("job") == "postgres":
                    alert["exp_labels"]["job"] = "database"
        tests.append(test)
    for interval, some in by_length(tests).items():
        told = {"rule_files": ["rules.yml"], "evaluation_interval": interval, "tests": some}
        (tmp_path / f"{interval}-test.yml").write_text(yaml.safe_dump(told))

    run = worked_out(promtool, tmp_path)

    assert run.returncode == 0, run.stdout + run.stderr


def test_prometheus_notices_an_alert_that_does_not_fire(promtool: Path, tmp_path: Path) -> None:
    """The test above can fail."""
    write_rules(tmp_path, GROUPS)
    (series,) = ALERTS["DatabaseConnectionsRunOut"].quiet
    wrong = fires("DatabaseConnectionsRunOut", Firing(series, "10m", "85%"))
    told = {"rule_files": ["rules.yml"], "evaluation_interval": "1m", "tests": [wrong]}
    (tmp_path / "quiet-test.yml").write_text(yaml.safe_dump(told))

    assert worked_out(promtool, tmp_path).returncode != 0


@pytest.mark.parametrize("name", ["staging", "prod"])
@pytest.mark.parametrize("stack", ["as it is", "the cluster's"])
def test_prometheus_takes_the_rules(name: str, stack: str, promtool: Path, tmp_path: Path) -> None:
    scope = scope_of(name)
    if stack == "the cluster's":
        said = type(scope.observability)(stack=Operator(), cert_manager="cert-manager")
        scope = Scope(scope.env, said, scope.namespaces)
    write_rules(tmp_path, groups(scope), scope)

    run = subprocess.run(
        [promtool, "check", "rules", "rules.yml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr


def test_rules_are_about_their_own_environment_alone() -> None:
    """A cluster's Prometheus keeps the figures of others too."""
    for rule in RULES.values():
        for selector in re.findall(r"[a-z_:0-9]+\{([^}]*)\}", rule.query):
            assert 'namespace="nexus-prod"' in selector or "nexus-prod" in selector


def worked_out(promtool: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """What promtool says of the tests of rules in a folder."""
    files = sorted(path.name for path in folder.glob("*-test.yml"))
    assert files
    return subprocess.run(
        [promtool, "test", "rules", *files],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def write_rules(folder: Path, found: tuple[Group, ...], scope: Scope = PROD) -> None:
    (folder / "rules.yml").write_text(yaml_text(documents(scope, found)))


def told_of(group: Group) -> Iterator[dict[str, Any]]:
    for rule in group.rules:
        if isinstance(rule, Recording):
            yield records(rule.name)
            continue
        told = {**ALERTS, **ARCHIVE_ALERTS}[rule.name]
        for one in told.fires:
            yield fires(rule.name, one)
        for series in told.quiet:
            yield quiet(rule.name, series, told.fires[0].at)


def by_length(tests: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for test in tests:
        (one,) = test.get("alert_rule_test") or test["promql_expr_test"]
        found.setdefault("10m" if one["eval_time"].endswith("h") else "1m", []).append(test)
    return found


def alerts_of(group: Group) -> Iterator[Alert]:
    return (rule for rule in group.rules if isinstance(rule, Alert))


def inputs(series: Series) -> list[dict[str, str]]:
    return [{"series": name, "values": values} for name, values in series.items()]


def fires(name: str, firing: Firing) -> dict[str, Any]:
    alert = {**ALL_ALERTS, **{one.name: one for one in alerts_of(ARCHIVE)}}[name]
    labels = {"severity": alert.severity, "environment": "prod", **firing.labels}
    annotations = {
        "summary": firing.summary,
        "runbook_url": f"{PROD.observability.runbooks}/{name}.md",
    }
    expected = [{"exp_labels": labels, "exp_annotations": annotations}]
    return alert_test(f"{name} fires", name, firing.series, firing.at, expected)


def quiet(name: str, series: Series, at: str) -> dict[str, Any]:
    return alert_test(f"{name} is quiet", name, series, at, [])


def alert_test(
    title: str, name: str, series: Series, at: str, expected: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "name": title,
        "interval": "1m",
        "input_series": inputs(series),
        "alert_rule_test": [{"eval_time": at, "alertname": name, "exp_alerts": expected}],
    }


def records(name: str) -> dict[str, Any]:
    told = RECORDED[name]
    labels = ", ".join(f'{label}="{value}"' for label, value in told.labels.items())
    return {
        "name": name,
        "interval": "1m",
        "input_series": inputs(told.series),
        "promql_expr_test": [
            {
                "expr": f"round({name}, 0.001)",
                "eval_time": told.at,
                "exp_samples": [{"labels": f"{{{labels}}}", "value": told.value}],
            }
        ],
    }
