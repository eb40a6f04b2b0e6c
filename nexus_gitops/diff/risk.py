"""Which changes are marked, and with what.

Sources, all Kubernetes unless named: "Deployments" and "StatefulSets" (a changed pod
template, and nothing else, replaces pods), "Horizontal Pod Autoscaling" (`minReplicas`,
`maxReplicas`), "Resource Management for Pods and Containers" (limits), "Expanding
Persistent Volumes Claims" (a volume cannot shrink), "Using Finalizers" and "Custom
Resources" (deleting a Namespace or a definition deletes what is in it). Immutable fields
and security settings have modules of their own.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from nexus_gitops.diff.data import endangers_data, unprotects
from nexus_gitops.diff.fields import Change, Item, leaves, renamed
from nexus_gitops.diff.image import is_downgrade, registry_of
from nexus_gitops.diff.immutable import is_rejected
from nexus_gitops.diff.model import Risk
from nexus_gitops.diff.quantity import is_lower
from nexus_gitops.diff.security import is_network_wider, is_weaker
from nexus_gitops.manifests.identity import Identity, KubeObject
from nexus_gitops.manifests.kinds import holds_state

_NETWORK_POLICY: Final = ("networking.k8s.io", "NetworkPolicy")

OF_APPLYING: Final = frozenset(
    {Risk.DELETES, Risk.DELETES_STATE, Risk.IMMUTABLE, Risk.NAMESPACE, Risk.RESTART}
)
"""Risks of turning one state into the other, which two environments side by side never do."""


def of_removal(identity: Identity) -> Iterator[Risk]:
    """The risks of taking the object away."""
    yield _of_leaving(identity)
    if (identity.group, identity.kind) == _NETWORK_POLICY:
        yield Risk.SECURITY_WEAKENED


def _of_leaving(identity: Identity) -> Risk:
    is_precious = holds_state(identity.group, identity.kind)
    return Risk.DELETES_STATE if is_precious else Risk.DELETES


def of_object(
    old: Identity,
    before: KubeObject,
    new: Identity,
    after: KubeObject,
    names: Mapping[str, str],
) -> Iterator[Risk]:
    """The risks of a change that show in the object as a whole.

    Args:
        old: the object before.
        before: all of it.
        new: the object after.
        after: all of it.
        names: what the installation's namespace and label `instance` are called now, by what
            they were called.
    """
    if old.namespace != new.namespace:
        yield Risk.NAMESPACE
        yield _of_leaving(old)
    if (new.group, new.kind) == _NETWORK_POLICY and is_network_wider(renamed(before, names), after):
        yield Risk.SECURITY_WEAKENED


def of_field(old: Identity, before: KubeObject, new: Identity, change: Change) -> Iterator[Risk]:
    """The risks of one changed field.

    An object under another name or namespace is a new one: it may differ in immutable
    fields, and its pods start anyway.
    """
    for leaf in leaves(change):
        yield from _of_leaf(leaf)
        if endangers_data(before, leaf):
            yield Risk.DATA
        if old == new:
            yield from _of_live_leaf(new, before, leaf)


def _of_live_leaf(identity: Identity, before: KubeObject, leaf: Change) -> Iterator[Risk]:
    if is_rejected(identity, before, leaf):
        yield Risk.IMMUTABLE
    match (identity.group, identity.kind), leaf.path:
        case ("apps", "Deployment" | "StatefulSet" | "DaemonSet"), ("spec", "template", *_):
            yield Risk.RESTART


def _of_leaf(leaf: Change) -> Iterator[Risk]:
    if is_weaker(leaf):
        yield Risk.SECURITY_WEAKENED
    if unprotects(leaf):
        yield Risk.UNPROTECTED
    match leaf:
        case Change(
            path=("spec", "externalName")
            | ("spec", "rules", Item(), "host")
            | ("spec", "tls", *_, "hosts")
            | ("spec", "loadBalancerIP")
        ):
            yield Risk.ADDRESS
        case Change(path=("spec", "type")) if "ExternalName" in (leaf.before, leaf.after):
            yield Risk.ADDRESS
        case Change(path=("spec", "replicas" | "minReplicas" | "maxReplicas" | "instances")):
            yield Risk.REPLICAS
        case Change(
            path=("spec", *_, "containers" | "initContainers", Item(), "image")
            | ("spec", "imageName"),
            before=str(before),
            after=str(after),
        ):
            yield Risk.IMAGE
            if registry_of(before) != registry_of(after):
                yield Risk.REGISTRY
            if is_downgrade(before, after):
                yield Risk.IMAGE_DOWNGRADE
        case Change(
            path=("spec", *_, "resources", "requests", "storage") | ("spec", "storage", "size")
        ):
            if is_lower(leaf.before, leaf.after):
                yield Risk.STORAGE_SHRINK
        case Change(path=("spec", *_, "resources", "limits", _)):
            if is_lower(leaf.before, leaf.after):
                yield Risk.LIMITS_LOWERED
