"""A platform that does in each environment what no platform should do."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from cdk8s import App, Chart

    from nexus_gitops.images.image import ImageLock
    from nexus_gitops.platform.application import Application
    from nexus_gitops.platform.environment import Environment


class Odd:
    """See `nexus_gitops.platform.protocol.Platform`."""

    name: Final = "odd"
    images: Final[tuple[str, ...]] = ()
    dockerfiles: Final[Mapping[str, str]] = {}

    def applications(self, env: "Environment") -> "tuple[Application, ...]":
        """One, that is made by the function of the environment's name in `oddities`."""
        from nexus_gitops.platform.application import Application

        def core(app: "App", _: "ImageLock") -> "Chart":
            from odd_platform import oddities

            make: Callable[[Any, Any], Any] = getattr(oddities, env.name)
            chart: Chart = make(app, env)
            return chart

        return (
            Application(
                name="core", namespace=env.namespace, destination=env.cluster, objects=core
            ),
        )


PLATFORM: Final = Odd()
