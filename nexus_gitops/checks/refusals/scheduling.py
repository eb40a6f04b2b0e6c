"""Where pods may run.

Source: `validateAffinity`, `ValidateTolerations`, `validateTopologySpreadConstraints` and their
parts in pkg/apis/core/validation/validation.go
"""

from collections.abc import Iterator
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.formats import LABEL_VALUE, QUALIFIED_NAME
from nexus_gitops.checks.objects.place import (
    Place,
    missing,
    none_of,
    outside,
    unlike,
    unlike_if_set,
)
from nexus_gitops.checks.refusals.selectors import check_labels, check_selector

_RULE: Final = "refused-scheduling"
_OPERATORS: Final = ("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt")
_COMPARING: Final = ("Gt", "Lt")
_EFFECTS: Final = ("", "NoSchedule", "PreferNoSchedule", "NoExecute")
_REQUIRED: Final = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED: Final = "preferredDuringSchedulingIgnoredDuringExecution"


def check_scheduling(spec: Place) -> Iterator[Finding]:
    """Rule `refused-scheduling`, of a pod's spec."""
    yield from check_labels(spec.at("nodeSelector"), _RULE)
    yield from _node_affinity(spec.at("affinity", "nodeAffinity"))
    for field in ("podAffinity", "podAntiAffinity"):
        yield from _pod_affinity(spec.at("affinity", field))
    for toleration in spec.items("tolerations"):
        yield from _toleration(toleration)
    yield from _spreads(spec)
    seen: set[str] = set()
    for gate in spec.items("schedulingGates"):
        yield from unlike(gate.at("name"), QUALIFIED_NAME, _RULE)
        if gate.text("name") in seen:
            yield gate.at("name").refused(_RULE, "is there twice", "remove one of them")
        seen.add(gate.text("name"))
    for gate in spec.items("readinessGates"):
        yield from unlike(gate.at("conditionType"), QUALIFIED_NAME, _RULE)


def _node_affinity(affinity: Place) -> Iterator[Finding]:
    required = affinity.at(_REQUIRED)
    if required.value is not None:
        yield from missing(required.at("nodeSelectorTerms"), _RULE, "add a term")
    for term in required.items("nodeSelectorTerms"):
        yield from _term(term)
    for preferred in affinity.items(_PREFERRED):
        yield from _weight(preferred)
        yield from _term(preferred.at("preference"))


def _term(term: Place) -> Iterator[Finding]:
    for expression in term.items("matchExpressions"):
        yield from unlike(expression.at("key"), QUALIFIED_NAME, _RULE)
        yield from _requirement(expression)
    for expression in term.items("matchFields"):
        yield from none_of(expression.at("key"), ("metadata.name",), _RULE)
        yield from none_of(expression.at("operator"), ("In", "NotIn"), _RULE)
        values = expression.at("values")
        if not isinstance(values.value, list) or len(values.value) != 1:
            yield values.refused(_RULE, "is not one value", "name one node")


def _requirement(expression: Place) -> Iterator[Finding]:
    operator, values = expression.text("operator"), expression.at("values")
    listed = values.value if isinstance(values.value, list) else []
    yield from none_of(expression.at("operator"), _OPERATORS, _RULE)
    if operator in ("In", "NotIn") and not listed:
        yield values.refused(_RULE, f"has no value for {operator} to look for", "name some")
    if operator in ("Exists", "DoesNotExist") and listed:
        yield values.refused(_RULE, f"cannot be set with {operator}", "remove it")
    if operator in _COMPARING and len(listed) != 1:
        yield values.refused(_RULE, f"is not one value for {operator}", "name one number")
    for value in expression.items("values"):
        yield from unlike(value, LABEL_VALUE, _RULE)


def _weight(preferred: Place) -> Iterator[Finding]:
    yield from outside(preferred.at("weight"), 1, 100, _RULE)


def _pod_affinity(affinity: Place) -> Iterator[Finding]:
    for term in affinity.items(_REQUIRED):
        yield from _pod_term(term)
    for preferred in affinity.items(_PREFERRED):
        yield from _weight(preferred)
        yield from _pod_term(preferred.at("podAffinityTerm"))


def _pod_term(term: Place) -> Iterator[Finding]:
    if term.value is not None:
        yield from missing(term.at("topologyKey"), _RULE, "write kubernetes.io/hostname")
    yield from unlike_if_set(term.at("topologyKey"), QUALIFIED_NAME, _RULE)
    yield from check_selector(term.at("labelSelector"))
    yield from check_selector(term.at("namespaceSelector"))
    for field in ("matchLabelKeys", "mismatchLabelKeys"):
        if term.at(field).value and term.at("labelSelector").value is None:
            yield term.at(field).refused(_RULE, "needs a labelSelector", "add one, or remove it")
        for key in term.items(field):
            yield from unlike(key, QUALIFIED_NAME, _RULE)


def _toleration(toleration: Place) -> Iterator[Finding]:
    key, value = toleration.at("key"), toleration.at("value")
    operator, effect = toleration.text("operator"), toleration.text("effect")
    yield from unlike_if_set(key, QUALIFIED_NAME, _RULE)
    if not key.text() and operator != "Exists":
        yield toleration.at("operator").refused(
            _RULE, "must be Exists where there is no key", "name a key, or write Exists"
        )
    if operator == "Exists" and value.text():
        yield value.refused(_RULE, "cannot be set with Exists", "remove it")
    if operator in ("", "Equal"):
        yield from unlike_if_set(value, LABEL_VALUE, _RULE)
    yield from none_of(toleration.at("operator"), ("", "Equal", "Exists"), _RULE)
    yield from none_of(toleration.at("effect"), _EFFECTS, _RULE)
    if toleration.has("tolerationSeconds") and effect != "NoExecute":
        yield toleration.at("effect").refused(
            _RULE, "must be NoExecute beside tolerationSeconds", "write it, or remove the seconds"
        )


def _spreads(spec: Place) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for constraint in spec.items("topologySpreadConstraints"):
        yield from outside(constraint.at("maxSkew"), 1, None, _RULE)
        yield from missing(constraint.at("topologyKey"), _RULE)
        yield from check_selector(constraint.at("labelSelector"))
        when = constraint.text("whenUnsatisfiable")
        yield from outside(constraint.at("minDomains"), 1, None, _RULE)
        if constraint.has("minDomains") and when != "DoNotSchedule":
            yield constraint.at("minDomains").refused(
                _RULE, "is only for DoNotSchedule", "remove it"
            )
        key = (constraint.text("topologyKey"), when)
        if key in seen:
            yield constraint.at("topologyKey").refused(
                _RULE, f"is there twice with {when}", "keep one of the two"
            )
        seen.add(key)
        chosen = {name for name, _ in constraint.entries("labelSelector", "matchLabels")}
        for label in constraint.items("matchLabelKeys"):
            yield from unlike(label, QUALIFIED_NAME, _RULE)
            if label.text() in chosen:
                yield label.refused(_RULE, "is in the labelSelector too", "remove it from one")
        if constraint.at("matchLabelKeys").value and not constraint.has("labelSelector"):
            yield constraint.at("matchLabelKeys").refused(
                _RULE, "needs a labelSelector", "add one, or remove it"
            )
