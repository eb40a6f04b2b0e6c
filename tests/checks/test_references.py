"""Whatever a pod refers to will be there, down to the key."""

from typing import Any

import pytest

from nexus_gitops.checks.references import check_references

WEB = "spec.template.spec.containers[0]"
VOLUMES = "spec.template.spec.volumes"


def volume(**source: Any) -> dict[str, Any]:
    return {"name": "extra", **source}


@pytest.mark.parametrize(
    ("place", "value", "field"),
    [
        (f"{WEB}.envFrom[0].configMapRef.name", "other", f"{WEB}.envFrom[0].configMapRef.name"),
        (
            f"{WEB}.envFrom[0]",
            {"secretRef": {"name": "other"}},
            f"{WEB}.envFrom[0].secretRef.name",
        ),
        (
            f"{VOLUMES}[1].configMap",
            {"name": "other"},
            f"{VOLUMES}[1].configMap.name",
        ),
        (
            f"{VOLUMES}[0]",
            volume(secret={"secretName": "other"}),
            f"{VOLUMES}[0].secret.secretName",
        ),
        (
            f"{VOLUMES}[0]",
            volume(projected={"sources": [{"secret": {"name": "other"}}]}),
            f"{VOLUMES}[0].projected.sources[0].secret.name",
        ),
        (
            f"{VOLUMES}[0]",
            volume(csi={"nodePublishSecretRef": {"name": "other"}}),
            f"{VOLUMES}[0].csi.nodePublishSecretRef.name",
        ),
        (
            f"{VOLUMES}[0]",
            volume(persistentVolumeClaim={"claimName": "other"}),
            f"{VOLUMES}[0].persistentVolumeClaim.claimName",
        ),
        (
            "spec.template.spec.serviceAccountName",
            "other",
            "spec.template.spec.serviceAccountName",
        ),
        (
            "spec.template.spec.imagePullSecrets",
            [{"name": "other"}],
            "spec.template.spec.imagePullSecrets[0].name",
        ),
        (
            "spec.template.spec.initContainers",
            [{"name": "setup", "envFrom": [{"configMapRef": {"name": "other"}}]}],
            "spec.template.spec.initContainers[0].envFrom[0].configMapRef.name",
        ),
    ],
)
def test_a_missing_object_is_found(
    environment: Any, where: Any, place: str, value: Any, field: str
) -> None:
    found = check_references(environment.with_field("Deployment/web", place, value), {})
    assert where(found) == [("Deployment/web", "reference-missing", field)]
    assert "other" in found[0].message


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (f"{WEB}.env[0].valueFrom.configMapKeyRef.key", "LOG_LEVELS"),
        (f"{WEB}.env[1].valueFrom.secretKeyRef.key", "OWNERS"),
        (f"{VOLUMES}[1].configMap.items[0].key", "shop.config"),
    ],
)
def test_a_missing_key_is_found_and_the_nearest_named(
    environment: Any, where: Any, place: str, value: str
) -> None:
    found = check_references(environment.with_field("Deployment/web", place, value), {})
    assert where(found) == [("Deployment/web", "reference-key", place)]
    assert found[0].message.endswith(f"has no key {value}")
    assert found[0].fix.startswith("did you mean ")


def test_a_renamed_object_is_named_as_the_nearest(environment: Any) -> None:
    objects = environment.with_field(
        "Deployment/web", f"{WEB}.envFrom[0].configMapRef.name", "setting"
    )
    (finding,) = check_references(objects, {})
    assert finding.fix == "did you mean settings?"


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (f"{WEB}.envFrom[0].configMapRef", {"name": "other", "optional": True}),
        (
            f"{WEB}.env[1].valueFrom.secretKeyRef",
            {"name": "db-passwords", "key": "other", "optional": True},
        ),
        (
            f"{VOLUMES}[1].configMap",
            {"name": "other", "optional": True, "items": [{"key": "a", "path": "a"}]},
        ),
        ("spec.template.spec.serviceAccountName", "default"),
        (f"{VOLUMES}[0].projected", {"sources": [{"configMap": {"name": "settings"}}]}),
    ],
)
def test_what_may_be_missing_or_is_there_is_fine(environment: Any, place: str, value: Any) -> None:
    assert check_references(environment.with_field("Deployment/web", place, value), {}) == ()


def test_a_secret_may_be_made_out_of_band(environment: Any, where: Any) -> None:
    objects = environment.without("ExternalSecret/passwords")
    assert check_references(objects, {"db-passwords": frozenset({"OWNER"})}) == ()
    found = check_references(objects, {"db-passwords": frozenset({"GUEST"})})
    assert where(found) == [
        ("Deployment/web", "reference-key", f"{WEB}.env[1].valueFrom.secretKeyRef.key"),
        ("Job/migrate", "reference-key", f"{WEB}.env[0].valueFrom.secretKeyRef.key"),
        ("StatefulSet/db", "reference-key", f"{WEB}.env[0].valueFrom.secretKeyRef.key"),
    ]


def test_a_claim_may_stand_alone(environment: Any) -> None:
    objects = environment.with_field(
        "Deployment/web", f"{VOLUMES}[0]", volume(persistentVolumeClaim={"claimName": "uploads"})
    )
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "uploads", "namespace": "shop"},
    }
    assert check_references([*objects, claim], {}) == ()


@pytest.mark.parametrize(
    ("claim", "rules"), [("data-db-0", []), ("data-db-1", ["reference-missing"])]
)
def test_a_pod_may_mount_the_claim_of_a_stateful_set(
    environment: Any, claim: str, rules: list[str]
) -> None:
    objects = environment.with_field(
        "Deployment/web", f"{VOLUMES}[0]", volume(persistentVolumeClaim={"claimName": claim})
    )
    found = check_references(objects, {})
    assert [one.rule for one in found] == rules


@pytest.mark.parametrize("place", ["envFrom[0]", "env[0].valueFrom"])
def test_a_value_comes_from_somewhere(environment: Any, where: Any, place: str) -> None:
    field = f"spec.template.spec.containers[0].{place}"
    found = check_references(environment.with_field("Deployment/web", field, {}), {})
    assert where(found) == [("Deployment/web", "reference-missing", field)]


def test_the_certificate_of_the_api_is_in_every_namespace(environment: Any, where: Any) -> None:
    place = "spec.template.spec.volumes[0]"

    def reading(key: str) -> list[Any]:
        source = {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": key, "path": "x"}]}}
        volume = {"name": "tmp", "projected": {"sources": [source]}}
        return list(environment.with_field("Deployment/web", place, volume))

    assert check_references(reading("ca.crt"), {}) == ()
    (finding,) = check_references(reading("ca.key"), {})
    assert finding.rule == "reference-key"


def test_a_secret_that_its_source_is_told_not_to_make_is_missing(environment: Any) -> None:
    objects = environment.with_field(
        "ExternalSecret/passwords", "spec.target.creationPolicy", "None"
    )
    assert {one.rule for one in check_references(objects, {})} == {"reference-missing"}
