"""What API servers say of every manifest: that of the cluster, the oldest, and the newest."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from typing import Final

import blocks
import msgspec
import pytest
from lightkube import ApiError

from nexus_gitops.argocd.layout import CORE
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.platform import loading
from nexus_gitops.platform.environment import KubernetesVersions
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering.render import render
from nexus_platform.database import CloudNativePg, Recovery
from nexus_platform.entry.meaning import Certificate, GatewayApi
from nexus_platform.environment import Environment
from tests.e2e import definitions
from tests.e2e.clusters import Cluster
from tests.e2e.conftest import ENVIRONMENTS
from tests.e2e.controlplane import binaries
from tests.e2e.controlplane.plane import another_api
from tests.e2e.kube import Kube
from tests.e2e.patience import until

_TEMPLATED = frozenset({"CronJob", "DaemonSet", "Deployment", "StatefulSet", "Job"})
_GATEWAY: Final = "gateway.networking.k8s.io/"
_CERTIFICATES: Final = {
    "plain": None,
    "redirected": Certificate(secret="tls", issuer="letsencrypt"),
    "both": Certificate(secret="tls", redirects=False),
}
_SINCE_SIDECARS: Final = KubernetesVersions(oldest="1.29", newest="1.37")
_CLUSTERS: Final = {
    "empty": CloudNativePg(),
    "recovered": CloudNativePg(
        name="database-2", recovery=Recovery(cluster="database", at="2026-11-28T12:30:00Z")
    ),
}
_BROKEN: Final[Sequence[tuple[str, Sequence[str | int], object, str]]] = (
    ("HTTPRoute/nexus", ("rules", 0, "matches", 0, "path", "value"), "api", "an absolute path"),
    ("HTTPRoute/nexus", ("rules", 0, "timeouts", "request"), "1 hour", "should match"),
    (
        "HTTPRoute/nexus-redirect",
        ("rules", 0, "backendRefs"),
        [{"name": "web", "port": 80}],
        "RequestRedirect filter must not be used together with backendRefs",
    ),
    ("Gateway/nexus", ("listeners", 0, "tls"), {"mode": "Terminate"}, "tls must not be specified"),
    ("Gateway/nexus", ("listeners", 0, "hostname"), "http://nexus", "should match"),
)
"""An object behind a gateway, a field of its spec, what is wrong there, and what is said of it."""


@pytest.fixture(scope="module", params=["running", binaries.OLDEST.name, binaries.NEWEST.name])
def api(request: pytest.FixtureRequest, cluster: Cluster) -> Iterator[Kube]:
    if request.param == "running":
        yield cluster.kube
        return
    if cluster.plane is None:
        pytest.skip("an API server of another version needs a control plane of our own")
    with another_api(cluster.plane, binaries.HERE / request.param) as kube:
        yield kube


@pytest.fixture(scope="module")
def gateways(api: Kube, cluster: Cluster) -> Iterator[Kube]:
    """The same with the kinds of the Gateway API."""
    if cluster.plane is None:
        pytest.skip("the kinds of the Gateway API go into a control plane of our own alone")
    with definitions.of("Gateway API", api):
        yield api


@pytest.fixture(scope="module")
def operated(cluster: Cluster) -> Iterator[Kube]:
    """The cluster with the kinds of CloudNativePG and of its plugin, for which the oldest is too old."""
    if cluster.plane is None:
        pytest.skip("the kinds of CloudNativePG go into a control plane of our own alone")
    kube = cluster.kube
    with definitions.of("CloudNativePG", kube), definitions.of("Barman Cloud plugin", kube):
        yield kube


@pytest.mark.parametrize("environment", loading.names())
def test_every_manifest_and_every_pod_is_accepted(
    api: Kube, environment: str, core: Callable[[str], list[KubeObject]]
) -> None:
    """By server-side dry run, in a namespace with the rendered Pod Security labels."""
    assert refused(api, core(environment), f"try-{environment}") == []


@pytest.mark.parametrize("namespace", blocks.NAMESPACES)
def test_every_building_block_and_its_pods_are_accepted(api: Kube, namespace: str) -> None:
    """Those of a privileged namespace too, which say where they are not restricted."""
    assert refused(api, blocks.render(namespace, blocks.OLDEST), f"try-{namespace}") == []


def test_sidecars_are_accepted_where_kubernetes_has_them(cluster: Cluster) -> None:
    objects = blocks.render("shop", blocks.WITH_SIDECARS)
    assert refused(cluster.kube, objects, "try-sidecars") == []


def test_pod_security_refuses_what_is_not_restricted(
    api: Kube, core: Callable[[str], list[KubeObject]]
) -> None:
    """So that accepting the pods above means something."""
    with _ground(api, core("dev"), "try-unsafe") as objects:
        pod = _pod_of(next(obj for obj in objects if obj["kind"] == "Deployment"))
        pod["spec"] = {**pod["spec"], "hostNetwork": True}
        with pytest.raises(ApiError, match="PodSecurity"):
            api.apply(pod, dry_run=True)


@pytest.mark.parametrize("meaning", _CERTIFICATES)
def test_every_object_behind_a_gateway_is_accepted(gateways: Kube, meaning: str) -> None:
    objects = _behind_a_gateway(_CERTIFICATES[meaning])
    kinds = {obj["kind"] for obj in objects if obj["apiVersion"].startswith(_GATEWAY)}
    assert kinds == {"Gateway", "HTTPRoute"}
    assert refused(gateways, objects, f"try-gateway-{meaning}") == []


def test_what_the_gateway_api_forbids_is_refused(gateways: Kube) -> None:
    """So that accepting the others means something: the rules of its kinds run there."""
    objects = _behind_a_gateway(_CERTIFICATES["redirected"])
    with _ground(gateways, objects, "try-gateway-broken") as moved:
        by_title = {f"{obj['kind']}/{obj['metadata']['name']}": obj for obj in moved}
        for title, field, value, words in _BROKEN:
            with pytest.raises(ApiError, match=re.escape(words)):
                gateways.apply(_changed(by_title[title], field, value), dry_run=True)


@pytest.mark.parametrize("database", _CLUSTERS.values(), ids=_CLUSTERS)
def test_every_object_of_an_operators_database_is_accepted(
    operated: Kube, database: CloudNativePg
) -> None:
    objects = _core_of_staging(database=database, kubernetes=_SINCE_SIDECARS)
    kinds = {obj["kind"] for obj in objects if ".cnpg.io/" in obj["apiVersion"]}
    assert kinds == {"Cluster", "ObjectStore", "ScheduledBackup"}
    assert refused(operated, objects, f"try-{database.name}") == []


def test_what_cloudnative_pg_forbids_is_refused(operated: Kube) -> None:
    objects = _core_of_staging(database=CloudNativePg(), kubernetes=_SINCE_SIDECARS)
    with _ground(operated, objects, "try-database-broken") as moved:
        cluster = next(obj for obj in moved if obj["kind"] == "Cluster")
        broken = _changed(cluster, ("managed", "roles", 0, "ensure"), "perhaps")
        with pytest.raises(ApiError, match="Unsupported value"):
            operated.apply(broken, dry_run=True)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_quota_admits_everything_at_full_scale_and_a_rollout_of_it(
    cluster: Cluster, environment: str, core: Callable[[str], list[KubeObject]]
) -> None:
    """All workloads at the most that their autoscalers allow, then all of them replaced."""
    kube, place = cluster.kube, f"full-{environment}"
    objects = [_moved(obj, place) for obj in core(environment)]
    most = {
        obj["spec"]["scaleTargetRef"]["name"]: obj["spec"]["maxReplicas"]
        for obj in objects
        if obj["kind"] == "HorizontalPodAutoscaler"
    }
    kube.apply(*(obj for obj in objects if obj["kind"] == "Namespace"))
    kube.apply(*(obj for obj in objects if obj["kind"] in {"ResourceQuota", "ServiceAccount"}))
    workloads = [obj for obj in objects if obj["kind"] in {"Deployment", "StatefulSet"}]
    for obj in workloads:
        obj["spec"]["replicas"] = most.get(obj["metadata"]["name"], obj["spec"].get("replicas", 1))
    kube.apply(*workloads)
    until(lambda: _all_rolled_out(kube, workloads), "full scale", seconds=240)
    refusals = [
        event["message"]
        for event in kube.list("v1 Event", place)
        if "exceeded quota" in event.get("message", "")
    ]
    assert refusals == []
    # Pods on their way out count as long as their time to end lasts, so a rollout may have to
    # wait for them; it must end all the same.
    for obj in workloads:
        obj["spec"]["template"]["metadata"]["annotations"] = {"again": "1"}
    kube.apply(*workloads)
    until(lambda: _all_rolled_out(kube, workloads), "rollout at full scale", seconds=240)
    kube.delete("v1 Namespace", place)


def _changed(obj: KubeObject, field: Sequence[str | int], value: object) -> KubeObject:
    """The same object with another value in a field of its spec."""
    spec = inner = deepcopy(obj["spec"])
    for step in field[:-1]:
        inner = inner[step]
    inner[field[-1]] = value
    return {**obj, "spec": spec}


def _behind_a_gateway(certificate: Certificate | None) -> list[KubeObject]:
    env = loading.load("staging")
    assert isinstance(env, Environment)
    entry = msgspec.structs.replace(env.entry, dialect=GatewayApi(), certificate=certificate)
    return _core_of_staging(entry=entry)


def _core_of_staging(**said: object) -> list[KubeObject]:
    env = msgspec.structs.replace(loading.load("staging"), **said)
    rendering = render(platform(), env, loading.images(env.name), env.repository)
    return list(rendering.objects[CORE])


def refused(api: Kube, objects: list[KubeObject], namespace: str) -> list[str]:
    """What the API server says of the objects, and of the pods of workloads, in a namespace."""
    refused = []
    with _ground(api, objects, namespace) as moved:
        for obj in [*moved, *map(_pod_of, filter(_has_template, moved))]:
            try:
                api.apply(obj, dry_run=True)
            except ApiError as error:
                refused.append(f"{obj['kind']}/{obj['metadata']['name']}: {error.status.message}")
    return refused


@contextmanager
def _ground(api: Kube, objects: list[KubeObject], namespace: str) -> Iterator[list[KubeObject]]:
    """The objects as they are in another namespace, which is there until the end of the block."""
    moved = [_moved(obj, namespace) for obj in objects]
    api.apply(*filter(_is_ground, moved))
    try:
        yield moved
    finally:
        api.delete("v1 Namespace", namespace)


def _moved(obj: KubeObject, namespace: str) -> KubeObject:
    metadata = dict(obj["metadata"])
    if obj["kind"] == "Namespace":
        metadata["name"] = namespace
    elif "namespace" in metadata:
        metadata["namespace"] = namespace
    return {**obj, "metadata": metadata}


def _is_ground(obj: KubeObject) -> bool:
    """Whether a pod is not even looked at without it."""
    return obj["kind"] in {"Namespace", "ServiceAccount"}


def _has_template(obj: KubeObject) -> bool:
    return obj["kind"] in _TEMPLATED


def _pod_of(workload: KubeObject) -> KubeObject:
    """A pod as the workload's controller makes it, but for the volumes that a StatefulSet adds."""
    template = workload["spec"].get("jobTemplate", workload)["spec"]["template"]
    metadata = workload["metadata"]
    claims = [one["metadata"]["name"] for one in workload["spec"].get("volumeClaimTemplates", ())]
    spec = {
        **template["spec"],
        "volumes": [
            *template["spec"].get("volumes", ()),
            *({"name": name, "persistentVolumeClaim": {"claimName": name}} for name in claims),
        ],
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": f"{metadata['name']}-pod",
            "namespace": metadata.get("namespace"),
            "labels": template["metadata"]["labels"],
        },
        "spec": spec,
    }


def _all_rolled_out(kube: Kube, workloads: list[KubeObject]) -> bool:
    return all(
        _rolled_out(
            kube.get(
                f"apps/v1 {obj['kind']}", obj["metadata"]["name"], obj["metadata"]["namespace"]
            )
        )
        for obj in workloads
    )


def _rolled_out(obj: KubeObject) -> bool:
    status, wanted = obj.get("status", {}), obj["spec"]["replicas"]
    return bool(
        status.get("observedGeneration") == obj["metadata"]["generation"]
        and status.get("updatedReplicas") == wanted
        and status.get("readyReplicas") == wanted
        and status.get("replicas") == wanted
    )
