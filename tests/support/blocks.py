"""Every building block at once, in two namespaces, so that both engines can render them."""

from dataclasses import replace
from typing import Any

from cdk8s import App, Chart

from nexus_constructs.component import Component, Installation
from nexus_constructs.containers import ContainerSpec, Port, Probes, exec_probe, http_probe
from nexus_constructs.cron_job import CronJob
from nexus_constructs.daemon_set import DaemonSet
from nexus_constructs.deployment import Deployment
from nexus_constructs.ingress import Ingress
from nexus_constructs.ingress_settings import IngressSettings
from nexus_constructs.job import Job
from nexus_constructs.namespace import Namespace, QuotaAndLimitRange
from nexus_constructs.network import (
    INTERNET,
    Flow,
    IPBlock,
    NamespacePeer,
    NetworkPolicies,
    PodPeer,
)
from nexus_constructs.pod_security import RESTRICTED, Deviation, Level, PodSecurity
from nexus_constructs.pods import PodSpec, Toleration
from nexus_constructs.quota import Peak, most_pods, quota
from nexus_constructs.rbac import Permissions, PolicyRule
from nexus_constructs.secrets import SecretReference
from nexus_constructs.settings import Settings
from nexus_constructs.sizing import Resources
from nexus_constructs.stateful_set import StatefulSet
from nexus_constructs.volumes import EmptyDir, HostPath, ServiceAccountToken, VolumeClaimTemplate

NAMESPACES = ("shop", "agents")
OLDEST = "1.27"
WITH_SIDECARS = "1.29"
"""The first Kubernetes that has sidecars of its own."""

TMP = EmptyDir("tmp", "/tmp", "1Mi")
SMALL = Resources("10m", "20m", "16Mi", "32Mi")
SECRETS = {"keys": frozenset({"TOKEN", "tls.crt"})}
PROBES = Probes(
    readiness=http_probe("/ready", port="http", period=5, failures=2),
    liveness=exec_probe(["true"], period=10, failures=6),
)
SHOP = Installation("shop-qa", "shop", part_of="shop")
AGENTS = replace(SHOP, namespace="agents")
SCRAPER = NamespacePeer("agents", AGENTS.selector("agent"))
NODES = IPBlock("10.0.0.0/8", excluded=("10.96.0.0/12",))

FLOWS = (
    Flow(NamespacePeer("ingress-nginx"), PodPeer("web"), 8080),
    Flow(PodPeer("web"), PodPeer("store"), 8080),
    Flow(SCRAPER, PodPeer("web"), 9113),
    Flow(NODES, PodPeer("web"), 8125, "UDP"),
    Flow(PodPeer("backup"), INTERNET, 443),
)
AGENT_FLOWS = (
    Flow(PodPeer("agent"), NamespacePeer("shop", SHOP.selector("web")), 9113),
    Flow(NamespacePeer("monitoring"), PodPeer("agent"), 8080),
)


def container(image: str, **more: Any) -> ContainerSpec:
    given = {"resources": SMALL, "uid": 1000, "volumes": (TMP,), **more}
    return ContainerSpec(image=f"registry.test/{image}:1.2.3", **given)


def serving(image: str, *ports: Port, **more: Any) -> ContainerSpec:
    return container(image, ports=(Port("http", 8080), *ports), probes=PROBES, **more)


def base(chart: Chart, installation: Installation, pods: int, claims: list[str]) -> list[Component]:
    """Bounds and policies; a pod of the chart has at most three containers of `SMALL`."""
    of_agents = installation.namespace == AGENTS.namespace
    level = PodSecurity(Level.PRIVILEGED, "agents read the logs of their node")
    namespace = Namespace(
        chart,
        installation=installation,
        pod_security=level if of_agents else RESTRICTED,
    )
    large = Resources("30m", "60m", "48Mi", "96Mi")
    bounds = QuotaAndLimitRange(
        chart,
        "limits",
        installation=installation,
        quota=quota([Peak(pods, large)], claims=claims),
        default=SMALL,
        after=[namespace],
    )
    policies = NetworkPolicies(
        chart,
        installation=installation,
        flows=AGENT_FLOWS if of_agents else FLOWS,
        after=[namespace],
    )
    return [bounds, policies]


def shop(installation: Installation) -> list[Any]:
    chart = Chart(App(), "shop", disable_resource_name_hashes=True)
    shared: dict[str, Any] = {"installation": installation, "version": "1.2.3"}
    bounds = base(chart, installation, pods=most_pods(2) + 2 + 1 + 1, claims=["1Gi", "1Gi"])
    files = Settings(
        chart, "files", installation=installation, data={"web.conf": "a\nb\n"}, after=bounds
    )
    load = Job(
        chart, "load", pod=PodSpec(container("load")), deadline_seconds=60, after=[files], **shared
    )
    store = StatefulSet(
        chart,
        "store",
        pod=PodSpec(serving("store", volumes=(TMP, VolumeClaimTemplate("data", "/data", "1Gi")))),
        replicas=2,
        service_ports={"http": 80},
        after=[load],
        **shared,
    )
    keys = SecretReference("keys").picking("tls.crt").files("/tls")
    web = Deployment(
        chart,
        "web",
        pod=PodSpec(
            serving(
                "web", Port("statsd", 8125, "UDP"), volumes=(TMP, files.files("/etc/web"), keys)
            ),
            sidecars=(
                container(
                    "exporter",
                    name="exporter",
                    ports=(Port("metrics", 9113),),
                    probes=Probes(
                        readiness=http_probe("/ready", port="metrics", period=5, failures=2),
                        liveness=http_probe("/live", port="metrics", period=10, failures=6),
                    ),
                ),
            ),
            init_containers=(container("web", name="prepare"),),
        ),
        replicas=2,
        service_ports={"http": 80, "metrics": 9113},
        after=[store],
        **shared,
    )
    CronJob(
        chart,
        "backup",
        schedule="30 2 * * *",
        pod=PodSpec(container("backup", sources=(SecretReference("keys").picking("TOKEN"),))),
        deadline_seconds=60,
        after=[store],
        **shared,
    )
    Ingress(
        chart,
        "shop",
        installation=installation,
        settings=IngressSettings(host="shop.test", class_name="nginx"),
        paths={"/": web.ports["http"]},
    )
    return list(chart.to_json())


def agents(installation: Installation) -> list[Any]:
    chart = Chart(App(), "agents", disable_resource_name_hashes=True)
    logs = HostPath("logs", "/logs", host_path="/var/log", reason="every container's log is here")
    DaemonSet(
        chart,
        "agent",
        installation=installation,
        version="1.2.3",
        pod=PodSpec(
            serving(
                "agent",
                uid=0,
                deviations=(Deviation("runAsUser", "logs belong to root"),),
                volumes=(TMP, logs, ServiceAccountToken()),
            ),
            permissions=Permissions(
                cluster_role=(PolicyRule(("get", "list", "watch"), ("pods", "namespaces")),)
            ),
            tolerations=(Toleration(),),
            node_selector={"kubernetes.io/os": "linux"},
        ),
        service_ports={"http": 80},
        after=base(chart, installation, pods=1, claims=[]),
    )
    return list(chart.to_json())


def render(namespace: str, kubernetes: str = WITH_SIDECARS) -> list[Any]:
    """The objects of one of the two namespaces, by whatever engine cdk8s is imported from.

    Args:
        namespace: its name.
        kubernetes: the oldest version that they must run on.
    """
    make, installation = {"shop": (shop, SHOP), "agents": (agents, AGENTS)}[namespace]
    return make(replace(installation, kubernetes=kubernetes))
