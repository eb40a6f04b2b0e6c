"""What a cluster has of an environment, by the labels that everything rendered carries."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.kinds import (
    CLAIM,
    CONFIG_MAP,
    DEFINITION,
    NAMESPACE,
    POD,
    SECRET,
    SERVICE,
    SERVICE_ACCOUNT,
    Kind,
)
from nexus_gitops.errors import RefusedError
from nexus_gitops.manifests.identity import Identity, KubeObject, identity
from nexus_gitops.manifests.kinds import holds_state, kinds

INSTANCE: Final = "app.kubernetes.io/instance"
MANAGED_BY: Final = "app.kubernetes.io/managed-by"
OURS: Final = "nexus-gitops"
_WAVE: Final = "argocd.argoproj.io/sync-wave"
# What each namespace has by itself.
_OF_EVERYBODY: Final = frozenset({("ConfigMap", "kube-root-ca.crt"), ("ServiceAccount", "default")})


@dataclass(frozen=True, slots=True)
class Found:
    """An object of the cluster.

    Attributes:
        kind: by which the API server names it.
        identity: which one it is.
        wave: sync wave that it was applied in.
        holds_data: whether it cannot be had back by applying it again.
    """

    kind: Kind
    identity: Identity
    wave: int
    holds_data: bool


def kind_of(api: Api, obj: Mapping[str, object]) -> Kind:
    """How the API server names the kind of an object, also of one that a definition brings.

    Raises:
        RefusedError: the cluster does not know it.
    """
    group, _, version = str(obj["apiVersion"]).rpartition("/")
    known = kinds().get((group, str(obj["kind"])))
    if known is not None:
        return Kind(group, version, known.name, known.plural, namespaced=known.is_namespaced)
    for definition in api.list(DEFINITION):
        spec = definition["spec"]
        if (spec["group"], spec["names"]["kind"]) == (group, obj["kind"]):
            return Kind(
                group,
                version,
                str(obj["kind"]),
                spec["names"]["plural"],
                namespaced=spec["scope"] == "Namespaced",
            )
    raise RefusedError(
        f"{api.server} does not know {obj['apiVersion']} {obj['kind']}", "install what brings it"
    )


def found_of(api: Api, rendered: Sequence[KubeObject]) -> list[Found]:
    """What the cluster has of an environment: of every kind that is rendered, and its claims.

    Ours is what carries both labels: who manages it, and the instance that is rendered. A claim
    that a StatefulSet made carries the instance alone. A namespace is ours by both labels, too.

    Args:
        api: the cluster.
        rendered: all objects of the environment.
    """
    instances = {_label(obj, INSTANCE) for obj in rendered} - {""}
    namespaces = sorted({obj["metadata"].get("namespace", "") for obj in rendered} - {""})
    wanted = {
        **{(obj["apiVersion"], obj["kind"]): kind_of(api, obj) for obj in rendered},
        (SECRET.api_version, SECRET.name): SECRET,
    }
    found = [
        _found(kind, obj)
        for kind in wanted.values()
        for obj in _objects(api, kind, namespaces)
        if _is_ours(obj, instances)
    ]
    claims = [
        _found(CLAIM, obj)
        for obj in _objects(api, CLAIM, namespaces)
        if _label(obj, INSTANCE) in instances
    ]
    return list({one.identity: one for one in (*found, *claims)}.values())


def strangers(api: Api, namespace: str, ours: Iterable[Identity]) -> list[Identity]:
    """What a namespace has that is not ours and would go with it: what people make by hand."""
    known = set(ours)
    return [
        identity(obj)
        for kind in (POD, SERVICE, CONFIG_MAP, SECRET, SERVICE_ACCOUNT, CLAIM)
        for obj in api.list(kind, namespace)
        if identity(obj) not in known
        and (kind.name, obj["metadata"]["name"]) not in _OF_EVERYBODY
        and not obj["metadata"].get("ownerReferences")
    ]


def _objects(api: Api, kind: Kind, namespaces: Sequence[str]) -> Iterator[KubeObject]:
    if not kind.namespaced:
        yield from api.list(kind)
        return
    for namespace in namespaces:
        yield from api.list(kind, namespace)


def _is_ours(obj: KubeObject, instances: set[str]) -> bool:
    if _label(obj, MANAGED_BY) != OURS:
        return False
    if obj["kind"] == SECRET.name:  # made by `secrets apply`, for all of the namespace
        return True
    return _label(obj, INSTANCE) in instances


def _found(kind: Kind, obj: KubeObject) -> Found:
    annotations = obj["metadata"].get("annotations") or {}
    return Found(
        kind,
        identity(obj),
        int(annotations.get(_WAVE, "0")),
        holds_data=kind in (CLAIM, SECRET, NAMESPACE)
        or (holds_state(kind.group, kind.name) and kind.name != "StatefulSet"),
    )


def _label(obj: KubeObject, name: str) -> str:
    return str((obj["metadata"].get("labels") or {}).get(name, ""))
