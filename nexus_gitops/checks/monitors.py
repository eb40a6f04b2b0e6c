"""Checks that the monitors of a Prometheus operator pick pods that answer."""

from collections.abc import Iterator, Sequence
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import is_a, items, mapping, shown, text, title
from nexus_gitops.checks.objects.pods import PodTemplate
from nexus_gitops.checks.objects.selection import PodIndex, names
from nexus_gitops.manifests.identity import KubeObject

_GROUP: Final = "monitoring.coreos.com"


def check_monitors(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `monitor-selector` and `monitor-port`.

    The operator takes a PodMonitor whose selector picks nothing, or whose port none has, and then
    Prometheus asks nobody and says nothing. Monitors of namespaces that are not among the objects
    are not judged.
    Source: https://prometheus-operator.dev/docs/platform/troubleshooting/
    """
    index = PodIndex(objects)
    return tuple(
        finding
        for obj in objects
        if is_a(obj, _GROUP, "PodMonitor")
        for finding in _judged(obj, index)
    )


def _judged(obj: KubeObject, index: PodIndex) -> Iterator[Finding]:
    wanted = _namespaces(obj)
    if not wanted & index.namespaces.keys():
        return
    pods = [
        pod for pod in index.selected(mapping(obj, "spec", "selector")) if pod.namespace in wanted
    ]
    if not pods:
        yield Finding(
            object=title(obj),
            field="spec.selector",
            rule="monitor-selector",
            message=f"{shown(mapping(obj, 'spec', 'selector'))} picks no pod of"
            f" {', '.join(sorted(wanted))}, so nobody is asked",
            fix="use the labels of a workload, and its namespace",
        )
        return
    for position, endpoint in items(obj, "spec", "podMetricsEndpoints"):
        if not any(_answers(pod, endpoint.get("port"), endpoint.get("portNumber")) for pod in pods):
            yield Finding(
                object=title(obj),
                field=f"spec.podMetricsEndpoints[{position}]",
                rule="monitor-port",
                message=f"{names(pods)} declares no port"
                f" {shown(endpoint.get('port') or endpoint.get('portNumber'))}",
                fix="name a port that its containers declare",
            )


def _namespaces(obj: KubeObject) -> set[str]:
    named = mapping(obj, "spec", "namespaceSelector").get("matchNames")
    return set(map(str, named)) if isinstance(named, list) else {text(obj, "metadata", "namespace")}


def _answers(pod: PodTemplate, name: object, number: object) -> bool:
    return any(port.name == name if name else port.number == number for port in pod.ports)
