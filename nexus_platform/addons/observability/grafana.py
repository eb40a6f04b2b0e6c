"""grafana: shows what Prometheus keeps; it keeps nothing of its own."""

from typing import TYPE_CHECKING, Final

from nexus_constructs.sizing import Resources
from nexus_platform.addons.observability import names, wanted
from nexus_platform.component import Component, Metrics, Site, Stage
from nexus_platform.sizes import Fixed

if TYPE_CHECKING:
    from nexus_constructs.deployment import Deployment
    from nexus_constructs.settings import Settings

_SIZE: Final = Fixed(Resources("100m", "500m", "128Mi", "256Mi"))
_UID: Final = 472  # `grafana` in the image
_ALIVE: Final = "/api/health"
_DASHBOARDS: Final = "/etc/dashboards"
_PROVISIONING: Final = "/etc/grafana/provisioning"
_ENV: Final = {
    "GF_SECURITY_ADMIN_USER": "admin",
    "GF_AUTH_ANONYMOUS_ENABLED": "false",
    "GF_USERS_ALLOW_SIGN_UP": "false",
    "GF_SECURITY_DISABLE_GRAVATAR": "true",
    "GF_SECURITY_COOKIE_SECURE": "false",  # it is reached through a port-forward, in the clear
    "GF_SECURITY_COOKIE_SAMESITE": "strict",
    "GF_ANALYTICS_REPORTING_ENABLED": "false",
    "GF_ANALYTICS_CHECK_FOR_UPDATES": "false",
    "GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES": "false",
    "GF_NEWS_NEWS_FEED_ENABLED": "false",
    "GF_PLUGINS_PREINSTALL_DISABLED": "true",
    "GF_LOG_MODE": "console",
    "GF_LOG_CONSOLE_FORMAT": "json",
    "GF_PATHS_DATA": "/var/lib/grafana",
    "GF_PATHS_PROVISIONING": _PROVISIONING,
}


def _settings(site: Site) -> "tuple[Settings, Settings]":
    from nexus_constructs.configuration import yaml_text
    from nexus_constructs.settings import Settings

    return (
        Settings(
            site.chart,
            f"{names.GRAFANA}-datasources",
            installation=site.installation,
            data={
                "prometheus.yml": yaml_text(
                    {
                        "apiVersion": 1,
                        "datasources": [
                            {
                                "name": "Prometheus",
                                "uid": "prometheus",
                                "type": "prometheus",
                                "access": "proxy",
                                "url": f"http://{names.PROMETHEUS}:{names.PROMETHEUS_PORT}",
                                "isDefault": True,
                                "editable": False,
                            }
                        ],
                    }
                )
            },
            after=site.after,
        ),
        Settings(
            site.chart,
            f"{names.GRAFANA}-providers",
            installation=site.installation,
            data={
                "files.yml": yaml_text(
                    {
                        "apiVersion": 1,
                        "providers": [
                            {
                                "name": "nexus",
                                "type": "file",
                                "disableDeletion": True,
                                "options": {"path": _DASHBOARDS},
                            }
                        ],
                    }
                )
            },
            after=site.after,
        ),
    )


def _dashboards(site: Site) -> "list[Settings]":
    """A ConfigMap each, so that none grows beyond what a ConfigMap holds."""
    from nexus_constructs.settings import Settings
    from nexus_platform.addons.observability.dashboards import boards, releases
    from nexus_platform.addons.observability.dashboards.document import document
    from nexus_platform.addons.observability.rules.scope import Scope

    scope = Scope(site.env, wanted.observability(site.env), tuple(site.everywhere))
    return [
        Settings(
            site.chart,
            f"dashboard-{board.name}",
            installation=site.installation,
            data={
                f"{board.name}.json": document(
                    board, environment=site.env.name, releases=releases(scope)
                )
            },
            after=site.after,
        )
        for board in boards(scope)
    ]


def _build(site: Site) -> "Deployment":
    from nexus_constructs.containers import ContainerSpec, Port, Probes, http_probe
    from nexus_constructs.deployment import Deployment
    from nexus_constructs.pods import PodSpec
    from nexus_constructs.volumes import EmptyDir

    sources, providers = _settings(site)
    dashboards = _dashboards(site)
    return Deployment(
        site.chart,
        names.GRAFANA,
        installation=site.installation,
        version=site.image.tag,
        pod=PodSpec(
            ContainerSpec(
                image=site.image.reference,
                resources=_SIZE.resources,
                uid=_UID,
                ports=(Port("http", names.GRAFANA_PORT),),
                env=_ENV,
                sources=(
                    site.secret.picking(GF_SECURITY_ADMIN_PASSWORD=names.GRAFANA_ADMIN_PASSWORD),
                ),
                probes=Probes(
                    startup=http_probe(_ALIVE, port="http", period=5, failures=60),
                    readiness=http_probe(_ALIVE, port="http", period=5, failures=3),
                    liveness=http_probe(_ALIVE, port="http", period=10, failures=6),
                ),
                volumes=(
                    sources.files(f"{_PROVISIONING}/datasources"),
                    providers.files(f"{_PROVISIONING}/dashboards"),
                    *(one.files(f"{_DASHBOARDS}/{one.name}") for one in dashboards),
                    EmptyDir("data", "/var/lib/grafana", "256Mi"),
                    EmptyDir("tmp", "/tmp", "64Mi"),  # noqa: S108 -- in the container
                ),
            )
        ),
        replicas=_SIZE.replicas,
        service_ports={},
        after=[*site.after, sources, providers, *dashboards],
    )


GRAFANA: Final = Component(
    names.GRAFANA,
    Stage.SERVICE,
    size=lambda _: _SIZE,
    build=_build,
    needs=(names.PROMETHEUS,),
    secret_keys=lambda _: (names.GRAFANA_ADMIN_PASSWORD,),
    metrics=Metrics(names.GRAFANA_PORT),
    wanted=wanted.is_own,
    alive=(_ALIVE,),
    folders=("/var/lib/grafana", "/tmp"),  # noqa: S108 -- in the container
    user=_UID,
)
