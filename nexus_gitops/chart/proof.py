"""That a derivation renders, for known values, what the typed code renders."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nexus_gitops.chart.expressions import Ref
from nexus_gitops.chart.inputs import data_of, environment_of
from nexus_gitops.chart.questions import UnderivableError
from nexus_gitops.chart.runs import Applications, Derived
from nexus_gitops.chart.trees import Each, Map, Node, Seq, Spread, When, expressions
from nexus_gitops.manifests.identity import KubeObject

if TYPE_CHECKING:
    from nexus_gitops.chart.contents import Said
    from nexus_gitops.images.image import ImageLock
    from nexus_gitops.platform.environment import Environment


def prove(derived: Derived, applications: Applications, said: "Sequence[Said]") -> None:
    """See that it does, for all environments, and where the user's names meet the code's own.

    Args:
        derived: the derivation.
        applications: the platform's code.
        said: the standard, then all environments.

    Raises:
        UnderivableError: it does not; what differs is named, and the fields that may do it.
    """
    for one in said:
        objects = _rendered(applications, one.env, one.images)
        _compare(derived, data_of(one.env, one.images), objects, one.name)
    for ref, keys in _meetings(derived):
        for one in said:
            data = data_of(one.env, one.images)
            if not _has(data, ref.path):
                continue
            data = _with(data, ref.path, dict.fromkeys(keys, "1"))
            env, images = environment_of(data, one.env)
            objects = _rendered(applications, env, images)
            _compare(derived, data, objects, f"{ref} with {', '.join(keys)}")
            break


def _rendered(
    applications: Applications, env: "Environment", images: "ImageLock"
) -> dict[str, list[KubeObject]]:
    return {name: made(images) for name, made in applications(env).items()}


def _compare(
    derived: Derived, data: Mapping[str, Any], objects: Mapping[str, Any], what: str
) -> None:
    for application, expected in objects.items():
        said = [
            obj
            for node in derived.objects.get(application, ())
            if (obj := node.evaluated(data)) is not None
        ]
        for obj in [*expected, *said]:
            is_namespace = obj["kind"] == "Namespace"  # no part of a chart
            if not is_namespace and (obj in expected) is not (obj in said):
                raise UnderivableError(
                    f"{what}: {obj['kind']} {obj['metadata']['name']} is not what the typed code"
                    " renders; something of it depends on more than its values"
                )


def _meetings(derived: Derived) -> Iterator[tuple[Ref, tuple[str, ...]]]:
    """Mappings of the user's that go into one that has entries already, and those."""
    seen: dict[tuple[Ref, tuple[str, ...]], None] = {}
    for nodes in derived.objects.values():
        for node in nodes:
            for inner in _maps(node):
                for spread in inner.spreads:
                    for ref in expressions(spread):
                        if isinstance(ref, Ref) and inner.entries:
                            seen[ref, tuple(key for key, _ in inner.entries)] = None
    yield from seen


def _maps(node: Node) -> Iterator[Map]:
    match node:
        case Map(entries, _):
            yield node
            for _, inner in entries:
                yield from _maps(inner)
        case Seq(items):
            for item in items:
                yield from _maps(item)
        case Each(_, inner):
            yield from _maps(inner)
        case When(_, yes, no):
            for one in (yes, no):
                if one is not None and not isinstance(one, Spread):
                    yield from _maps(one)


def _has(data: Any, path: tuple[str, ...]) -> bool:
    for name in path:
        if not isinstance(data, Mapping) or name not in data:
            return False
        data = data[name]
    return True


def _with(data: Any, path: tuple[str, ...], value: Any) -> Any:
    if not path:
        return value
    return {**data, path[0]: _with(data[path[0]], path[1:], value)}
