"""Where the Prometheus is the cluster's, it is told the same, by objects."""

import json
from typing import Any

import pytest
from msgspec import structs

from nexus_constructs.prometheus_rules import Alert
from nexus_gitops.checks.subject import Subject, check
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.platform import loading
from nexus_gitops.platform.application import Deployed
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering.render import Rendering, render
from nexus_platform.addons.observability.rules import groups
from nexus_platform.addons.observability.rules.scope import Scope
from nexus_platform.addons.observability.settings import Observability, Operator
from nexus_platform.environment import Environment
from nexus_platform.parts import PARTS

SAID = Observability(stack=Operator(namespace="watching", labels={"release": "ours"}))


@pytest.fixture(scope="module")
def env() -> Environment:
    found = loading.load("staging")
    assert isinstance(found, Environment)
    return structs.replace(found, observability=SAID)


@pytest.fixture(scope="module")
def rendering(env: Environment) -> Rendering:
    return render(platform(), env, loading.images("staging"), env.repository)


@pytest.fixture(scope="module")
def told(rendering: Rendering) -> list[KubeObject]:
    return list(rendering.objects["observability"])


def of_kind(objects: list[KubeObject], kind: str) -> dict[str, Any]:
    return {obj["metadata"]["name"]: obj for obj in objects if obj["kind"] == kind}


def test_every_component_with_figures_has_a_monitor_that_is_selected(
    env: Environment, told: list[KubeObject]
) -> None:
    measured = {c.name for part in PARTS for c in part.of(env) if c.metrics}
    monitors = of_kind(told, "PodMonitor")

    assert monitors.keys() == measured
    assert all(one["metadata"]["labels"]["release"] == "ours" for one in monitors.values())
    assert not of_kind(told, "Deployment")
    assert not of_kind(told, "StatefulSet")


def test_the_rules_are_those_of_an_own_prometheus_but_for_what_watches_that(
    env: Environment, told: list[KubeObject]
) -> None:
    (rules,) = of_kind(told, "PrometheusRule").values()
    alerts = {r["alert"] for g in rules["spec"]["groups"] for r in g["rules"] if "alert" in r}
    own = Scope(env, Observability(), (env.namespace,))
    of_own = {r.name for g in groups(own) for r in g.rules if isinstance(r, Alert)}

    assert alerts == of_own - {"RulesFail", "AlertsReachNobody"}
    assert rules["metadata"]["labels"]["release"] == "ours"


def test_use_comes_from_the_kubelet_that_the_cluster_may_ask(told: list[KubeObject]) -> None:
    (rules,) = of_kind(told, "PrometheusRule").values()
    assert "container_memory_working_set_bytes" in json.dumps(rules)
    assert "process_resident_memory_bytes" not in json.dumps(rules)


def test_dashboards_carry_the_label_that_grafanas_sidecar_looks_for(
    told: list[KubeObject],
) -> None:
    boards = of_kind(told, "ConfigMap")
    assert boards
    assert {one["metadata"]["labels"]["grafana_dashboard"] for one in boards.values()} == {"1"}


def test_all_of_it_passes_the_checks(env: Environment, rendering: Rendering) -> None:
    deployed = [Deployed(one, rendering.objects[one.name]) for one in platform().applications(env)]
    argocd = [from_yaml(text, path) for path, text in rendering.argocd.items()]
    found = check(Subject(env, deployed, argocd, images=loading.images("staging")))
    assert found == ()
