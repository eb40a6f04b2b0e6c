"""Which of an environment's values a field of a manifest comes from."""

from collections.abc import Iterator, Mapping
from typing import Any

from nexus_gitops.chart.expressions import Ref, refs
from nexus_gitops.chart.inputs import data_of
from nexus_gitops.chart.runs import Derived
from nexus_gitops.chart.trees import Node, expressions
from nexus_gitops.diff.fields import compare, field_name
from nexus_gitops.images.image import ImageLock
from nexus_gitops.manifests.identity import identity
from nexus_gitops.platform.environment import Environment

Origins = dict[str, dict[str, list[str]]]
"""Values by field by object, as `Deployment/redis`, `spec.replicas` and `redis.replicas`."""


def origins(derived: Derived, env: Environment, images: ImageLock) -> Origins:
    """The values that each field depends on: those that make it another one when they change."""
    data = data_of(env, images)
    found: Origins = {}
    for nodes in derived.objects.values():
        for node in nodes:
            obj = node.evaluated(data)
            if obj is not None:
                found[str(identity(obj))] = _of_object(node, obj, data)
    return found


def _of_object(node: Node, obj: Any, data: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for ref in dict.fromkeys(ref for expr in expressions(node) for ref in refs(expr)):
        for other in _others(ref, data):
            try:
                changed = node.evaluated(_with(data, ref.path, other))
            except (AttributeError, ValueError, TypeError, KeyError):
                continue  # no value that it may have
            for change in compare(obj, changed or {}):
                values = found.setdefault(field_name(change.path), [])
                if str(ref) not in values:
                    values.append(str(ref))
    return found


def _others(ref: Ref, data: Any) -> Iterator[Any]:
    """Values that are not the one that there is, of its type."""
    for name in ref.path:
        data = data.get(name) if isinstance(data, Mapping) else None
    match data:
        case bool():
            yield not data
        case int():
            yield data + 1
        case str():
            yield f"1{data}"  # another quantity where it is one
            yield f"{data}x"
        case list():
            yield [*data, "1"]
        case Mapping():
            yield {**data, "x": "1"}
        case _:
            yield "1"


def _with(data: Any, path: tuple[str, ...], value: Any) -> Any:
    if not path:
        return value
    inner = data.get(path[0]) if isinstance(data, Mapping) else None
    return {**(data or {}), path[0]: _with(inner, path[1:], value)}
