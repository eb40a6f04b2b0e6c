"""What an environment says of its observability; free of cdk8s, so that it loads fast."""

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec

from nexus_constructs.quantity import canonical
from nexus_gitops.platform.data import Data, DnsLabel

Duration = Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]*[hdwy]\Z")]
"""As Prometheus writes it: `15d`."""

Percent = Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9](\.[0-9]{1,3})?\Z")]
"""A share below 100, as `99.9`; a text, so that it is in a query as it is written."""

HttpsUrl = Annotated[str, msgspec.Meta(pattern=r"^https://[^\s'\"]+\Z")]


class Slack(Data, frozen=True, kw_only=True, tag_field="kind", tag="slack"):
    """A channel; the webhook's URL is the receiver's key in the Secret.

    Attributes:
        channel: its name, with the #.
    """

    channel: Annotated[str, msgspec.Meta(pattern=r"^#[^\s'\"]+\Z")]


class PagerDuty(Data, frozen=True, kw_only=True, tag_field="kind", tag="pagerduty"):
    """A service of PagerDuty; its integration key is the receiver's key in the Secret."""


class Webhook(Data, frozen=True, kw_only=True, tag_field="kind", tag="webhook"):
    """Any program that takes Alertmanager's JSON; its bearer token is the receiver's key.

    Attributes:
        url: where it is posted to; on port 443 and not in the cluster.
    """

    url: HttpsUrl


Receiver = Slack | PagerDuty | Webhook


class Own(Data, frozen=True, kw_only=True, tag_field="kind", tag="own"):
    """A Prometheus, Alertmanager, Grafana and kube-state-metrics of the environment's own.

    They see the environment's namespaces and nothing else of the cluster.

    Attributes:
        retention: how long figures are kept, where the storage allows it.
        storage: size of the claim that they are kept on, as a quantity; the oldest go when four
            fifths are full.
        critical: who is told at once; nobody with None. Its key is ALERTS_CRITICAL.
        warning: who is told of the rest; nobody with None. Its key is ALERTS_WARNING.
    """

    retention: Duration = "15d"
    storage: str = "20Gi"
    critical: Receiver | None = None
    warning: Receiver | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        msgspec.structs.force_setattr(self, "storage", canonical(self.storage))


class Operator(Data, frozen=True, kw_only=True, tag_field="kind", tag="operator"):
    """The Prometheus of the cluster, which an operator configures by objects.

    Attributes:
        namespace: where it runs.
        labels: by which it selects monitors and rules.
        dashboard_label: by which Grafana's sidecar selects ConfigMaps of dashboards.
    """

    namespace: DnsLabel = "monitoring"
    labels: Mapping[str, str] = msgspec.field(
        default_factory=lambda: {"release": "kube-prometheus-stack"}
    )
    dashboard_label: str = "grafana_dashboard"


class Slo(Data, frozen=True, kw_only=True):
    """What users may expect of the services over thirty days.

    Attributes:
        availability: percent of the requests that are not answered with 5xx.
        p95_seconds: what 95 of 100 requests to the kernel take at most.
    """

    availability: Percent = "99.9"
    p95_seconds: Literal["0.1", "0.2", "0.5", "1", "2", "5"] = "1"


class Backups(Data, frozen=True, kw_only=True):
    """How old may be what is to be restored one day.

    Attributes:
        newest_hours: the newest good backup; a day and an hour or two for one a day.
        verified_hours: the newest that was restored and found whole.
    """

    newest_hours: Annotated[int, msgspec.Meta(ge=1)] = 26
    verified_hours: Annotated[int, msgspec.Meta(ge=1)] = 8 * 24


class Observability(Data, frozen=True, kw_only=True):
    """Figures, alerts and dashboards of an environment.

    Attributes:
        stack: whose Prometheus it is.
        slo: see `Slo`.
        argocd: namespace of the Argo CD that deploys it, where that is in the same cluster.
        cert_manager: namespace of the cert-manager that renews its certificate; None for none.
        backups: how old backups may be, where the environment has some.
        runbooks: where docs/runbooks is published; alerts link into it.
    """

    stack: Own | Operator = Own()
    slo: Slo = Slo()
    argocd: DnsLabel | None = "argocd"
    cert_manager: DnsLabel | None = None
    backups: Backups = Backups()
    runbooks: Annotated[str, msgspec.Meta(pattern=r"^[^\s'\"]+\Z")] = "docs/runbooks"
