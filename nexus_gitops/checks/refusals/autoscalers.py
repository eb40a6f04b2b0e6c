"""HorizontalPodAutoscalers and PodDisruptionBudgets.

Source: pkg/apis/autoscaling/validation/validation.go, pkg/apis/policy/validation/validation.go
"""

from collections.abc import Iterator, Mapping
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import quantity
from nexus_gitops.checks.objects.formats import PATH_SEGMENT
from nexus_gitops.checks.objects.place import (
    Place,
    missing,
    none_of,
    not_positive_quantity,
    outside,
    share_out_of_range,
    together,
    unlike,
)
from nexus_gitops.checks.refusals.selectors import check_selector

_RULE: Final = "refused-autoscaler"
_BUDGET: Final = "refused-budget"
_SOURCES: Final[Mapping[str, str]] = {
    "ContainerResource": "containerResource",
    "External": "external",
    "Object": "object",
    "Pods": "pods",
    "Resource": "resource",
}
_TARGETS: Final[Mapping[str, tuple[str, ...]]] = {
    "containerResource": ("averageUtilization", "averageValue"),
    "external": ("averageValue", "value"),
    "object": ("averageValue", "value"),
    "pods": ("averageValue",),
    "resource": ("averageUtilization", "averageValue"),
}
"""Fields of the target of which one must be set, by the source of the metric."""
_EXCLUSIVE: Final = ("containerResource", "external", "resource")
_LONGEST_WINDOW_SECONDS: Final = 3600
_LONGEST_PERIOD_SECONDS: Final = 1800


def check_autoscaler(obj: Place) -> Iterator[Finding]:
    """Rule `refused-autoscaler`."""
    spec = obj.at("spec")
    yield from outside(spec.at("maxReplicas"), 1, None, _RULE)
    yield from outside(spec.at("minReplicas"), 1, None, _RULE)
    for field in ("kind", "name"):
        yield from unlike(spec.at("scaleTargetRef", field), PATH_SEGMENT, _RULE)
    for metric in spec.items("metrics"):
        yield from _metric(metric)
    for way in ("scaleUp", "scaleDown"):
        yield from _behavior(spec.at("behavior", way))


def check_budget(obj: Place) -> Iterator[Finding]:
    """Rule `refused-budget`."""
    spec = obj.at("spec")
    yield from together(spec, "maxUnavailable", "minAvailable", _BUDGET)
    for field in ("minAvailable", "maxUnavailable"):
        yield from share_out_of_range(spec.at(field), _BUDGET)
    yield from check_selector(spec.at("selector"))


def _metric(metric: Place) -> Iterator[Finding]:
    kind = metric.text("type")
    yield from none_of(metric.at("type"), tuple(_SOURCES), _RULE)
    wanted = _SOURCES.get(kind)
    if wanted is None:
        return
    if not metric.has(wanted):
        yield metric.at(wanted).refused(_RULE, f"is not set for the type {kind}", "set it")
    for other in _SOURCES.values():
        if other != wanted and metric.has(other):
            yield Place(metric.owner, f"{metric.path}.{other}", None).refused(
                _RULE, f"is not for the type {kind}", "remove it"
            )
    source = metric.at(wanted)
    if source.value is not None:
        yield from _target(source.at("target"), wanted)
    if wanted in ("external", "object", "pods") and source.value is not None:
        yield from unlike(source.at("metric", "name"), PATH_SEGMENT, _RULE)
    if wanted in ("resource", "containerResource") and source.value is not None:
        yield from missing(source.at("name"), _RULE)


def _target(target: Place, source: str) -> Iterator[Finding]:
    yield from none_of(target.at("type"), ("AverageValue", "Utilization", "Value"), _RULE)
    allowed = _TARGETS[source]
    named = [field for field in allowed if target.has(field)]
    if not named:
        yield Place(target.owner, target.path, None).refused(
            _RULE, f"has no {' or '.join(allowed)}", "set one of them"
        )
    if len(named) > 1 and source in _EXCLUSIVE:
        yield Place(target.owner, target.path, None).refused(
            _RULE, f"has {' and '.join(named)}", "keep one of the two"
        )
    yield from outside(target.at("averageUtilization"), 1, None, _RULE)
    yield from not_positive_quantity(target.at("averageValue"), _RULE)
    yield from not_positive_quantity(target.at("value"), _RULE)


def _behavior(rules: Place) -> Iterator[Finding]:
    yield from outside(rules.at("stabilizationWindowSeconds"), 0, _LONGEST_WINDOW_SECONDS, _RULE)
    tolerance = rules.at("tolerance")
    amount = None if tolerance.value is None else quantity(tolerance.value)
    if tolerance.value is not None and (amount is None or amount < 0):
        yield tolerance.refused(_RULE, "is no quantity of 0 or more", "write one as 100m")
    yield from none_of(rules.at("selectPolicy"), ("Disabled", "Max", "Min"), _RULE)
    policies = rules.at("policies")
    if isinstance(policies.value, list) and not policies.value:
        yield policies.refused(_RULE, "has no policy", "add one, or leave the list out")
    for policy in rules.items("policies"):
        yield from none_of(policy.at("type"), ("Percent", "Pods"), _RULE)
        yield from outside(policy.at("value"), 1, None, _RULE)
        yield from outside(policy.at("periodSeconds"), 1, _LONGEST_PERIOD_SECONDS, _RULE)
