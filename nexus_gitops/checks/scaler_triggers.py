"""Checks that what KEDA asks for a load is there to answer."""

from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import SplitResult, urlsplit

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import is_a, items, name, text
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import place_of
from nexus_gitops.manifests.identity import KubeObject

_RULE: Final = "scaler-trigger"
_CLUSTER: Final = ("svc", "svc.cluster.local")
_PORTS: Final = {"http": 80, "https": 443}


def check_scaler_triggers(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rule `scaler-trigger`.

    A `metrics-api` trigger that nobody answers leaves a ScaledObject at its fallback, or at CPU
    and memory, and says so in its conditions alone. Its operator asks from its own namespace,
    where a name without a namespace means another Service. Hosts outside the cluster, and
    namespaces that are not among the objects, are not judged.
    Source: https://keda.sh/docs/latest/scalers/metrics-api/
    """
    known = {
        (text(obj, "metadata", "namespace"), name(obj)): _ports(obj)
        for obj in objects
        if is_a(obj, "", "Service")
    }
    ours = {text(obj, "metadata", "namespace") for obj in objects}
    return tuple(
        finding
        for obj in objects
        if is_a(obj, "keda.sh", "ScaledObject")
        for trigger in place_of(obj).items("spec", "triggers")
        if trigger.text("type") == "metrics-api"
        for finding in _unanswered(trigger.at("metadata", "url"), known, ours)
    )


def _unanswered(
    url: Place, known: dict[tuple[str, str], set[int]], ours: set[str]
) -> Iterator[Finding]:
    parts = urlsplit(url.text())
    service, _, rest = (parts.hostname or "").partition(".")
    namespace, _, domain = rest.partition(".")
    if not service or (domain and domain not in _CLUSTER):
        return
    if not namespace:
        yield url.found(
            _RULE, "names no namespace, and KEDA asks from its own",
            f"write {service}.<namespace>.svc",
        )  # fmt: skip
    elif namespace in ours and (namespace, service) not in known:
        yield url.found(
            _RULE, f"leads to a Service {service} of {namespace}, which is not there",
            "name one that is",
        )  # fmt: skip
    elif namespace in ours and (port := _port(parts)) not in known[namespace, service]:
        there = ", ".join(map(str, sorted(known[namespace, service]))) or "none"
        yield url.found(
            _RULE, f"leads to port {port}, which Service {service} has not",
            f"write one that it has: {there}",
        )  # fmt: skip


def _port(url: SplitResult) -> int | None:
    try:
        return url.port or _PORTS.get(url.scheme)
    except ValueError:
        return None


def _ports(service: KubeObject) -> set[int]:
    return {
        number
        for _, port in items(service, "spec", "ports")
        if isinstance(number := port.get("port"), int)
    }
