"""What tells the figures of a store that does not speak the text format of Prometheus itself."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from nexus_constructs.sizing import Resources

if TYPE_CHECKING:
    from nexus_constructs.containers import ContainerSpec
    from nexus_constructs.secrets import SecretReference
    from nexus_gitops.images.image import Image

RESOURCES: Final = Resources("10m", "100m", "32Mi", "64Mi")
_UID: Final = 65534  # `nobody`; neither image has files that it needs to own


def exporter(
    image: "Image", *, port: int, env: Mapping[str, str], password: "SecretReference"
) -> "ContainerSpec":
    """A container beside a store, which it reaches at the pod itself.

    It is alive where it answers at all: a store that is down is what it is there to tell.

    Args:
        image: of the exporter.
        port: where it answers.
        env: where the store is, and where the exporter listens.
        password: by the variable that the exporter reads.
    """
    from nexus_constructs.containers import ContainerSpec, Port, Probes, http_probe
    from nexus_constructs.volumes import EmptyDir

    return ContainerSpec(
        name="exporter",
        image=image.reference,
        resources=RESOURCES,
        uid=_UID,
        ports=(Port("metrics", port),),
        env=env,
        # A store goes on where nobody has told the password of its figures yet.
        sources=(password.if_there(),),
        probes=Probes(
            readiness=http_probe("/", port="metrics", period=10, failures=3),
            liveness=http_probe("/", port="metrics", period=30, failures=6),
        ),
        volumes=(EmptyDir("exporter-tmp", "/tmp", "16Mi"),),  # noqa: S108 -- in the container
    )
