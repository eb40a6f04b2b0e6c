"""The Application `core`: one web server, and what any namespace needs."""

from typing import Final

from cdk8s import App, Chart

from nexus_constructs.component import Installation
from nexus_constructs.containers import ContainerSpec, Port, Probes, http_probe
from nexus_constructs.deployment import Deployment
from nexus_constructs.ingress import Ingress
from nexus_constructs.ingress_settings import IngressSettings
from nexus_constructs.namespace import Namespace, QuotaAndLimitRange
from nexus_constructs.network import Flow, NamespacePeer, NetworkPolicies, PodPeer
from nexus_constructs.pods import PodSpec
from nexus_constructs.quota import Peak, most_pods, quota
from nexus_constructs.sizing import Resources
from nexus_constructs.volumes import EmptyDir
from nexus_gitops.images.image import ImageLock
from shop_platform.environment import Environment

_PORT: Final = 8080
_SIZE: Final = Resources("50m", "200m", "32Mi", "64Mi")


def agent_of(env: Environment) -> NamespacePeer:
    """The agents, as a flow from their namespace names them."""
    return NamespacePeer(env.agents, installation_of(env).selector("agent"))


def installation_of(env: Environment) -> Installation:
    """What tells this environment's objects from those of others."""
    return Installation(
        f"shop-{env.name}", env.namespace, part_of="shop", kubernetes=env.kubernetes.oldest
    )


class Core(Chart):
    """All objects of the Application.

    Args:
        app: the cdk8s app.
        env: the environment.
        images: what it runs, by name.
    """

    def __init__(self, app: App, env: Environment, images: ImageLock) -> None:
        super().__init__(app, f"{env.name}-core", disable_resource_name_hashes=True)
        installation = installation_of(env)
        namespace = Namespace(self, installation=installation)
        limits = QuotaAndLimitRange(
            self,
            "limits",
            installation=installation,
            quota=quota([Peak(most_pods(env.replicas), _SIZE)], claims=[]),
            default=_SIZE,
            after=[namespace],
        )
        network = NetworkPolicies(
            self,
            installation=installation,
            flows=[
                Flow(NamespacePeer(env.ingress_namespace), PodPeer("web"), _PORT),
                *([Flow(agent_of(env), PodPeer("web"), _PORT)] if env.agents else ()),
            ],
            after=[namespace],
        )
        image = images["web"]
        web = Deployment(
            self,
            "web",
            installation=installation,
            version=image.tag,
            pod=PodSpec(
                ContainerSpec(
                    image=image.reference,
                    resources=_SIZE,
                    uid=101,  # `nginx` in the image
                    ports=(Port("http", _PORT),),
                    probes=Probes(
                        readiness=http_probe("/index.html", port="http", period=5, failures=2),
                        liveness=http_probe("/", port="http", period=10, failures=6),
                    ),
                    volumes=(EmptyDir("tmp", "/tmp", "64Mi"),),
                )
            ),
            replicas=env.replicas,
            service_ports={"http": 80},
            after=[limits, network],
        )
        Ingress(
            self,
            "shop",
            installation=installation,
            settings=IngressSettings(host=env.host, class_name=env.ingress_class),
            paths={"/": web.ports["http"]},
            after=[web],
        )
