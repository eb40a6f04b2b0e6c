"""Which pods a selector picks.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from nexus_gitops.checks.objects.fields import is_a, items, mapping, name, text
from nexus_gitops.checks.objects.operated import operated_pods
from nexus_gitops.checks.objects.pods import PodTemplate, pod_templates
from nexus_gitops.manifests.identity import KubeObject

NAMESPACE_NAME: Final = "kubernetes.io/metadata.name"


class PodIndex:
    """The pods of a set of objects, by label, so that 500 selectors stay cheap.

    Attributes:
        all: the pods of each workload.
        namespaces: the labels of each namespace with pods, by its name.
    """

    def __init__(self, objects: Iterable[KubeObject]) -> None:
        known = tuple(objects)
        self.all = (*pod_templates(known), *operated_pods(known))
        self.namespaces = _namespaces(known, self.all)
        self._by_label: defaultdict[tuple[str, str], list[PodTemplate]] = defaultdict(list)
        for pod in self.all:
            for label in _pairs(pod.labels):
                self._by_label[label].append(pod)

    def carrying(self, labels: Mapping[str, Any]) -> tuple[PodTemplate, ...]:
        """The pods with all of `labels`: all pods where there are none."""
        wanted = _pairs(labels)
        if not wanted:
            return self.all
        rarest = min((self._by_label.get(label, []) for label in wanted), key=len)
        return tuple(pod for pod in rarest if labels.items() <= pod.labels.items())

    def selected(self, selector: Mapping[str, Any]) -> tuple[PodTemplate, ...]:
        """The pods that a LabelSelector picks; the empty one picks all."""
        return tuple(
            pod
            for pod in self.carrying(mapping(selector, "matchLabels"))
            if _holds_all(selector, pod.labels)
        )


def selects(selector: Mapping[str, Any], labels: Mapping[str, Any]) -> bool:
    """Whether a LabelSelector picks what carries `labels`; the empty one picks everything."""
    wanted = mapping(selector, "matchLabels")
    return wanted.items() <= labels.items() and _holds_all(selector, labels)


def names(pods: Iterable[PodTemplate]) -> str:
    """The workloads of `pods`, for a message; "no workload" where there is none."""
    return ", ".join(pod.title for pod in pods) or "no workload"


def _namespaces(
    objects: Iterable[KubeObject], pods: Iterable[PodTemplate]
) -> dict[str, dict[str, Any]]:
    """Each has the label of its name, whether there is a Namespace among the objects or not.

    Source: https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name
    """
    found: dict[str, dict[str, Any]] = {pod.namespace: {} for pod in pods}
    for obj in objects:
        if is_a(obj, "", "Namespace") and name(obj) in found:
            found[name(obj)] = dict(mapping(obj, "metadata", "labels"))
    return {known: {**labels, NAMESPACE_NAME: known} for known, labels in found.items()}


def _pairs(labels: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(key, str(value)) for key, value in labels.items()]


def _holds_all(selector: Mapping[str, Any], labels: Mapping[str, Any]) -> bool:
    return all(_holds(expression, labels) for _, expression in items(selector, "matchExpressions"))


def _holds(expression: Mapping[str, Any], labels: Mapping[str, Any]) -> bool:
    values = expression.get("values")
    listed = values if isinstance(values, list) else []
    key = text(expression, "key")
    match expression.get("operator"):
        case "In":
            return labels.get(key) in listed
        case "NotIn":
            return key not in labels or labels[key] not in listed
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
        case _:
            return False
