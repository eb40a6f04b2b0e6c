"""One example for each mark, and one beside it that has none."""

from typing import Any

import pytest

from nexus_gitops.diff import Risk, diff


@pytest.mark.parametrize(
    ("api_version", "kind"),
    [
        ("apps/v1", "StatefulSet"),
        ("v1", "PersistentVolumeClaim"),
        ("v1", "PersistentVolume"),
        ("v1", "Namespace"),
        ("v1", "Secret"),
        ("external-secrets.io/v1", "ExternalSecret"),
        ("bitnami.com/v1alpha1", "SealedSecret"),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
    ],
)
def test_removing_what_holds_state(make: Any, files: Any, api_version: str, kind: str) -> None:
    assert diff(files(make(api_version, kind, "x")), {}).risks == (Risk.DELETES_STATE,)


def test_removing_anything_else(make: Any, files: Any) -> None:
    assert diff(files(make("v1", "Service", "x")), {}).risks == (Risk.DELETES,)


def test_removing_a_network_policy_opens_the_network(make: Any, files: Any) -> None:
    policy = make("networking.k8s.io/v1", "NetworkPolicy", "x")
    assert diff(files(policy), {}).risks == (Risk.SECURITY_WEAKENED, Risk.DELETES)


def test_adding_is_no_risk(make: Any, files: Any) -> None:
    assert diff({}, files(make("apps/v1", "StatefulSet", "x"))).risks == ()


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("Deployment", "replicas"),
        ("StatefulSet", "replicas"),
        ("Cluster", "instances"),
        ("HorizontalPodAutoscaler", "minReplicas"),
        ("HorizontalPodAutoscaler", "maxReplicas"),
    ],
)
def test_replicas(make: Any, change: Any, kind: str, field: str) -> None:
    before, after = ({field: count} for count in (1, 3))
    found = change(
        make("apps/v1", kind, "x", spec=before),
        make("apps/v1", kind, "x", spec=after),
    )
    assert found.risks == (Risk.REPLICAS,)


def test_the_servers_that_an_operator_runs(make: Any, change: Any) -> None:
    def cluster(size: str, image: str) -> Any:
        spec = {"storage": {"size": size}, "imageName": f"ghcr.io/cnpg/postgresql:{image}"}
        return make("postgresql.cnpg.io/v1", "Cluster", "x", spec=spec)

    assert change(cluster("5Gi", "16.9"), cluster("6Gi", "16.10")).risks == (Risk.IMAGE,)
    shrunk = change(cluster("6Gi", "16.10"), cluster("5Gi", "16.9"))
    assert shrunk.risks == (Risk.STORAGE_SHRINK, Risk.IMAGE_DOWNGRADE, Risk.IMAGE)


def test_replicas_handed_to_an_autoscaler(make: Any, field: Any) -> None:
    before = make("apps/v1", "Deployment", "x", spec={"replicas": 3})
    assert field(before, make("apps/v1", "Deployment", "x", spec={})).risks == (Risk.REPLICAS,)


def test_another_image(deployment: Any, field: Any) -> None:
    found = field(deployment(image="nexus/os:1.0.0"), deployment(image="nexus/os:1.1.0"))
    assert found.risks == (Risk.IMAGE, Risk.RESTART)


def test_an_older_image(deployment: Any, field: Any) -> None:
    found = field(deployment(image="nexus/os:1.1.0"), deployment(image="nexus/os:1.0.0"))
    assert found.risks == (Risk.IMAGE_DOWNGRADE, Risk.IMAGE, Risk.RESTART)


def test_a_new_container_is_no_changed_image(deployment: Any, field: Any) -> None:
    sidecar = {"containers": [{"name": "web"}, {"name": "log", "image": "fluent-bit:3"}]}
    assert field(deployment(), deployment(sidecar)).risks == (Risk.RESTART,)


def resources(kind: str, **amounts: str) -> dict[str, Any]:
    return {"resources": {kind: amounts}}


def test_a_lowered_limit(deployment: Any, field: Any) -> None:
    found = field(
        deployment(**resources("limits", memory="2Gi")),
        deployment(**resources("limits", memory="1Gi")),
    )
    assert found.risks == (Risk.LIMITS_LOWERED, Risk.RESTART)


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [("limits", "1Gi", "2Gi"), ("limits", "1Gi", "1024Mi"), ("requests", "1Gi", "512Mi")],
)
def test_no_lowered_limit(deployment: Any, field: Any, kind: str, before: str, after: str) -> None:
    found = field(
        deployment(**resources(kind, memory=before)), deployment(**resources(kind, memory=after))
    )
    assert found.risks == (Risk.RESTART,)


def test_a_removed_container_lowers_no_limit_and_weakens_nothing(
    deployment: Any, field: Any
) -> None:
    guarded = {
        "name": "log",
        "securityContext": {"runAsNonRoot": True},
        **resources("limits", memory="1Gi"),
    }
    before = deployment({"containers": [{"name": "web"}, guarded]})
    assert field(before, deployment()).risks == (Risk.RESTART,)


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet", "DaemonSet"])
def test_a_changed_pod_template_restarts(make: Any, field: Any, kind: str) -> None:
    template = {"metadata": {"annotations": {"checksum": "1"}}}
    before = make("apps/v1", kind, "x", spec={"template": {}})
    after = make("apps/v1", kind, "x", spec={"template": template})
    assert field(before, after).risks == (Risk.RESTART,)


def test_a_changed_cron_job_restarts_nothing(make: Any, field: Any) -> None:
    before, after = (
        make("batch/v1", "CronJob", "x", spec={"jobTemplate": {"spec": {"template": n}}})
        for n in (1, 2)
    )
    assert field(before, after).risks == ()


@pytest.mark.parametrize(
    ("before", "after", "risks"),
    [
        ("5Gi", "10Gi", ()),
        ("5Gi", "1Gi", (Risk.IMMUTABLE, Risk.STORAGE_SHRINK)),
        ("5Gi", "1G", (Risk.IMMUTABLE, Risk.STORAGE_SHRINK)),
    ],
)
def test_a_claim_grows_but_never_shrinks(
    make: Any, field: Any, before: str, after: str, risks: tuple[Risk, ...]
) -> None:
    old, new = (
        make("v1", "PersistentVolumeClaim", "data", spec=resources("requests", storage=size))
        for size in (before, after)
    )
    assert field(old, new).risks == risks


def test_an_object_carries_the_risks_of_its_fields(deployment: Any, change: Any) -> None:
    found = change(
        deployment(image="a:1", **resources("limits", cpu="1")),
        deployment(image="b:1", **resources("limits", cpu="500m")),
    )
    assert found.risks == (Risk.LIMITS_LOWERED, Risk.IMAGE, Risk.RESTART)
