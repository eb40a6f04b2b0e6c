"""Staging whose kernels are scaled by their workspaces: by one scaler, which can ask them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

import msgspec
import pytest

from nexus_gitops.checks.findings import Finding, Severity
from nexus_gitops.checks.objects.scaling import scalers
from nexus_gitops.checks.subject import Subject, check
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.platform import loading
from nexus_gitops.platform.application import Deployed
from nexus_gitops.platform.data import InvalidError
from nexus_gitops.platform.project import platform
from nexus_gitops.platform.shortcomings import shortcomings_of
from nexus_gitops.rendering.render import Rendering, render
from nexus_platform.components.workspace_kernel import KERNEL
from nexus_platform.declaration import declaration
from nexus_platform.environment import Environment
from nexus_platform.mesh import Ambient
from nexus_platform.parts import PARTS
from nexus_platform.scaling import ByWorkspaces


@pytest.fixture(scope="module")
def env() -> Environment:
    staging = loading.load("staging")
    assert isinstance(staging, Environment)
    return msgspec.structs.replace(
        staging, scaling=ByWorkspaces(target=30, operator="scalers"), mesh=Ambient()
    )


@pytest.fixture(scope="module")
def rendering(env: Environment) -> Rendering:
    return render(platform(), env, loading.images(env.name), env.repository)


@pytest.fixture(scope="module")
def objects(rendering: Rendering) -> list[KubeObject]:
    return [obj for objects in rendering.objects.values() for obj in objects]


def test_each_workload_has_one_scaler_in_both_ways(objects: list[KubeObject]) -> None:
    without = render(
        platform(),
        loading.load("staging"),
        loading.images("staging"),
        loading.load("staging").repository,
    )
    before = Counter(scaler.target for scaler in scalers(without.objects["core"]))
    after = Counter(scaler.target for scaler in scalers(objects))

    assert before == after
    assert set(after.values()) == {1}
    assert "scaling" not in without.objects


def test_the_scaler_is_in_an_application_of_its_own(rendering: Rendering) -> None:
    (scaled,) = rendering.objects["scaling"]
    assert (scaled["kind"], scaled["metadata"]["name"]) == ("ScaledObject", KERNEL.name)
    (application,) = [one for one in platform().applications(_env()) if one.name == "scaling"]
    assert application.requires == ("keda.sh/ScaledObject",)


def test_it_asks_the_kernels_and_is_let_in(
    env: Environment, rendering: Rendering, objects: list[KubeObject]
) -> None:
    (scaled,) = rendering.objects["scaling"]
    asked = scaled["spec"]["triggers"][0]
    url = urlsplit(asked["metadata"]["url"])
    assert asked["type"] == "metrics-api"
    assert asked["metadata"]["targetValue"] == "30"
    assert url.hostname == f"{KERNEL.name}.{env.namespace}.svc"
    assert (url.port, url.path) == (KERNEL.port, "/load")

    allowed = [
        (port["port"], peer["namespaceSelector"]["matchLabels"])
        for obj in _of(objects, "NetworkPolicy", KERNEL.name)
        for rule in obj["spec"].get("ingress") or ()
        for peer in rule.get("from") or ()
        if "namespaceSelector" in peer
        for port in rule["ports"]
    ]
    assert (KERNEL.port, {"kubernetes.io/metadata.name": "scalers"}) in allowed
    (policy,) = _of(objects, "AuthorizationPolicy", KERNEL.name)
    assert {"source": {"namespaces": ["scalers"]}} in policy["spec"]["rules"][0]["from"]


def test_it_adds_all_at_once_takes_few_away_and_never_because_nobody_answers(
    env: Environment, rendering: Rendering
) -> None:
    (scaled,) = rendering.objects["scaling"]
    spec, bounds = scaled["spec"], env.kernel.scaling
    behavior = spec["advanced"]["horizontalPodAutoscalerConfig"]["behavior"]
    up, down = behavior["scaleUp"], behavior["scaleDown"]

    assert (spec["minReplicaCount"], spec["maxReplicaCount"]) == (1, 10)
    assert up["stabilizationWindowSeconds"] == 0
    assert up["policies"][0]["value"] >= bounds.max_replicas - bounds.min_replicas
    assert bounds.down is not None
    assert down["stabilizationWindowSeconds"] == bounds.down.stabilization_seconds
    assert spec["fallback"]["behavior"] == "currentReplicasIfHigher"
    assert {one["type"] for one in spec["triggers"]} == {"metrics-api", "cpu", "memory"}


@pytest.mark.parametrize("target", [46, 50, 1000, 0])
def test_a_target_by_which_a_full_kernel_adds_none_is_refused(target: int) -> None:
    """An autoscaler does nothing where what is there is within a tenth of what is wanted."""
    fields = {name: getattr(_env(), name) for name in _env().__struct_fields__}

    with pytest.raises(InvalidError, match=r"45 is the most|>= 1"):
        Environment(**{**fields, "scaling": ByWorkspaces(target=target)})
    assert Environment(**{**fields, "scaling": ByWorkspaces(target=45)}).scaling


def test_whoever_publishes_is_told_what_scaling_without_it_means(env: Environment) -> None:
    staging = loading.load("staging")
    assert isinstance(staging, Environment)
    (told,) = shortcomings_of(platform(), staging)
    assert "50 each" in told.message
    assert "503" in told.message
    assert "ByWorkspaces()" in told.fix
    assert shortcomings_of(platform(), env) == ()
    bounds = replace(staging.kernel.scaling, min_replicas=10)
    as_many = replace(staging.kernel, scaling=bounds)
    assert shortcomings_of(platform(), msgspec.structs.replace(staging, kernel=as_many)) == ()


def test_no_check_finds_an_error(env: Environment, rendering: Rendering) -> None:
    found = _checked(env, rendering.objects, rendering.argocd)
    assert [one for one in found if one.severity is Severity.ERROR] == []


def test_an_autoscaler_beside_it_is_found(env: Environment, rendering: Rendering) -> None:
    (other,) = _of(rendering.objects["core"], "HorizontalPodAutoscaler", "nexus-os")
    target = {**other["spec"]["scaleTargetRef"], "name": KERNEL.name}
    second = {
        **other,
        "metadata": {**other["metadata"], "name": "another"},
        "spec": {**other["spec"], "scaleTargetRef": target},
    }
    core = [*rendering.objects["core"], second]
    found = _checked(env, {**rendering.objects, "core": core}, rendering.argocd)
    assert "autoscaler-duplicate" in {one.rule for one in found}


def _env() -> Environment:
    staging = loading.load("staging")
    assert isinstance(staging, Environment)
    return msgspec.structs.replace(staging, scaling=ByWorkspaces())


def _of(objects: Sequence[KubeObject], kind: str, name: str) -> list[KubeObject]:
    return [o for o in objects if (o["kind"], o["metadata"]["name"]) == (kind, name)]


def _checked(
    env: Environment, objects: Mapping[str, Sequence[KubeObject]], argocd: Mapping[str, str]
) -> tuple[Finding, ...]:
    return check(
        Subject(
            env=env,
            deployed=[
                Deployed(application, list(objects[application.name]))
                for application in platform().applications(env)
            ],
            argocd=[from_yaml(text, path) for path, text in argocd.items()],
            images=loading.images(env.name),
            declaration=declaration(env, PARTS),
        )
    )
