"""Staging with a mesh: the mesh and the NetworkPolicies allow what is declared, and nothing else."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import msgspec
import pytest

from nexus_constructs.quantity import parse_quantity
from nexus_constructs.sizing import Resources
from nexus_gitops.checks.findings import Severity
from nexus_gitops.checks.subject import Subject, check
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.platform import loading
from nexus_gitops.platform.application import Deployed
from nexus_gitops.platform.data import InvalidError
from nexus_gitops.platform.environment import KubernetesVersions
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering.render import Rendering, render
from nexus_platform.declaration import declaration
from nexus_platform.edges import AllOf, Pods, edges
from nexus_platform.environment import Environment
from nexus_platform.mesh import Ambient, Mesh, Sidecar
from nexus_platform.parts import PARTS

PROXY = Resources("50m", "500m", "64Mi", "256Mi")
TUNNEL = 15008
Connection = tuple[str, str, int]


def staging(mesh: Mesh | None) -> Environment:
    env = loading.load("staging")
    assert isinstance(env, Environment)
    versions = KubernetesVersions(oldest="1.29", newest=env.kubernetes.newest)
    return msgspec.structs.replace(env, mesh=mesh, kubernetes=versions)


def rendered(env: Environment) -> Rendering:
    return render(platform(), env, loading.images(env.name), env.repository)


@dataclass(frozen=True)
class Meshed:
    """An environment, and what it is rendered to."""

    env: Environment
    rendering: Rendering

    @property
    def objects(self) -> list[KubeObject]:
        return [obj for objects in self.rendering.objects.values() for obj in objects]

    def of_kind(self, *kinds: str) -> list[KubeObject]:
        return [obj for obj in self.objects if obj["kind"] in kinds]


@pytest.fixture(scope="module")
def without() -> Meshed:
    env = staging(None)
    return Meshed(env, rendered(env))


@pytest.fixture(scope="module")
def ambient() -> Meshed:
    env = staging(Ambient())
    return Meshed(env, rendered(env))


@pytest.fixture(scope="module")
def sidecar() -> Meshed:
    env = staging(Sidecar(proxy=PROXY))
    return Meshed(env, rendered(env))


@pytest.fixture(params=["ambient", "sidecar"])
def meshed(request: pytest.FixtureRequest) -> Meshed:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Meshed)
    return found


@dataclass(frozen=True)
class Pod:
    """A pod as NetworkPolicies see it, by labels, and as a mesh does, by its account."""

    namespace: str
    account: str
    labels: tuple[tuple[str, str], ...]
    ports: frozenset[int] = frozenset()

    def __str__(self) -> str:
        return f"{self.namespace}/{self.account}"


def templates(objects: Iterable[KubeObject]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for obj in objects:
        match obj["kind"]:
            case "Deployment" | "StatefulSet" | "DaemonSet" | "Job":
                yield obj["metadata"]["namespace"], obj["spec"]["template"]
            case "CronJob":
                job = obj["spec"]["jobTemplate"]["spec"]
                yield obj["metadata"]["namespace"], job["template"]


def containers(template: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    spec = template["spec"]
    return [*spec["containers"], *spec.get("initContainers", ())]


def own_pods(meshed: Meshed) -> list[Pod]:
    return [
        Pod(
            namespace,
            template["spec"]["serviceAccountName"],
            tuple(template["metadata"]["labels"].items()),
            frozenset(p["containerPort"] for c in containers(template) for p in c.get("ports", ())),
        )
        for namespace, template in templates(meshed.objects)
    ]


def foreign_pods(env: Environment) -> list[Pod]:
    """What else there may be: the entry, somebody's, and one that only looks like ours."""
    ours = ("app.kubernetes.io/name", "workspace-kernel")
    return [
        Pod(env.entry.dialect.namespace, "controller", ()),
        Pod("stranger", "workspace-kernel", (ours,)),
        Pod(env.namespace, "default", ()),
    ]


def declared(env: Environment) -> set[Connection]:
    """The table of edges, of those that lead to a pod of ours."""

    def name(end: object) -> str:
        match end:
            case Pods(component, namespace):
                return f"{namespace}/{component}"
            case AllOf(namespace):
                return f"{namespace}/controller"
            case _:
                raise AssertionError(end)

    return {
        (name(edge.source), name(edge.target), edge.port)
        for edge in edges(env, PARTS)
        if isinstance(edge.target, Pods)
    }


def authorized(policies: Iterable[KubeObject], source: Pod, target: Pod, port: int) -> bool:
    """Whether a mesh lets a connection through.

    Written from Istio's words, not from the code under test: without a policy that selects the
    target all is allowed, and with one what any rule of them matches.
    Source: https://istio.io/latest/docs/reference/config/security/authorization-policy/
    """
    selecting = [
        policy["spec"]
        for policy in policies
        if policy["metadata"]["namespace"] == target.namespace
        and policy["spec"].get("selector", {}).get("matchLabels", {}).items()
        <= dict(target.labels).items()
    ]
    assert {spec["action"] for spec in selecting} <= {"ALLOW"}
    return not selecting or any(
        any(_is_from(sender["source"], source) for sender in rule["from"])
        and any(str(port) in to["operation"]["ports"] for to in rule["to"])
        for spec in selecting
        for rule in spec.get("rules", ())
    )


def _is_from(wanted: Mapping[str, list[str]], source: Pod) -> bool:
    told = {
        "principals": f"cluster.local/ns/{source.namespace}/sa/{source.account}",
        "namespaces": source.namespace,
    }
    return all(told[field] in values for field, values in wanted.items())


@pytest.fixture
def let_through(
    allowed: Callable[..., bool], endpoint: Callable[..., Any]
) -> Callable[[Meshed, Pod, Pod, int], bool]:
    """Whether the NetworkPolicies of an environment do."""

    def decide(meshed: Meshed, source: Pod, target: Pod, port: int) -> bool:
        ends = [endpoint(labels=dict(p.labels), namespace=p.namespace) for p in (source, target)]
        return allowed(meshed.of_kind("NetworkPolicy"), *ends, port)

    return decide


def connections(meshed: Meshed, is_open: Callable[[Pod, Pod, int], bool]) -> set[Connection]:
    """Every pair of pods and every port of all, as far as `is_open`."""
    ours = own_pods(meshed)
    numbers = frozenset().union(*(pod.ports for pod in ours))
    return {
        (str(source), str(target), port)
        for source in (*ours, *foreign_pods(meshed.env))
        for target in ours
        for port in numbers
        if is_open(source, target, port)
    }


def test_the_mesh_allows_what_is_declared_and_nothing_else(meshed: Meshed) -> None:
    policies = meshed.of_kind("AuthorizationPolicy")

    found = connections(meshed, lambda *connection: authorized(policies, *connection))

    assert len(found) > 15
    assert found == declared(meshed.env)


def test_the_network_policies_allow_the_same_as_without_a_mesh(
    meshed: Meshed, let_through: Callable[..., bool]
) -> None:
    found = connections(meshed, lambda *connection: let_through(meshed, *connection))

    assert found == declared(meshed.env)


def test_a_tunnel_is_dug_between_those_alone_that_have_something_to_say(
    ambient: Meshed, let_through: Callable[..., bool]
) -> None:
    """Any port may be meant in it, so that what the tunnel's end allows is what counts."""
    policies = ambient.of_kind("AuthorizationPolicy")

    found = connections(
        ambient,
        lambda source, target, port: (
            let_through(ambient, source, target, TUNNEL)
            and authorized(policies, source, target, port)
        ),
    )
    pairs = connections(
        ambient, lambda source, target, _: let_through(ambient, source, target, TUNNEL)
    )

    assert found == declared(ambient.env)
    assert {pair[:2] for pair in pairs} == {edge[:2] for edge in declared(ambient.env)}


def test_there_is_no_tunnel_without_an_ambient_mesh(
    without: Meshed, sidecar: Meshed, let_through: Callable[..., bool]
) -> None:
    def tunnels(meshed: Meshed) -> set[Connection]:
        return connections(
            meshed, lambda source, target, _: let_through(meshed, source, target, TUNNEL)
        )

    assert not tunnels(without)
    assert not tunnels(sidecar)


def test_the_kubelets_probes_reach_the_pods_of_the_ambient_mesh(
    ambient: Meshed, without: Meshed, allowed: Callable[..., bool], endpoint: Callable[..., Any]
) -> None:
    kubelet = endpoint(address="169.254.7.127")

    def reached(meshed: Meshed) -> set[tuple[str, int]]:
        policies = meshed.of_kind("NetworkPolicy")
        return {
            (str(pod), port)
            for pod, port in probed(meshed)
            if allowed(
                policies, kubelet, endpoint(labels=dict(pod.labels), namespace=pod.namespace), port
            )
        }

    assert reached(ambient) == {(str(pod), port) for pod, port in probed(ambient)}
    assert reached(without) == set()


def probed(meshed: Meshed) -> list[tuple[Pod, int]]:
    pods = dict(zip(map(str, own_pods(meshed)), own_pods(meshed), strict=True))
    return [
        (pods[f"{namespace}/{template['spec']['serviceAccountName']}"], port["containerPort"])
        for namespace, template in templates(meshed.objects)
        for container in containers(template)
        for kind in ("startupProbe", "readinessProbe", "livenessProbe")
        for port in container.get("ports", ())
        if container.get(kind, {}).get("httpGet", {}).get("port") in port.values()
    ]


def test_each_pod_asks_istiod_where_it_has_a_proxy(
    sidecar: Meshed, ambient: Meshed, let_through: Callable[..., bool]
) -> None:
    istiod = Pod("istio-system", "istiod", (("app", "istiod"),))
    other = Pod("istio-system", "istiod", (("app", "other"),))

    assert all(let_through(sidecar, pod, istiod, 15012) for pod in own_pods(sidecar))
    assert not any(let_through(sidecar, pod, other, 15012) for pod in own_pods(sidecar))
    assert not any(let_through(ambient, pod, istiod, 15012) for pod in own_pods(ambient))


def test_every_namespace_is_in_the_mesh_and_takes_nothing_in_plain_text(meshed: Meshed) -> None:
    namespaces = {obj["metadata"]["name"]: obj for obj in meshed.of_kind("Namespace")}
    strict = {
        obj["metadata"]["namespace"]
        for obj in meshed.of_kind("PeerAuthentication")
        if obj["spec"] == {"mtls": {"mode": "STRICT"}}
    }

    assert strict == namespaces.keys()
    assert {
        (
            namespace["metadata"]["labels"].get("istio.io/dataplane-mode"),
            namespace["metadata"]["labels"].get("istio-injection"),
        )
        for namespace in namespaces.values()
    } == {("ambient", None) if isinstance(meshed.env.mesh, Ambient) else (None, "enabled")}


def test_without_a_mesh_there_is_nothing_of_it(without: Meshed) -> None:
    assert not [obj for obj in without.objects if "istio" in obj["apiVersion"]]
    assert not [
        label
        for obj in without.of_kind("Namespace")
        for label in obj["metadata"]["labels"]
        if "istio" in label
    ]


def test_the_mesh_takes_nothing_away_and_adds_objects_of_istio_alone(
    without: Meshed, ambient: Meshed
) -> None:
    """So that switching it off removes it, and touches no pod."""

    def kept(meshed: Meshed) -> list[KubeObject]:
        changed = {"Namespace", "NetworkPolicy"}
        return sorted(
            (
                obj
                for obj in meshed.objects
                if "istio" not in obj["apiVersion"] and obj["kind"] not in changed
            ),
            key=lambda obj: (
                obj["kind"],
                obj["metadata"].get("namespace", ""),
                obj["metadata"]["name"],
            ),
        )

    def unordered(objects: list[KubeObject]) -> list[Any]:
        return [{**obj, "metadata": {**obj["metadata"], "annotations": None}} for obj in objects]

    assert unordered(kept(ambient)) == unordered(kept(without))


def test_the_quota_has_room_for_a_proxy_in_each_pod(without: Meshed, sidecar: Meshed) -> None:
    def hard(meshed: Meshed) -> dict[str, Mapping[str, str]]:
        return {
            obj["metadata"]["namespace"]: obj["spec"]["hard"]
            for obj in meshed.of_kind("ResourceQuota")
        }

    def more(namespace: str, resource: str) -> Fraction:
        before, after = (hard(meshed)[namespace][resource] for meshed in (without, sidecar))
        return parse_quantity(after) - parse_quantity(before)

    for namespace, quota in hard(sidecar).items():
        pods = int(quota["pods"])
        assert more(namespace, "requests.cpu") == pods * parse_quantity(PROXY.cpu_request)
        assert more(namespace, "limits.memory") == pods * parse_quantity(PROXY.memory_limit)


def test_what_may_not_be_repeated_is_sent_once(sidecar: Meshed) -> None:
    routes = sidecar.of_kind("VirtualService")

    assert {obj["metadata"]["name"] for obj in routes} >= {
        "graphstudio-frontend",
        "workspace-kernel",
        "nexus-os",
    }
    for obj in routes:
        repeated, rest = obj["spec"]["http"]
        assert [m["method"]["exact"] for m in repeated["match"]] == ["GET", "HEAD"]
        assert rest["retries"] == {"attempts": 0}
        assert "match" not in rest


def test_a_pod_that_answers_is_never_ejected(sidecar: Meshed) -> None:
    """A full kernel answers 503, and the users that it has would lose their way to it."""
    rules = [
        obj["spec"]["trafficPolicy"]["outlierDetection"]
        for obj in sidecar.of_kind("DestinationRule")
        if "outlierDetection" in obj["spec"]["trafficPolicy"]
    ]

    assert rules
    for rule in rules:
        assert rule["consecutive5xxErrors"] == rule["consecutiveGatewayErrors"] == 0
        assert rule["consecutiveLocalOriginFailures"] > 0


def test_a_pod_is_reached_by_its_own_address_in_mutual_tls(sidecar: Meshed) -> None:
    """As a kernel reaches the next, and Prometheus all of them."""
    mutual = {
        obj["spec"]["host"]
        for obj in sidecar.of_kind("DestinationRule")
        if obj["spec"]["trafficPolicy"].get("tls") == {"mode": "ISTIO_MUTUAL"}
    }
    headless = {
        (f"{m['namespace']}/{m['name'].removesuffix('-pods')}", port["port"])
        for obj in sidecar.of_kind("Service")
        if obj["spec"].get("clusterIP") == "None"
        and f"{(m := obj['metadata'])['name']}.{m['namespace']}.svc.cluster.local" in mutual
        for port in obj["spec"]["ports"]
    }

    assert headless == {(target, port) for _, target, port in declared(sidecar.env)}


def test_no_pod_is_kept_from_restricted_or_told_of_a_proxy(meshed: Meshed) -> None:
    """A Job ends, since a native sidecar ends with it; in the ambient mesh there is none."""
    levels = {
        obj["metadata"]["name"]: obj["metadata"]["labels"]["pod-security.kubernetes.io/enforce"]
        for obj in meshed.of_kind("Namespace")
    }

    assert levels == {
        part.namespace(meshed.env): part.pod_security.level
        for part in PARTS
        if part.wanted(meshed.env)
    }
    assert not [template for _, template in templates(meshed.objects) if "istio" in str(template)]


def test_sidecars_are_refused_where_a_job_would_never_end() -> None:
    env = staging(None)
    old = KubernetesVersions(oldest="1.28", newest="1.37")
    fields = {name: getattr(env, name) for name in env.__struct_fields__}

    with pytest.raises(InvalidError, match=r"sidecars run on .* raise it, or use Ambient"):
        Environment(**{**fields, "kubernetes": old, "mesh": Sidecar()})

    assert Environment(**{**fields, "kubernetes": old, "mesh": Ambient()}).mesh == Ambient()


def test_no_check_finds_an_error(meshed: Meshed) -> None:
    env = meshed.env
    subject = Subject(
        env=env,
        deployed=[
            Deployed(application, list(meshed.rendering.objects[application.name]))
            for application in platform().applications(env)
        ],
        argocd=[from_yaml(text, path) for path, text in meshed.rendering.argocd.items()],
        images=loading.images(env.name),
        declaration=declaration(env, PARTS),
    )

    errors = [finding for finding in check(subject) if finding.severity is Severity.ERROR]

    assert errors == []
