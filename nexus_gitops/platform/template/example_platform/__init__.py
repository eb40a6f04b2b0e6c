"""The platform `example`: what is deployed, and the environments it is deployed to."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cdk8s import App, Chart
    from example_platform.environment import Environment

    from nexus_gitops.images.image import ImageLock
    from nexus_gitops.platform.application import Application


class Example:
    """See `nexus_gitops.platform.protocol.Platform`."""

    name: Final = "example"
    images: Final = ("web",)
    dockerfiles: Final[Mapping[str, str]] = {}

    def applications(self, env: "Environment") -> "tuple[Application, ...]":
        """One, `core`. More of them go here: each with a namespace and objects of its own."""
        from nexus_constructs.kinds import KINDS
        from nexus_gitops.platform.application import Application

        def core(app: "App", images: "ImageLock") -> "Chart":
            from example_platform.core import Core

            return Core(app, env, images)

        return (
            Application(
                name="core",
                namespace=env.namespace,
                destination=env.cluster,
                objects=core,
                permits=KINDS,
            ),
        )


PLATFORM: Final = Example()
