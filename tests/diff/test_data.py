"""What endangers data is marked, and nothing else is."""

from typing import Any

import pytest

from nexus_gitops.diff import Risk
from nexus_gitops.diff.image import registry_of

POSTGRES = {"name": "postgres", "image": "docker.io/library/postgres:16.4-alpine"}


def store(make: Any, pod: Any = None, claims: Any = ({},), **container: Any) -> Any:
    spec = {"containers": [{**POSTGRES, **container}], **(pod or {})}
    return make(
        "apps/v1", "StatefulSet", "postgres",
        spec={"template": {"spec": spec}, "volumeClaimTemplates": list(claims)},
    )  # fmt: skip


def env(value: str) -> list[dict[str, str]]:
    return [{"name": "PGDATA", "value": value}]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"image": "docker.io/library/postgres:17.0-alpine"}),
        ({}, {"image": "mirror.example.com/postgres:15"}),
        ({"image": "mysql:8.0"}, {"image": "mariadb:11"}),
        ({"env": env("/data/a")}, {"env": env("/data/b")}),
        ({}, {"env": env("/data/b")}),
        ({"securityContext": {"runAsUser": 70}}, {"securityContext": {"runAsUser": 999}}),
        ({"pod": {"securityContext": {"fsGroup": 70}}}, {"pod": {"securityContext": {"fsGroup": 71}}}),
        ({"volumeMounts": [{"name": "data", "mountPath": "/a"}]}, {"volumeMounts": [{"name": "data", "mountPath": "/a", "subPath": "b"}]}),
    ],
)  # fmt: skip
def test_what_endangers_data(make: Any, change: Any, before: Any, after: Any) -> None:
    assert Risk.DATA in change(store(make, **before), store(make, **after)).risks


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"image": "docker.io/library/postgres:16.9-alpine"}),
        ({"env": [{"name": "TZ", "value": "a"}]}, {"env": [{"name": "TZ", "value": "b"}]}),
        ({"claims": ()}, {"claims": (), "image": "postgres:17"}),
    ],
)
def test_what_does_not(make: Any, change: Any, before: Any, after: Any) -> None:
    assert Risk.DATA not in change(store(make, **before), store(make, **after)).risks


def test_a_claim_of_its_own_counts_too(make: Any, change: Any) -> None:
    volumes = {"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]}
    old, new = (
        make("apps/v1", "Deployment", "db", spec={"template": {"spec": {
            "containers": [{"name": "db", "image": f"postgres:{major}"}], **volumes}}})
        for major in (16, 17)
    )  # fmt: skip
    assert Risk.DATA in change(old, new).risks


RETENTION = "persistentVolumeClaimRetentionPolicy"
OPTIONS = "argocd.argoproj.io/sync-options"


def kept(make: Any, options: str) -> Any:
    return make(
        "v1", "Namespace", "x", metadata={"annotations": {OPTIONS: options}} if options else {}
    )


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("Prune=confirm,Delete=confirm", "Delete=confirm", True),
        ("Prune=false", "", True),
        ("Prune=false", "Prune=true", True),
        ("Prune=false", "Prune=confirm", False),
        ("", "Prune=false", False),
        ("Replace=true", "", False),
    ],
)
def test_a_guard_that_goes_is_marked(
    make: Any, change: Any, before: str, after: str, *, marked: bool
) -> None:
    found = change(kept(make, before), kept(make, after))
    assert (Risk.UNPROTECTED in found.risks) is marked


def test_a_claim_that_will_be_deleted_is_marked(make: Any, change: Any) -> None:
    old, new = (
        make("apps/v1", "StatefulSet", "db", spec={RETENTION: {"whenDeleted": value}})
        for value in ("Retain", "Delete")
    )
    assert Risk.UNPROTECTED in change(old, new).risks
    assert Risk.UNPROTECTED not in change(new, old).risks


def test_a_path_of_the_node_weakens_security(make: Any, deployment: Any, change: Any) -> None:
    host = {"volumes": [{"name": "v", "hostPath": {"path": "/etc"}}]}
    assert Risk.SECURITY_WEAKENED in change(deployment(), deployment(host)).risks
    assert Risk.SECURITY_WEAKENED not in change(deployment(host), deployment()).risks


def test_another_address_is_marked(make: Any, change: Any) -> None:
    def ingress(host: str) -> Any:
        return make("networking.k8s.io/v1", "Ingress", "web", spec={"rules": [{"host": host}]})

    def service(**spec: Any) -> Any:
        return make("v1", "Service", "db", spec=spec)

    assert Risk.ADDRESS in change(ingress("a.example"), ingress("b.example")).risks
    outside = service(type="ExternalName", externalName="db.example")
    assert Risk.ADDRESS in change(service(type="ClusterIP"), outside).risks
    assert Risk.ADDRESS in change(outside, service(type="ExternalName", externalName="x")).risks


@pytest.mark.parametrize(
    ("reference", "registry"),
    [
        ("redis", "docker.io"), ("library/redis:7", "docker.io"), ("docker.io/library/redis", "docker.io"),
        ("ghcr.io/a/b@sha256:1", "ghcr.io"), ("localhost/a", "localhost"), ("r:5000/a", "r:5000"),
    ],
)  # fmt: skip
def test_where_an_image_is_from(reference: str, registry: str) -> None:
    assert registry_of(reference) == registry


def test_an_image_from_another_registry_is_marked(deployment: Any, change: Any) -> None:
    old, new = deployment(image="ghcr.io/a/b:1"), deployment(image="evil.example/a/b:1")
    assert Risk.REGISTRY in change(old, new).risks
    assert Risk.REGISTRY not in change(old, deployment(image="ghcr.io/a/b:2")).risks
