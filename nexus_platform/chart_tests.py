"""What `helm test` runs: each service of our own is asked for its health, and the database for one.

The network lets nothing through that is not in the table of flows, so the tests bring policies of
their own, which Helm makes before they run.
"""

from collections.abc import Iterable
from typing import Final

from cdk8s import App, Chart
from cdk8s_plus_27 import k8s
from constructs import Construct

from nexus_constructs.component import Component, Installation
from nexus_constructs.containers import ContainerSpec
from nexus_constructs.pods import PodSpec
from nexus_constructs.scalars import count
from nexus_constructs.secrets import SecretReference
from nexus_constructs.sizing import Resources
from nexus_constructs.sync_job import SyncJob
from nexus_constructs.volumes import EmptyDir
from nexus_gitops.images.image import ImageLock
from nexus_platform import names
from nexus_platform.components import COMPONENTS
from nexus_platform.components.graphstudio import SERVICE_PORT
from nexus_platform.components.http_service import APPLICATION_UID
from nexus_platform.environment import Environment
from nexus_platform.parts import CORE

_HEALTH: Final = "test-health"
_DATABASE: Final = "test-database"
_POSTGRES_UID: Final = 70  # `postgres` in the image
_SIZE: Final = Resources("50m", "200m", "64Mi", "128Mi")
_DEADLINE_SECONDS: Final = 120
_SERVICES: Final = tuple(component for component in COMPONENTS if component.dockerfile)
_ASK: Final = """
import sys, urllib.request
for url in sys.argv[1:]:
    with urllib.request.urlopen(url, timeout=10) as answer:
        print(url, answer.status)
"""


class ChartTests(Chart):
    """The Jobs, and the policies that let them through.

    Args:
        app: the cdk8s app.
        env: the environment.
        images: what each component runs.
    """

    def __init__(self, app: App, env: Environment, images: ImageLock) -> None:
        super().__init__(app, f"{env.name}-tests", disable_resource_name_hashes=True)
        installation = Installation(
            f"{names.PLATFORM}-{env.name}",
            env.namespace,
            part_of=names.PLATFORM,
            kubernetes=env.kubernetes.oldest,
        )
        ports = {
            _HEALTH: {component.name: component.port for component in _SERVICES},
            _DATABASE: {c.name: c.port for c in COMPONENTS if c.name == names.POSTGRES},
        }
        paths = [
            _Path(self, source, target, port, installation)
            for source, targets in ports.items()
            for target, port in targets.items()
            if port is not None
        ]
        kernel, postgres = images[names.KERNEL], images[names.POSTGRES]
        self._job(
            _HEALTH,
            ContainerSpec(
                image=kernel.reference,
                resources=_SIZE,
                uid=APPLICATION_UID,
                command=("python", "-c", _ASK, *_urls()),
                volumes=(EmptyDir("tmp", "/tmp", "16Mi"),),  # noqa: S108 -- in the container
            ),
            kernel.tag,
            installation,
            paths,
        )
        self._job(
            _DATABASE,
            ContainerSpec(
                image=postgres.reference,
                resources=_SIZE,
                uid=_POSTGRES_UID,
                command=("psql", "--no-psqlrc", "--command", "SELECT 1"),
                env={
                    "PGHOST": names.POSTGRES,
                    "PGDATABASE": names.DATABASE,
                    "PGUSER": names.DATABASE_USER,
                },
                sources=(SecretReference(CORE.secret).picking(PGPASSWORD=names.DATABASE_PASSWORD),),
                volumes=(EmptyDir("tmp", "/tmp", "16Mi"),),  # noqa: S108 -- in the container
            ),
            postgres.tag,
            installation,
            paths,
        )

    def _job(
        self,
        name: str,
        container: ContainerSpec,
        version: str,
        installation: Installation,
        after: Iterable[Component],
    ) -> None:
        SyncJob(
            self,
            name,
            installation=installation,
            version=version,
            pod=PodSpec(container),
            deadline_seconds=_DEADLINE_SECONDS,
            after=tuple(after),
        )


class _Path(Component):
    """Policies that let the pods of one component reach a port of another's."""

    def __init__(
        self, scope: Construct, source: str, target: str, port: int, installation: Installation
    ) -> None:
        super().__init__(scope, f"{source}-{target}", installation=installation)
        there, here = (
            k8s.LabelSelector(match_labels=installation.selector(name)) for name in (target, source)
        )
        ports = [k8s.NetworkPolicyPort(protocol="TCP", port=count(port))]
        self._policy(
            "out",
            k8s.NetworkPolicySpec(
                pod_selector=here,
                policy_types=["Egress"],
                egress=[
                    k8s.NetworkPolicyEgressRule(
                        to=[k8s.NetworkPolicyPeer(pod_selector=there)], ports=ports
                    )
                ],
            ),
        )
        self._policy(
            "in",
            k8s.NetworkPolicySpec(
                pod_selector=there,
                policy_types=["Ingress"],
                ingress=[
                    k8s.NetworkPolicyIngressRule(
                        from_=[k8s.NetworkPolicyPeer(pod_selector=here)], ports=ports
                    )
                ],
            ),
        )

    def _policy(self, direction: str, spec: k8s.NetworkPolicySpec) -> None:
        k8s.KubeNetworkPolicy(
            self, direction, metadata=self.metadata(f"{self.name}-{direction}"), spec=spec
        )


def _urls() -> tuple[str, ...]:
    ports = {names.FRONTEND: SERVICE_PORT}
    return tuple(f"http://{c.name}:{ports.get(c.name, c.port)}/health" for c in _SERVICES)
