"""The Nexus platform: what is deployed, and the environments it is deployed to.

It knows nexus_gitops, the tool, which does not know it. Nothing here imports cdk8s before an
Application makes its objects.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from nexus_platform import names
from nexus_platform.parts import ALL_COMPONENTS, CORE, PARTS

if TYPE_CHECKING:
    from cdk8s import App, Chart

    from nexus_gitops.images.image import ImageLock
    from nexus_gitops.platform.acceptance import Probe
    from nexus_gitops.platform.application import Application
    from nexus_gitops.platform.backups import Backups
    from nexus_gitops.platform.chart import ChartSource
    from nexus_gitops.platform.components import Declaration
    from nexus_gitops.platform.figures import FigureStore
    from nexus_gitops.platform.helm_charts import HelmChart
    from nexus_gitops.platform.log_store import LogStore
    from nexus_gitops.platform.secrets import Key
    from nexus_gitops.platform.shortcomings import Shortcoming
    from nexus_platform.environment import Environment
    from nexus_platform.part import Part
    from nexus_platform.scaling import Scaling


class Nexus:
    """See `nexus_gitops.platform.protocol.Platform`."""

    name: Final = names.PLATFORM
    images: Final = tuple(
        dict.fromkeys(image for component in ALL_COMPONENTS for image in component.image_names)
    )
    dockerfiles: Final[Mapping[str, str]] = {
        component.name: component.dockerfile for component in ALL_COMPONENTS if component.dockerfile
    }

    def applications(self, env: "Environment") -> "tuple[Application, ...]":
        """The core, and an Application for each add-on that the environment has."""
        parts = tuple(_application(env, part) for part in PARTS if part.wanted(env))
        return (*parts, _scalers(env, env.scaling)) if env.scaling else parts

    def chart(self) -> "ChartSource":
        """See `nexus_gitops.platform.chart.HasChart`."""
        from nexus_platform.chart import SOURCE

        return SOURCE

    def acceptance(self, env: "Environment") -> "tuple[Probe, ...]":
        """See `nexus_gitops.platform.acceptance.HasAcceptance`."""
        from nexus_platform.acceptance import probes

        return probes(env)

    def secret_keys(self, env: "Environment") -> "Mapping[str, Key]":
        """See `nexus_gitops.platform.secrets.HasSecretKeys`."""
        from nexus_platform.secrets import keys

        return keys(env)

    def log_store(self, env: "Environment") -> "LogStore | None":
        """See `nexus_gitops.platform.log_store.HasLogStore`."""
        from nexus_platform.addons.logging import log_store

        return log_store(env)

    def figure_store(self, env: "Environment") -> "FigureStore | None":
        """See `nexus_gitops.platform.figures.HasFigures`."""
        from nexus_platform.addons.observability import figure_store

        namespaces = {part.namespace(env) for part in PARTS if part.wanted(env)}
        return figure_store(env, frozenset(namespaces))

    def backups(self, env: "Environment") -> "Backups | None":
        """See `nexus_gitops.platform.backups.HasBackups`."""
        from nexus_platform.addons.backup.operating import operating

        if env.backup is None:
            return None
        return operating(env, core=CORE.name, secret=CORE.secret)

    def shortcomings(self, env: "Environment") -> "tuple[Shortcoming, ...]":
        """See `nexus_gitops.platform.shortcomings.HasShortcomings`."""
        from nexus_platform.scaling import shortcomings

        return shortcomings(env.scaling, env.kernel.scaling)

    def helm_charts(self, env: "Environment") -> "tuple[HelmChart, ...]":
        """See `nexus_gitops.platform.helm_charts.HasHelmCharts`."""
        from nexus_platform.mesh import installation

        return installation(env)

    def components(self, env: "Environment") -> "Declaration":
        """See `nexus_gitops.platform.components.HasComponents`."""
        from nexus_platform.declaration import declaration

        return declaration(env, PARTS)


def _application(env: "Environment", part: "Part") -> "Application":
    from nexus_constructs.kinds import KINDS
    from nexus_gitops.platform.application import Application
    from nexus_platform.composition import logins, secret_keys
    from nexus_platform.database import kinds
    from nexus_platform.environment import ClusterSecrets, StoreSecrets

    def objects(app: "App", images: "ImageLock") -> "Chart":
        from nexus_platform.composition import everywhere
        from nexus_platform.edges import edges
        from nexus_platform.objects import Objects

        return Objects(app, env, images, part, edges(env, PARTS), everywhere(env, PARTS))

    keys = frozenset(secret_keys(env, part))
    by_hand = keys and isinstance(env.secrets, ClusterSecrets)
    by_store = keys and isinstance(env.secrets, StoreSecrets)
    return Application(
        name=part.name,
        namespace=part.namespace(env),
        destination=env.cluster,
        objects=objects,
        pod_security=part.pod_security.level,
        requires=(
            *(["external-secrets.io/ExternalSecret"] if by_store else []),
            *part.requires(env),
            *(env.mesh.kinds if env.mesh else ()),
        ),
        permits=KINDS | kinds(env),
        provided_secrets={part.secret: keys} if by_hand else {},
        provided_logins=logins(env, part) if by_hand else (),
    )


def _scalers(env: "Environment", scaling: "Scaling") -> "Application":
    from nexus_gitops.platform.application import Application

    def objects(app: "App", _: "ImageLock") -> "Chart":
        from nexus_platform.scalers import Scalers

        return Scalers(app, env, scaling, CORE)

    return Application(
        name="scaling",
        namespace=CORE.namespace(env),
        destination=env.cluster,
        objects=objects,
        requires=("keda.sh/ScaledObject",),
        permits=frozenset({("keda.sh", "ScaledObject")}),
    )


PLATFORM: Final = Nexus()
