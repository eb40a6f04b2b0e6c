"""A platform of two Applications in two namespaces, one of them privileged."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cdk8s import App, Chart

    from nexus_gitops.images.image import ImageLock
    from nexus_gitops.platform.application import Application
    from shop_platform.environment import Environment


class Shop:
    """See `nexus_gitops.platform.protocol.Platform`."""

    name: Final = "shop"
    images: Final = ("agent", "web")
    dockerfiles: Final[Mapping[str, str]] = {}

    def applications(self, env: "Environment") -> "tuple[Application, ...]":
        """`core`, and where an environment wants them, `agents`."""
        from nexus_constructs.kinds import KINDS
        from nexus_constructs.pod_security import Level
        from nexus_gitops.platform.application import Application

        def core(app: "App", images: "ImageLock") -> "Chart":
            from shop_platform.core import Core

            return Core(app, env, images)

        def agents(app: "App", images: "ImageLock") -> "Chart":
            from shop_platform.agents import Agents

            return Agents(app, env, images)

        first = Application(
            name="core",
            namespace=env.namespace,
            destination=env.cluster,
            objects=core,
            permits=KINDS,
        )
        if not env.agents:
            return (first,)
        return (
            first,
            Application(
                name="agents",
                namespace=env.agents,
                destination=env.cluster,
                objects=agents,
                pod_security=Level.PRIVILEGED,
                permits=KINDS | {("apps", "DaemonSet")},
            ),
        )


PLATFORM: Final = Shop()
