"""Sync waves follow the dependencies between objects."""

from typing import Any

import pytest

from nexus_gitops.checks.waves import check_waves

WAVE = ("metadata", "annotations", "argocd.argoproj.io/sync-wave")
HOOK = ("metadata", "annotations", "argocd.argoproj.io/hook")
FIELD = ".".join(WAVE)
SKIPPING = "argocd.argoproj.io/sync-options"


@pytest.mark.parametrize(
    ("title", "wave", "found_in", "needed"),
    [
        ("Namespace/shop", "1", "ResourceQuota/limits", "Namespace/shop"),
        ("LimitRange/limits", "3", "StatefulSet/db", "LimitRange/limits"),
        ("ResourceQuota/limits", "3", "StatefulSet/db", "ResourceQuota/limits"),
        ("NetworkPolicy/db", "3", "StatefulSet/db", "NetworkPolicy/db"),
        ("ConfigMap/settings", "5", "Deployment/web", "ConfigMap/settings"),
        ("ExternalSecret/passwords", "3", "StatefulSet/db", "ExternalSecret/passwords"),
        ("ServiceAccount/web", "6", "Deployment/web", "ServiceAccount/web"),
        ("Service/db", "4", "StatefulSet/db", "Service/db"),
        ("Job/migrate", "3", "Job/migrate", "StatefulSet/db"),
        ("Job/migrate", "5", "Deployment/web", "Job/migrate"),
        ("HorizontalPodAutoscaler/web", "5", "HorizontalPodAutoscaler/web", "Deployment/web"),
        ("Ingress/web", "5", "Ingress/web", "Service/web"),
        ("Service/web", "6", "Deployment/web", "Service/web"),
        ("PodDisruptionBudget/web", "6", "Deployment/web", "PodDisruptionBudget/web"),
    ],
)
def test_what_is_needed_comes_first(
    environment: Any, title: str, wave: str, found_in: str, needed: str
) -> None:
    objects = environment.with_field(title, WAVE, wave)
    found = check_waves(objects)
    assert (found_in, "wave-order", FIELD) in {(f.object, f.rule, f.field) for f in found}
    assert any(needed in finding.message and finding.object == found_in for finding in found)
    assert {finding.rule for finding in found} == {"wave-order"}


def test_a_deployment_that_connects_to_nobody_comes_before_its_clients(environment: Any) -> None:
    objects = environment.with_field("StatefulSet/db", "kind", "Deployment")
    for obj in objects:
        if obj["metadata"]["name"] == "db":
            obj["metadata"]["annotations"][WAVE[-1]] = "5"
    found = {(finding.object, finding.rule) for finding in check_waves(objects)}
    assert found == {("Deployment/web", "wave-order"), ("Job/migrate", "wave-order")}


def test_services_that_call_each_other_may_share_a_wave(environment: Any) -> None:
    objects = environment.with_field("StatefulSet/db", "kind", "Deployment")
    for obj in objects:
        if obj["kind"] == "NetworkPolicy" and obj["metadata"]["name"] == "db":
            obj["spec"]["policyTypes"] = ["Ingress", "Egress"]
            peer = {"podSelector": {"matchLabels": {"app.kubernetes.io/name": "web"}}}
            obj["spec"]["egress"] = [{"to": [peer], "ports": [{"port": 8080}]}]
        if obj["metadata"]["name"] == "db":
            obj["metadata"]["annotations"][WAVE[-1]] = "5"
    found = [finding.object for finding in check_waves(objects)]
    assert "Deployment/web" not in found


@pytest.mark.parametrize(
    ("title", "wave"),
    [
        ("ServiceAccount/web", "0x5"),
        ("ServiceAccount/web", ""),
        ("ServiceAccount/web", "5.0"),
        ("ServiceAccount/web", "1" + 19 * "0"),
        ("ServiceAccount/web", 5),
    ],
)
def test_a_wave_is_an_integer_in_a_string(
    environment: Any, where: Any, title: str, wave: Any
) -> None:
    found = check_waves(environment.with_field(title, WAVE, wave))
    assert (title, "wave-integer", FIELD) in where(found)


def test_a_negative_wave_is_a_wave(environment: Any) -> None:
    assert check_waves(environment.with_field("Namespace/shop", WAVE, "-30")) == ()


def test_no_wave_is_wave_zero(environment: Any) -> None:
    assert check_waves(environment.without_field("Namespace/shop", WAVE)) == ()


@pytest.mark.parametrize(
    ("wave", "rules"), [("4", ["wave-claim"]), ("5", []), ("6", ["wave-claim"])]
)
def test_a_claim_comes_with_its_pod(environment: Any, wave: str, rules: list[str]) -> None:
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {
            "name": "uploads",
            "namespace": "shop",
            "annotations": {"argocd.argoproj.io/sync-wave": wave},
        },
    }
    volume = {"name": "tmp", "persistentVolumeClaim": {"claimName": "uploads"}}
    objects = environment.with_field("Deployment/web", "spec.template.spec.volumes[0]", volume)
    assert [finding.rule for finding in check_waves([*objects, claim])] == rules


@pytest.mark.parametrize(("hook", "wave"), [("Sync", "6"), ("Sync", "7"), ("PostSync", "4")])
def test_nothing_waits_for_the_last_wave(environment: Any, hook: str, wave: str) -> None:
    smoke_test = environment["Job/migrate"]
    smoke_test["metadata"] = {
        "name": "smoke-test",
        "annotations": {HOOK[-1]: hook, WAVE[-1]: wave},
    }
    smoke_test["spec"]["template"]["spec"]["containers"][0]["image"] = "registry.example.com/s:1"
    found = check_waves(environment.plus(smoke_test))
    assert [(f.object, f.rule) for f in found] == [("Job/smoke-test", "wave-last")]


def test_a_custom_kind_may_be_unknown_at_first(environment: Any, where: Any) -> None:
    place = ("metadata", "annotations", "argocd.argoproj.io/sync-options")
    found = check_waves(environment.without_field("ExternalSecret/passwords", place))
    assert where(found) == [("ExternalSecret/passwords", "wave-custom-kind", ".".join(place))]


def test_one_of_several_sync_options_will_do(environment: Any) -> None:
    place = ("metadata", "annotations", "argocd.argoproj.io/sync-options")
    options = "Prune=false,SkipDryRunOnMissingResource=true"
    objects = environment.with_field("ExternalSecret/passwords", place, options)
    assert check_waves(objects) == ()


def test_a_custom_resource_comes_after_the_definition_of_its_kind(
    environment: Any, where: Any
) -> None:
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "widgets.example.com", "annotations": {WAVE[-1]: "5"}},
        "spec": {"group": "example.com", "names": {"kind": "Widget"}},
    }
    widget = {
        "apiVersion": "example.com/v1",
        "kind": "Widget",
        "metadata": {
            "name": "a",
            "namespace": "shop",
            "annotations": {WAVE[-1]: "5", SKIPPING: "SkipDryRunOnMissingResource=true"},
        },
    }
    found = check_waves(environment.plus(definition, widget))
    assert ("Widget/a", "wave-order", FIELD) in where(found)
