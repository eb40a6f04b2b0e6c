"""prometheus: asks every component of the environment for its figures, and keeps them."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from nexus_constructs.quantity import parse_quantity
from nexus_constructs.sizing import Resources
from nexus_platform.addons.observability import names, wanted
from nexus_platform.addons.observability.scraping import (
    ARGOCD_METRICS,
    CERT_MANAGER_METRICS,
    configuration,
)
from nexus_platform.component import (
    Beyond,
    Component,
    ControlPlane,
    EveryMetrics,
    Metrics,
    Site,
    Stage,
)
from nexus_platform.sizes import Kept

if TYPE_CHECKING:
    from nexus_constructs.rbac import PolicyRule
    from nexus_constructs.settings import Settings
    from nexus_constructs.stateful_set import StatefulSet
    from nexus_platform.environment import Environment

_RESOURCES: Final = Resources("200m", "1", "512Mi", "1Gi")
_UID: Final = 65534  # `nobody` in the image
_ALIVE: Final = "/-/healthy"
_READY: Final = "/-/ready"
_CONFIGURATION: Final = "/etc/prometheus"
_DATA: Final = "/prometheus"
_RULES: Final = "rules.yml"
_SHARE_FOR_FIGURES: Final = Fraction(4, 5)
"""Of the storage; the rest is for the write-ahead log and a compaction under way."""


def _size(env: "Environment") -> Kept:
    return Kept(_RESOURCES, wanted.own(env).storage)


def _watches() -> Sequence["PolicyRule"]:
    from nexus_constructs.rbac import PolicyRule

    return (PolicyRule(verbs=("get", "list", "watch"), resources=("pods",)),)


def _settings(site: Site) -> "Settings":
    from nexus_constructs.configuration import yaml_text
    from nexus_constructs.settings import Settings
    from nexus_platform.addons.observability.rules import groups
    from nexus_platform.addons.observability.rules.scope import Scope, documents

    said = wanted.observability(site.env)
    scope = Scope(site.env, said, tuple(site.everywhere))
    told = configuration(
        said,
        site.everywhere,
        installation=site.installation.name,
        environment=site.env.name,
        rules=f"{_CONFIGURATION}/{_RULES}",
        alertmanager=f"{names.ALERTMANAGER}:{names.ALERTMANAGER_PORT}",
    )
    return Settings(
        site.chart,
        f"{names.PROMETHEUS}-config",
        installation=site.installation,
        data={
            "prometheus.yml": yaml_text(told),
            _RULES: yaml_text(documents(scope, groups(scope))),
        },
        after=site.after,
    )


def _build(site: Site) -> "StatefulSet":
    from nexus_constructs.containers import ContainerSpec, Port, Probes, http_probe
    from nexus_constructs.pods import PodSpec
    from nexus_constructs.rbac import Permissions
    from nexus_constructs.stateful_set import StatefulSet
    from nexus_constructs.volumes import EmptyDir, ServiceAccountToken, VolumeClaimTemplate

    stack = wanted.own(site.env)
    settings = _settings(site)
    most = int(parse_quantity(stack.storage) * _SHARE_FOR_FIGURES)
    return StatefulSet(
        site.chart,
        names.PROMETHEUS,
        installation=site.installation,
        version=site.image.tag,
        pod=PodSpec(
            ContainerSpec(
                image=site.image.reference,
                resources=_RESOURCES,
                uid=_UID,
                ports=(Port("http", names.PROMETHEUS_PORT),),
                args=(
                    f"--config.file={_CONFIGURATION}/prometheus.yml",
                    f"--storage.tsdb.path={_DATA}",
                    f"--storage.tsdb.retention.time={stack.retention}",
                    f"--storage.tsdb.retention.size={most}B",
                ),
                probes=Probes(
                    # It is alive, and not ready, while it replays its write-ahead log.
                    readiness=http_probe(_READY, port="http", period=5, failures=3),
                    liveness=http_probe(_ALIVE, port="http", period=10, failures=6),
                ),
                volumes=(
                    settings.files(_CONFIGURATION),
                    VolumeClaimTemplate("data", _DATA, stack.storage),
                    ServiceAccountToken(),
                    EmptyDir("tmp", "/tmp", "16Mi"),  # noqa: S108 -- in the container
                ),
            ),
            grace_seconds=120,
            permissions=Permissions(role=tuple(_watches())),
        ),
        replicas=1,
        service_ports={"http": names.PROMETHEUS_PORT},
        after=[*site.after, settings],
    )


PROMETHEUS: Final = Component(
    names.PROMETHEUS,
    Stage.PREPARATION,
    size=_size,
    build=_build,
    port=names.PROMETHEUS_PORT,
    needs=(
        EveryMetrics(),
        ControlPlane(),
        names.ALERTMANAGER,
        Beyond(wanted.argocd, ARGOCD_METRICS),
        Beyond(wanted.cert_manager, CERT_MANAGER_METRICS),
    ),
    metrics=Metrics(names.PROMETHEUS_PORT),
    watches=_watches,
    wanted=wanted.is_own,
    alive=(_ALIVE,),
    ready=(_READY,),
    folders=(_DATA, "/tmp"),  # noqa: S108 -- in the container
    user=_UID,
)
