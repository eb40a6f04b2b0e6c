"""The Application `agents`: one pod on every node, which reads the logs there."""

from dataclasses import replace
from typing import Final

from cdk8s import App, Chart

from nexus_constructs.containers import ContainerSpec, Probes, exec_probe
from nexus_constructs.daemon_set import DaemonSet
from nexus_constructs.namespace import Namespace, QuotaAndLimitRange
from nexus_constructs.network import Flow, NamespacePeer, NetworkPolicies, PodPeer
from nexus_constructs.pod_security import Deviation, Level, PodSecurity
from nexus_constructs.pods import PodSpec, Toleration
from nexus_constructs.quota import Peak, quota
from nexus_constructs.sizing import Resources
from nexus_constructs.volumes import EmptyDir, HostPath
from nexus_gitops.images.image import ImageLock
from shop_platform.core import installation_of
from shop_platform.environment import Environment

_SIZE: Final = Resources("10m", "50m", "16Mi", "32Mi")
_NODES: Final = 3


class Agents(Chart):
    """All objects of the Application."""

    def __init__(self, app: App, env: Environment, images: ImageLock) -> None:
        super().__init__(app, f"{env.name}-agents", disable_resource_name_hashes=True)
        core = installation_of(env)
        installation = replace(core, namespace=env.agents)
        namespace = Namespace(
            self,
            installation=installation,
            pod_security=PodSecurity(Level.PRIVILEGED, "agents read the logs of their node"),
        )
        limits = QuotaAndLimitRange(
            self,
            "limits",
            installation=installation,
            quota=quota([Peak(_NODES, _SIZE)], claims=[]),
            default=_SIZE,
            after=[namespace],
        )
        network = NetworkPolicies(
            self,
            installation=installation,
            flows=[
                Flow(PodPeer("agent"), NamespacePeer(env.namespace, core.selector("web")), 8080)
            ],
            after=[namespace],
        )
        image = images["agent"]
        DaemonSet(
            self,
            "agent",
            installation=installation,
            version=image.tag,
            pod=PodSpec(
                ContainerSpec(
                    image=image.reference,
                    resources=_SIZE,
                    uid=0,
                    probes=Probes(
                        readiness=exec_probe(["test", "-d", "/logs"], period=10, failures=3),
                        liveness=exec_probe(["true"], period=30, failures=6),
                    ),
                    deviations=(Deviation("runAsUser", "logs belong to root"),),
                    volumes=(
                        HostPath("logs", "/logs", host_path="/var/log", reason="they are here"),
                        EmptyDir("tmp", "/tmp", "64Mi"),
                    ),
                ),
                tolerations=(Toleration(),),
            ),
            service_ports={},
            after=[limits, network],
        )
