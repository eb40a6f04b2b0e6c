"""The Nexus platform: what is deployed, and the environments it is deployed to.

It knows nexus_gitops, the tool, which does not know it. Nothing here imports cdk8s before an
Application makes its objects.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from nexus_platform.names import SECRET, Service

if TYPE_CHECKING:
    from cdk8s import App, Chart

    from nexus_gitops.images.image import ImageLock
    from nexus_gitops.platform.application import Application
    from nexus_platform.environment import Environment


class Nexus:
    """See `nexus_gitops.platform.protocol.Platform`."""

    name: Final = "nexus"
    images: Final = tuple(service.value for service in Service)
    dockerfiles: Final[Mapping[str, str]] = {
        Service.FRONTEND.value: "docker/graphstudio.Dockerfile",
        Service.KERNEL.value: "docker/workspace-kernel.Dockerfile",
        Service.NEXUS_OS.value: "docker/nexus-os.Dockerfile",
    }

    def applications(self, env: "Environment") -> "tuple[Application, ...]":
        """The platform itself."""
        from nexus_constructs.kinds import KINDS
        from nexus_gitops.platform.application import Application

        def core(app: "App", images: "ImageLock") -> "Chart":
            from nexus_platform.charts import Core

            return Core(app, env, images)

        return (
            Application(
                name="core",
                namespace=env.namespace,
                destination=env.cluster,
                objects=core,
                requires=_required_kinds(env),
                permits=KINDS,
            ),
        )

    def provided_secrets(self, env: "Environment") -> Mapping[str, frozenset[str]]:
        """The one that is made in the cluster by hand, where no store fills it."""
        from nexus_platform.environment import ClusterSecrets

        match env.secrets:
            case ClusterSecrets():
                return {SECRET: frozenset(env.secret_keys)}
            case _:
                return {}


def _required_kinds(env: "Environment") -> tuple[str, ...]:
    from nexus_platform.environment import StoreSecrets

    match env.secrets:
        case StoreSecrets():
            return ("external-secrets.io/ExternalSecret",)
        case _:
            return ()


PLATFORM: Final = Nexus()
