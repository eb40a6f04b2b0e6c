"""What is asked of a real Prometheus: alerts of one environment, and targets that are down."""

import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from socket import create_server

import debian_packages
import pytest
import yaml

from nexus_gitops.errors import UnreachableError
from nexus_gitops.operations.alerts import ask
from nexus_gitops.platform.figures import FigureStore

STORE = FigureStore("nexus-prod-observability", "prometheus", 9090)
_START_SECONDS = 60


def free_port() -> int:
    with create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def rule(name: str, environment: str, severity: str, **waits: str) -> dict[str, object]:
    labels = {"environment": environment, "severity": severity}
    said = {"summary": f"{name} happened"}
    return {"alert": name, "expr": "vector(1)", "labels": labels, "annotations": said, **waits}


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """One that asks itself, and somebody who is not there, for each of two environments; its port."""
    program = debian_packages.program("prometheus", "prometheus")
    folder, port, nobody = tmp_path_factory.mktemp("prometheus"), free_port(), free_port()
    rules = [
        rule("Slow", "prod", "warning"),
        rule("Broken", "prod", "critical"),
        rule("Elsewhere", "staging", "critical"),
        rule("NotYet", "prod", "critical", **{"for": "1h"}),
    ]
    asked = [
        {"targets": [f"127.0.0.1:{port}"], "labels": {"namespace": "nexus-prod"}},
        {"targets": [f"127.0.0.1:{nobody}"], "labels": {"namespace": "nexus-prod", "pod": "one"}},
        {"targets": [f"127.0.0.1:{nobody}"], "labels": {"namespace": "others", "pod": "two"}},
    ]
    config = {
        "global": {"scrape_interval": "100ms", "evaluation_interval": "100ms"},
        "rule_files": ["rules.yml"],
        "scrape_configs": [{"job_name": "pods", "static_configs": asked}],
    }
    (folder / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "a", "rules": rules}]}))
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    with subprocess.Popen(
        [
            *(str(program), f"--config.file={folder / 'prometheus.yml'}"),
            *(f"--storage.tsdb.path={folder / 'data'}", f"--web.listen-address=127.0.0.1:{port}"),
        ],
        stderr=subprocess.DEVNULL,
    ) as process:
        deadline = time.monotonic() + _START_SECONDS
        while not has_looked(port):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield port
        process.kill()


def has_looked(port: int) -> bool:
    """Whether it has worked out its rules, and asked everybody."""
    try:
        said = ask(port, STORE, "prod")
    except UnreachableError:
        return False
    return len(said.firing) == 2 and len(said.down) == 2


def test_alerts_that_fire_for_the_environment_are_told_the_critical_ones_first(
    prometheus: int,
) -> None:
    said = ask(prometheus, STORE, "prod")
    assert [(one.alert, one.severity, one.summary) for one in said.firing] == [
        ("Broken", "critical", "Broken happened"),
        ("Slow", "warning", "Slow happened"),
    ]
    assert all(one.since for one in said.firing)
    assert [one.alert for one in ask(prometheus, STORE, "staging").firing] == ["Elsewhere"]
    assert ask(prometheus, STORE, "dev").firing == ()


def test_targets_that_are_down_are_told_and_of_a_shared_prometheus_ours_alone(
    prometheus: int,
) -> None:
    own = ask(prometheus, STORE, "prod").down
    assert [one.target for one in own] == ["one", "two"]
    assert all("refused" in one.reason for one in own)
    shared = ask(prometheus, replace(STORE, namespaces=frozenset({"nexus-prod"})), "prod").down
    assert [one.target for one in shared] == ["one"]


def test_one_that_is_not_there_is_told() -> None:
    with pytest.raises(UnreachableError, match="Prometheus does not answer"):
        ask(free_port(), STORE, "prod")
