"""What containers, quotas and claims ask for.

Source: `ValidateContainerResourceRequirements`, `ValidateResourceQuotaSpec`, `ValidateLimitRange`
and `validateBasicResource` in pkg/apis/core/validation/validation.go, pkg/apis/core/helper
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import quantity
from nexus_gitops.checks.objects.formats import QUALIFIED_NAME
from nexus_gitops.checks.objects.place import Place, none_of, twice

_RULE: Final = "refused-resources"
_OF_CONTAINERS: Final = frozenset({"cpu", "memory", "ephemeral-storage"})
_HUGE: Final = "hugepages-"
_COUNTED: Final = frozenset(
    {
        "configmaps",
        "persistentvolumeclaims",
        "pods",
        "replicationcontrollers",
        "resourcequotas",
        "secrets",
        "services",
        "services.loadbalancers",
        "services.nodeports",
    }
)
_OF_QUOTAS: Final = (
    _COUNTED
    | _OF_CONTAINERS
    | {f"{kind}.{name}" for kind in ("requests", "limits") for name in _OF_CONTAINERS}
    | {"requests.storage", "storage"}
)
_OF_COMPUTE: Final = frozenset({"cpu", "memory", "ephemeral-storage", "pods"}) | {
    f"{kind}.{name}" for kind in ("requests", "limits") for name in _OF_CONTAINERS
}
_SCOPES: Final = (
    "BestEffort",
    "CrossNamespacePodAffinity",
    "NotBestEffort",
    "NotTerminating",
    "PriorityClass",
    "Terminating",
    "VolumeAttributesClass",
)
_LIMITED: Final = ("Container", "PersistentVolumeClaim", "Pod")
_BOUNDS: Final = ("min", "default", "defaultRequest", "max", "maxLimitRequestRatio")
_ORDER: Final = (
    ("min", "max"),
    ("min", "defaultRequest"),
    ("min", "default"),
    ("defaultRequest", "default"),
    ("defaultRequest", "max"),
    ("default", "max"),
)
"""Of each pair the first may not be above the second."""


def check_requirements(resources: Place) -> Iterator[Finding]:
    """Rule `refused-resources`, of a container."""
    for field in ("requests", "limits"):
        for name, amount in resources.entries(field):
            yield from _container_resource(amount, name)
            yield from _amount(amount)
            if _is_extended(name) and not _is_whole(amount):
                yield amount.refused(_RULE, "is no whole number", "write an integer")
    for name, limit in resources.entries("limits"):
        request = resources.at("requests", name)
        is_firm = _is_extended(name) or name.startswith(_HUGE)
        if is_firm and request.value is not None and not _are_equal(request, limit):
            yield request.refused(_RULE, f"is not the limit of {name}", "make them equal")
    for name, request in resources.entries("requests"):
        is_firm = _is_extended(name) or name.startswith("hugepages-")
        if is_firm and resources.at("limits", name).value is None:
            yield request.refused(_RULE, f"of {name} has no limit", "set a limit that is equal")


def check_quota_spec(spec: Place) -> Iterator[Finding]:
    """Rule `refused-resources`, of a ResourceQuota."""
    for name, amount in spec.entries("hard"):
        if not _is_quota_resource(name):
            yield Place(amount.owner, amount.path, None).refused(
                _RULE,
                f"a quota has no resource {name}",
                f"name one of {', '.join(sorted(_COUNTED))}, requests.cpu, limits.memory, ...,"
                " or count/<plural>.<group>",
            )
        yield from _amount(amount)
        if name in _COUNTED and not _is_whole(amount):
            yield amount.refused(_RULE, "is no whole number", "write an integer")
    scopes = list(spec.items("scopes"))
    for scope in scopes:
        yield from none_of(scope, _SCOPES, _RULE)
    names = {str(scope.value) for scope in scopes}
    for one in ("BestEffort", "Terminating"):
        if {one, f"Not{one}"} <= names:
            yield spec.at("scopes").refused(_RULE, "contradict each other", "remove one of them")
    for name, amount in spec.entries("hard"):
        allowed = frozenset({"pods"}) if "BestEffort" in names else _OF_COMPUTE
        if {"BestEffort", "NotBestEffort", "Terminating", "NotTerminating"} & names and (
            name in _OF_QUOTAS and name not in allowed
        ):
            yield amount.refused(_RULE, f"is no limit for {name} in these scopes", "remove it")
    for expression in spec.items("scopeSelector", "matchExpressions"):
        yield from none_of(expression.at("scopeName"), _SCOPES, _RULE)
        operator, values = expression.text("operator"), expression.at("values")
        if operator in ("In", "NotIn") and not values.value:
            yield values.refused(_RULE, f"has no value for {operator} to look for", "name some")
        if operator in ("Exists", "DoesNotExist") and values.value:
            yield values.refused(_RULE, f"cannot be set with {operator}", "remove it")
        if expression.text("scopeName") != "PriorityClass" and operator not in ("", "Exists"):
            yield expression.at("operator").refused(
                _RULE, f"is not for {expression.text('scopeName')}", "write Exists"
            )


def check_limit_range_spec(spec: Place) -> Iterator[Finding]:
    """Rule `refused-resources`, of a LimitRange."""
    yield from twice(spec.items("limits"), "type", _RULE)
    for limit in spec.items("limits"):
        kind = limit.text("type")
        if kind not in _LIMITED and not ("/" in kind and QUALIFIED_NAME.fits(kind)):
            fix = f"write one of {', '.join(_LIMITED)}"
            yield limit.at("type").refused(_RULE, "is no type", fix)
        for bound in _BOUNDS:
            for name, amount in limit.entries(bound):
                if kind in ("Pod", "Container"):
                    yield from _container_resource(amount, name)
                else:
                    yield from _named(amount, name)
            if kind == "Pod" and bound.startswith("default") and limit.at(bound).value:
                yield limit.at(bound).refused(_RULE, "is not for the type Pod", "remove it")
        for name in sorted({name for bound in _BOUNDS for name, _ in limit.entries(bound)}):
            yield from _in_order(limit, name)
        if kind == "PersistentVolumeClaim" and not any(
            limit.at(bound).has("storage") for bound in ("min", "max")
        ):
            yield Place(limit.owner, limit.path, None).refused(
                _RULE, "has neither a min nor a max of storage", "set one of them"
            )


def _in_order(limit: Place, name: str) -> Iterator[Finding]:
    amounts = {bound: _quantity(limit.at(bound).at(name)) for bound in _BOUNDS}
    for low, high in _ORDER:
        first, second = amounts[low], amounts[high]
        if first is not None and second is not None and first > second:
            yield limit.at(low, name).refused(
                _RULE, f"is above {high}", f"lower it, or raise {high}"
            )
    ratio, lowest, highest = amounts["maxLimitRequestRatio"], amounts["min"], amounts["max"]
    place = limit.at("maxLimitRequestRatio", name)
    if ratio is not None and ratio < 1:
        yield place.refused(_RULE, "is below 1", "write 1 or more")
    if ratio is not None and lowest and highest is not None and ratio > highest / lowest:
        yield place.refused(_RULE, "is above max divided by min", "lower it")


def _container_resource(amount: Place, name: str) -> Iterator[Finding]:
    if name in _OF_CONTAINERS or name.startswith(_HUGE) or "/" in name:
        yield from _named(amount, name)
        return
    yield Place(amount.owner, amount.path, None).refused(
        _RULE,
        f"a container has no resource {name}",
        f"name one of {', '.join(sorted(_OF_CONTAINERS))}, or one as example.com/gpu",
    )


def _named(amount: Place, name: str) -> Iterator[Finding]:
    if not QUALIFIED_NAME.fits(name):
        yield Place(amount.owner, amount.path, name).refused(
            _RULE, "is no name of a resource", QUALIFIED_NAME.says
        )


def _amount(place: Place) -> Iterator[Finding]:
    value = _quantity(place)
    if value is not None and value < 0:
        yield place.refused(_RULE, "is below 0", "write 0 or more")


def _quantity(place: Place) -> Fraction | None:
    return None if place.value is None else quantity(place.value)


def _are_equal(first: Place, second: Place) -> bool:
    return _quantity(first) == _quantity(second)


def _is_whole(place: Place) -> bool:
    value = _quantity(place)
    return value is None or value.denominator == 1


def _is_extended(name: str) -> bool:
    return "/" in name and "kubernetes.io/" not in name


def _is_quota_resource(name: str) -> bool:
    plain = name.removeprefix("requests.").removeprefix("limits.")
    return (
        name in _OF_QUOTAS or plain.startswith(_HUGE) or ("/" in name and QUALIFIED_NAME.fits(name))
    )
