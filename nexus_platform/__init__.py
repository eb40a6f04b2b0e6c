"""The Nexus platform: what is deployed, and the environments it is deployed to.

It knows nexus_gitops, the tool, which does not know it. Nothing here imports cdk8s before an
Application makes its objects.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from nexus_platform import names
from nexus_platform.components import COMPONENTS

if TYPE_CHECKING:
    from cdk8s import App, Chart

    from nexus_gitops.images.image import ImageLock
    from nexus_gitops.platform.application import Application
    from nexus_gitops.platform.chart import ChartSource
    from nexus_platform.environment import Environment


class Nexus:
    """See `nexus_gitops.platform.protocol.Platform`."""

    name: Final = names.PLATFORM
    images: Final = tuple(dict.fromkeys(component.image_name for component in COMPONENTS))
    dockerfiles: Final[Mapping[str, str]] = {
        component.name: component.dockerfile for component in COMPONENTS if component.dockerfile
    }

    def applications(self, env: "Environment") -> "tuple[Application, ...]":
        """The platform itself."""
        from nexus_constructs.kinds import KINDS
        from nexus_gitops.argocd.layout import CORE
        from nexus_gitops.platform.application import Application

        def core(app: "App", images: "ImageLock") -> "Chart":
            from nexus_platform.core import Core

            return Core(app, env, images, COMPONENTS)

        return (
            Application(
                name=CORE,
                namespace=env.namespace,
                destination=env.cluster,
                objects=core,
                requires=_required_kinds(env),
                permits=KINDS,
            ),
        )

    def chart(self) -> "ChartSource":
        """See `nexus_gitops.platform.chart.HasChart`."""
        from nexus_platform.chart import SOURCE

        return SOURCE

    def provided_secrets(self, env: "Environment") -> Mapping[str, frozenset[str]]:
        """The one that is made in the cluster by hand, where no store fills it."""
        from nexus_platform.composition import secret_keys
        from nexus_platform.environment import ClusterSecrets

        match env.secrets:
            case ClusterSecrets():
                return {names.SECRET: frozenset(secret_keys(env, COMPONENTS))}
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
