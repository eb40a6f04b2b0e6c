"""alertmanager: tells people of alerts, once and together."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from nexus_constructs.sizing import Resources
from nexus_platform.addons.observability import names, wanted
from nexus_platform.addons.observability.settings import PagerDuty, Receiver, Slack, Webhook
from nexus_platform.component import Component, Internet, Metrics, Site, Stage
from nexus_platform.sizes import Kept

if TYPE_CHECKING:
    from nexus_constructs.stateful_set import StatefulSet
    from nexus_platform.addons.observability.settings import Own
    from nexus_platform.environment import Environment

_SIZE: Final = Kept(Resources("20m", "100m", "64Mi", "128Mi"), "1Gi")
_UID: Final = 65534  # `nobody` in the image
_ALIVE: Final = "/-/healthy"
_READY: Final = "/-/ready"
_CONFIGURATION: Final = "/etc/alertmanager"
_SECRETS: Final = "/etc/alertmanager-secrets"
_DATA: Final = "/alertmanager"
_NOBODY: Final = "nobody"


def configuration(stack: "Own") -> Mapping[str, Any]:
    """The file that Alertmanager reads; what is secret it reads from files of its own.

    Source: https://prometheus.io/docs/alerting/latest/configuration/
    """
    told = _receivers(stack)
    return {
        "route": {
            "receiver": _NOBODY,
            "group_by": ["environment", "alertname"],
            "group_wait": "30s",
            "group_interval": "5m",
            "repeat_interval": "4h",
            "routes": [
                {"receiver": severity, "matchers": [f'severity="{severity}"']} for severity in told
            ],
        },
        "inhibit_rules": [
            # A store that is down makes everything slow, and fail.
            {
                "source_matchers": ['alertname=~"DatabaseIsDown|RedisIsDown"'],
                "target_matchers": ['severity="warning"'],
                "equal": ["environment"],
            }
        ],
        "receivers": [
            {"name": _NOBODY},
            *(
                {"name": severity, **_told(receiver, f"{_SECRETS}/{key}")}
                for severity, (receiver, key) in told.items()
            ),
        ],
    }


def _receivers(stack: "Own") -> Mapping[str, tuple[Receiver, str]]:
    """Who is told, with the key of the Secret, by severity."""
    return {
        severity: (receiver, key)
        for severity, receiver, key in (
            ("critical", stack.critical, names.ALERTS_CRITICAL),
            ("warning", stack.warning, names.ALERTS_WARNING),
        )
        if receiver is not None
    }


def _told(receiver: Receiver, secret: str) -> Mapping[str, Any]:
    match receiver:
        case Slack():
            return {
                "slack_configs": [
                    {
                        "api_url_file": secret,
                        "channel": receiver.channel,
                        "send_resolved": True,
                        "title": "{{ .CommonLabels.alertname }} in {{ .CommonLabels.environment }}",
                        "text": "{{ range .Alerts }}{{ .Annotations.summary }}"
                        " ({{ .Annotations.runbook_url }}) {{ end }}",
                    }
                ]
            }
        case PagerDuty():
            return {"pagerduty_configs": [{"routing_key_file": secret, "send_resolved": True}]}
        case Webhook():
            return {
                "webhook_configs": [
                    {
                        "url": receiver.url,
                        "send_resolved": True,
                        "http_config": {"authorization": {"credentials_file": secret}},
                    }
                ]
            }


def _keys(env: "Environment") -> tuple[str, ...]:
    return tuple(key for _, key in _receivers(wanted.own(env)).values())


def _tells_somebody(env: "Environment") -> bool:
    return bool(_receivers(wanted.own(env)))


def _build(site: Site) -> "StatefulSet":
    from nexus_constructs.configuration import yaml_text
    from nexus_constructs.containers import ContainerSpec, Port, Probes, http_probe
    from nexus_constructs.pods import PodSpec
    from nexus_constructs.settings import Settings
    from nexus_constructs.stateful_set import StatefulSet
    from nexus_constructs.volumes import EmptyDir, VolumeClaimTemplate

    keys = _keys(site.env)
    settings = Settings(
        site.chart,
        f"{names.ALERTMANAGER}-config",
        installation=site.installation,
        data={"alertmanager.yml": yaml_text(configuration(wanted.own(site.env)))},
        after=site.after,
    )
    return StatefulSet(
        site.chart,
        names.ALERTMANAGER,
        installation=site.installation,
        version=site.image.tag,
        pod=PodSpec(
            ContainerSpec(
                image=site.image.reference,
                resources=_SIZE.resources,
                uid=_UID,
                ports=(Port("http", names.ALERTMANAGER_PORT),),
                args=(
                    f"--config.file={_CONFIGURATION}/alertmanager.yml",
                    f"--storage.path={_DATA}",
                    "--cluster.listen-address=",  # it is alone
                ),
                probes=Probes(
                    readiness=http_probe(_READY, port="http", period=5, failures=3),
                    liveness=http_probe(_ALIVE, port="http", period=10, failures=6),
                ),
                volumes=(
                    settings.files(_CONFIGURATION),
                    VolumeClaimTemplate("data", _DATA, _SIZE.storage),
                    EmptyDir("tmp", "/tmp", "16Mi"),  # noqa: S108 -- in the container
                    *([site.secret.picking(*keys).files(_SECRETS)] if keys else []),
                ),
            )
        ),
        replicas=1,
        service_ports={"http": names.ALERTMANAGER_PORT},
        after=[*site.after, settings],
    )


ALERTMANAGER: Final = Component(
    names.ALERTMANAGER,
    Stage.STORE,
    size=lambda _: _SIZE,
    build=_build,
    port=names.ALERTMANAGER_PORT,
    needs=(Internet(443, wanted=_tells_somebody),),
    secret_keys=_keys,
    metrics=Metrics(names.ALERTMANAGER_PORT),
    wanted=wanted.is_own,
    alive=(_ALIVE,),
    ready=(_READY,),
    folders=(_DATA, "/tmp"),  # noqa: S108 -- in the container
    user=_UID,
)
