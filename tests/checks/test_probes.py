"""Long-running containers can be asked how they are, and get time to stop."""

from typing import Any

import pytest

from nexus_gitops.checks.findings import Severity
from nexus_gitops.checks.probes import check_probes

SPEC = "spec.template.spec"
WEB = f"{SPEC}.containers[0]"
GRACE = f"{SPEC}.terminationGracePeriodSeconds"


@pytest.mark.parametrize("probe", ["readinessProbe", "livenessProbe"])
@pytest.mark.parametrize("title", ["Deployment/web", "StatefulSet/db"])
def test_what_runs_long_needs_both_probes(
    environment: Any, where: Any, title: str, probe: str
) -> None:
    found = check_probes(environment.without_field(title, f"{WEB}.{probe}"))
    assert where(found) == [(title, "probe-missing", f"{WEB}.{probe}")]


def test_a_sidecar_runs_long_and_an_init_container_does_not(environment: Any) -> None:
    place = f"{SPEC}.initContainers"
    setup = {"name": "setup"}
    assert check_probes(environment.with_field("Deployment/web", place, [setup])) == ()
    sidecar = {"name": "proxy", "restartPolicy": "Always"}
    found = check_probes(environment.with_field("Deployment/web", place, [sidecar]))
    assert [finding.rule for finding in found] == ["probe-missing", "probe-missing"]


@pytest.mark.parametrize(
    ("handler", "action", "port"),
    [
        ("readinessProbe", "httpGet", "metrics"),
        ("livenessProbe", "httpGet", 9090),
        ("startupProbe", "tcpSocket", "metrics"),
        ("startupProbe", "grpc", 9090),
        ("lifecycle.preStop", "httpGet", "metrics"),
    ],
)
def test_a_port_that_the_container_does_not_declare_is_found(
    environment: Any, handler: str, action: str, port: str | int
) -> None:
    place = f"{WEB}.{handler}.{action}.port"
    found = check_probes(environment.with_field("Deployment/web", place, port))
    (finding,) = (finding for finding in found if finding.rule == "probe-port")
    assert (finding.object, finding.field) == ("Deployment/web", place)
    assert finding.fix == "name one of its ports: http"


def test_a_port_of_another_container_does_not_count(environment: Any, where: Any) -> None:
    containers = environment["Deployment/web"]["spec"]["template"]["spec"]["containers"]
    second = {**containers[0], "name": "second", "ports": []}
    objects = environment.with_field("Deployment/web", f"{SPEC}.containers", [*containers, second])
    assert {finding.rule for finding in check_probes(objects)} == {"probe-port"}


def test_one_path_for_both_probes_is_a_warning(environment: Any, where: Any) -> None:
    place = f"{WEB}.livenessProbe.httpGet.path"
    ready = f"{WEB}.readinessProbe.httpGet.path"
    found = check_probes(environment.with_field("Deployment/web", ready, "/health"))
    assert where(found) == [("Deployment/web", "probe-shared-path", place)]
    assert found[0].severity is Severity.WARNING


def test_one_path_for_both_probes_is_fine_where_liveness_is_patient(environment: Any) -> None:
    probe = {"httpGet": {"path": "/health", "port": "http"}, "failureThreshold": 1}
    objects = environment.with_field("Deployment/web", f"{WEB}.readinessProbe", probe)
    assert check_probes(objects) == ()


def test_liveness_does_not_ask_for_readiness(environment: Any, where: Any) -> None:
    place = f"{WEB}.livenessProbe.httpGet.path"
    found = check_probes(environment.with_field("Deployment/web", place, "/readyz"))
    assert where(found) == [("Deployment/web", "probe-liveness-path", place)]


def test_a_rollout_does_not_wait_past_its_deadline(environment: Any, where: Any) -> None:
    place = f"{WEB}.readinessProbe.initialDelaySeconds"
    found = check_probes(environment.with_field("Deployment/web", place, 600))
    assert where(found) == [("Deployment/web", "probe-deadline", place)]


def test_a_port_speaks_one_scheme(environment: Any, where: Any) -> None:
    place = f"{WEB}.livenessProbe.httpGet.scheme"
    found = check_probes(environment.with_field("Deployment/web", place, "HTTPS"))
    assert where(found) == [("Deployment/web", "probe-scheme", place)]


@pytest.mark.parametrize(("failures", "found"), [(1, True), (2, False)])
def test_a_container_gets_time_to_start(environment: Any, failures: int, found: Any) -> None:
    place = f"{WEB}.livenessProbe.failureThreshold"
    rules = {
        f.rule for f in check_probes(environment.with_field("Deployment/web", place, failures))
    }
    assert ("probe-window" in rules) is found


@pytest.mark.parametrize(
    "hook",
    [
        {"exec": {"command": ["sleep", "40"]}},
        {"exec": {"command": ["/bin/sleep", "30"]}},
        {"exec": {"command": ["sh", "-c", "nginx -s quit; sleep 30"]}},
        {"sleep": {"seconds": 30}},
    ],
)
def test_a_grace_period_that_ends_in_the_pre_stop_hook_is_found(
    environment: Any, where: Any, hook: dict[str, Any]
) -> None:
    place = f"{WEB}.lifecycle.preStop"
    found = check_probes(environment.with_field("Deployment/web", place, hook))
    assert where(found) == [("Deployment/web", "grace-period", GRACE)]


@pytest.mark.parametrize(
    "hook",
    [
        {"exec": {"command": ["sleep", "29"]}},
        {"exec": {"command": ["sleep", "infinity-and-40"]}},
        {"exec": {"command": ["./oversleep 40"]}},
        {"httpGet": {"path": "/drain", "port": "http"}},
    ],
)
def test_a_grace_period_beyond_the_pre_stop_hook_is_fine(
    environment: Any, hook: dict[str, Any]
) -> None:
    place = f"{WEB}.lifecycle.preStop"
    assert check_probes(environment.with_field("Deployment/web", place, hook)) == ()


def test_the_grace_period_is_thirty_seconds_unless_it_is_said(environment: Any) -> None:
    objects = environment.without_field("Deployment/web", GRACE)
    assert check_probes(objects) == ()
    for obj in objects:
        if obj["kind"] == "Deployment":
            container = obj["spec"]["template"]["spec"]["containers"][0]
            container["lifecycle"]["preStop"] = {"sleep": {"seconds": 30}}
    assert [finding.rule for finding in check_probes(objects)] == ["grace-period"]


@pytest.mark.parametrize(
    ("probe", "said"),
    [
        ({"periodSeconds": 5}, "nothing"),
        ({"exec": {}}, "nothing"),
        ({"exec": {"command": ["true"]}, "httpGet": {"port": "http"}}, "exec and httpGet"),
    ],
)
def test_a_probe_does_one_thing(
    environment: Any, where: Any, probe: dict[str, Any], said: str
) -> None:
    place = "spec.template.spec.containers[0].readinessProbe"
    found = check_probes(environment.with_field("Deployment/web", place, probe))
    assert where(found) == [("Deployment/web", "probe-action", place)]
    assert found[0].message == f"names {said} to do"


def test_a_rollout_that_is_over_before_a_start_is_found(environment: Any, where: Any) -> None:
    place = "spec.progressDeadlineSeconds"
    found = check_probes(environment.with_field("Deployment/web", place, 5))
    assert where(found) == [("Deployment/web", "probe-deadline", place)]


def test_one_slow_answer_is_no_death(environment: Any, where: Any) -> None:
    probe = {"httpGet": {"path": "/health", "port": "http"}}
    impatient = {**probe, "periodSeconds": 1, "failureThreshold": 1}
    objects = environment.with_field("Deployment/web", f"{WEB}.livenessProbe", impatient)
    for obj in objects:
        if obj["kind"] == "Deployment":
            obj["spec"]["template"]["spec"]["containers"][0]["startupProbe"] = {
                **probe,
                "failureThreshold": 60,
            }
    assert where(check_probes(objects)) == [
        ("Deployment/web", "probe-window", f"{WEB}.livenessProbe.failureThreshold")
    ]


def test_a_store_has_no_deadline_for_its_rollout(environment: Any) -> None:
    probe = {"exec": {"command": ["pg_isready"]}, "failureThreshold": 240}
    objects = environment.with_field("StatefulSet/db", f"{WEB}.startupProbe", probe)
    assert check_probes(objects) == ()
