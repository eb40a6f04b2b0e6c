"""fluent-bit: on every node, sends the lines of the environment's pods to the store."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from nexus_constructs.sizing import Resources
from nexus_platform.addons.logging import names, wanted
from nexus_platform.addons.logging.pipeline import BUFFER, CONFIGURATION, LOGS, SCRIPT, pipeline
from nexus_platform.component import Component, ControlPlane, Metrics, Site, Stage
from nexus_platform.sizes import EveryNode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nexus_constructs.daemon_set import DaemonSet
    from nexus_constructs.rbac import PolicyRule
    from nexus_constructs.settings import Settings
    from nexus_platform.environment import Environment

_RESOURCES: Final = Resources("50m", "200m", "128Mi", "256Mi")
_ALIVE: Final = "/"
_MAIN: Final = "fluent-bit.yaml"


def _size(env: "Environment") -> EveryNode:
    return EveryNode(_RESOURCES, wanted.logging(env).nodes)


def _watches() -> "Sequence[PolicyRule]":
    from nexus_constructs.rbac import PolicyRule

    return (PolicyRule(verbs=("get", "list", "watch"), resources=("pods",)),)


def _settings(site: Site) -> "Settings":
    from nexus_constructs.configuration import yaml_text
    from nexus_constructs.settings import Settings

    script = Path(__file__).with_name(SCRIPT).read_text("utf-8")
    return Settings(
        site.chart,
        f"{names.FLUENT_BIT}-config",
        installation=site.installation,
        data={
            _MAIN: yaml_text(
                pipeline(list(site.everywhere), site.installation, wanted.logging(site.env).backend)
            ),
            SCRIPT: script,
        },
        after=site.after,
    )


def _build(site: Site) -> "DaemonSet":
    from nexus_constructs.containers import ContainerSpec, Port, Probes, http_probe
    from nexus_constructs.daemon_set import DaemonSet
    from nexus_constructs.pod_security import Deviation
    from nexus_constructs.pods import PodSpec, Toleration
    from nexus_constructs.rbac import Permissions
    from nexus_constructs.volumes import EmptyDir, HostPath, ServiceAccountToken

    settings = _settings(site)
    # Neither asks whether the store answers: a restart would not bring that back.
    probes = Probes(
        readiness=http_probe(_ALIVE, port="http", period=10, failures=2),
        liveness=http_probe(_ALIVE, port="http", period=10, failures=6),
    )
    return DaemonSet(
        site.chart,
        names.FLUENT_BIT,
        installation=site.installation,
        version=site.image.tag,
        pod=PodSpec(
            ContainerSpec(
                image=site.image.reference,
                resources=_RESOURCES,
                uid=0,
                ports=(Port("http", names.FLUENT_BIT_PORT),),
                command=("/fluent-bit/bin/fluent-bit", f"--config={CONFIGURATION}/{_MAIN}"),
                sources=(site.secret.picking(names.STORE_PASSWORD),),
                probes=probes,
                volumes=(
                    settings.files(CONFIGURATION),
                    HostPath("logs", LOGS, LOGS, "the lines of the node's pods are there"),
                    HostPath(
                        "buffer",
                        BUFFER,
                        f"/var/lib/{site.installation.namespace}/{names.FLUENT_BIT}",
                        "a new pod goes on where the one before stopped, and sends what that had",
                        type="DirectoryOrCreate",
                        read_only=False,
                    ),
                    ServiceAccountToken(),
                    EmptyDir("tmp", "/tmp", "16Mi"),  # noqa: S108 -- in the container
                ),
                deviations=(
                    Deviation("runAsUser", "the container runtime's log files are root's alone"),
                ),
            ),
            permissions=Permissions(role=tuple(_watches())),
            tolerations=(Toleration(),),
        ),
        service_ports={},
        after=[*site.after, settings],
    )


FLUENT_BIT: Final = Component(
    names.FLUENT_BIT,
    Stage.SERVICE,
    size=_size,
    build=_build,
    needs=(names.VICTORIA_LOGS, names.OPENSEARCH, names.ELASTICSEARCH, ControlPlane()),
    secret_keys=lambda _: (names.STORE_PASSWORD,),
    metrics=Metrics(names.FLUENT_BIT_PORT, "/api/v2/metrics/prometheus"),
    watches=_watches,
    alive=(_ALIVE,),
    folders=(BUFFER, "/tmp"),  # noqa: S108 -- in the container
    user=0,
)
