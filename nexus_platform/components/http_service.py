"""What the services of our own have in common: one HTTP port, settings, keys, a drain."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from nexus_platform import names
from nexus_platform.component import Site
from nexus_platform.components.draining import DRAIN_SECONDS

if TYPE_CHECKING:
    from nexus_constructs.containers import Probes
    from nexus_constructs.deployment import Deployment
    from nexus_constructs.sizing import Resources

APPLICATION_UID: Final = 10001
TEMPORARY: Final = "/tmp"  # noqa: S108 -- in the container


def http_service(
    site: Site,
    name: str,
    *,
    resources: "Resources",
    port: int,
    probes: "Probes",
    keys: tuple[str, ...],
    env: Mapping[str, str],
    finishing_seconds: int,
) -> "Deployment":
    """A Deployment that an autoscaler scales, behind a Service of the same port.

    Args:
        site: see `Site`.
        name: of the component.
        resources: of its one container.
        port: where it listens.
        probes: of the container.
        keys: of the Secret that it reads.
        env: further variables of its own.
        finishing_seconds: what it takes to end its work after the drain.
    """
    from nexus_constructs.containers import ContainerSpec, Port
    from nexus_constructs.deployment import Deployment
    from nexus_constructs.pods import PodSpec
    from nexus_constructs.volumes import EmptyDir

    return Deployment(
        site.chart,
        name,
        installation=site.installation,
        version=site.image.tag,
        pod=PodSpec(
            ContainerSpec(
                image=site.image.reference,
                resources=resources,
                uid=APPLICATION_UID,
                ports=(Port("http", port),),
                env={"PORT": str(port), "LOG_LEVEL": site.env.log_level_of(name), **env},
                sources=(
                    *site.settings,
                    site.secret.picking(*keys),
                    site.secret.picking(names.JWT_SECRET_PREVIOUS).if_there(),
                ),
                probes=probes,
                volumes=(EmptyDir("tmp", TEMPORARY, "64Mi"),),
                pre_stop=("sleep", str(DRAIN_SECONDS)),
            ),
            grace_seconds=DRAIN_SECONDS + finishing_seconds,
        ),
        replicas=None,
        service_ports={"http": port},
        after=site.after,
    )
