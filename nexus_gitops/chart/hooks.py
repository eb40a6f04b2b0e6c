"""What plain Helm needs to know of an object that Argo CD knows by its own annotations.

Argo CD takes no notice of Helm's hooks in a chart that has hooks of Argo CD's own.
Sources: https://helm.sh/docs/topics/charts_hooks/ and
https://argo-cd.readthedocs.io/en/stable/user-guide/helm/#helm-hooks
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from nexus_gitops.chart.trees import Leaf, Map, Node, When

HELM_HOOK: Final = "helm.sh/hook"
_HELM_WEIGHT: Final = "helm.sh/hook-weight"
_ARGO_WAVE: Final = "argocd.argoproj.io/sync-wave"
_ARGO_HOOK: Final = "argocd.argoproj.io/hook"
_ARGO_DELETE: Final = "argocd.argoproj.io/hook-delete-policy"
_EVENTS: Final[Mapping[str, str]] = {
    "PreSync": "pre-install,pre-upgrade",
    # The objects of a release are there when it runs, as those of the waves before it are.
    "Sync": "post-install,post-upgrade",
    "PostSync": "post-install,post-upgrade",
}
_DELETED: Final[Mapping[str, str]] = {
    "BeforeHookCreation": "before-hook-creation",
    "HookSucceeded": "hook-succeeded",
    "HookFailed": "hook-failed",
}
_KEEPING: Final = frozenset({"PersistentVolumeClaim", "Namespace"})
"""Kinds whose objects hold data, themselves or in what goes with them."""
_KEPT: Final = {"helm.sh/resource-policy": "keep"}


def with_helm_hooks(node: Node) -> Node:
    """The object with Helm's hook beside Argo CD's; a claim is kept when the release goes, and so
    is the namespace of an add-on."""
    return _changed(node, _for_helm)


def as_test(node: Node) -> Node:
    """The object as a part of `helm test`; it stays until the next run, for its logs."""
    return _changed(
        node,
        lambda _, annotations: {
            **{
                key: value
                for key, value in annotations.items()
                if not key.startswith("argocd.argoproj.io/")
            },
            HELM_HOOK: Leaf("test"),
            "helm.sh/hook-delete-policy": Leaf("before-hook-creation"),
            _HELM_WEIGHT: annotations.get(_ARGO_WAVE, Leaf("0")),
        },
    )


def _for_helm(kind: str, annotations: Mapping[str, Node]) -> Mapping[str, Node]:
    added: dict[str, Node] = {}
    match annotations.get(_ARGO_HOOK):
        case Leaf(str(event)) if event in _EVENTS:
            added[HELM_HOOK] = Leaf(_EVENTS[event])
            added[_HELM_WEIGHT] = annotations.get(_ARGO_WAVE, Leaf("0"))
    match annotations.get(_ARGO_DELETE):
        case Leaf(str(policy)) if added:
            policies = [_DELETED[one.strip()] for one in policy.split(",")]
            added["helm.sh/hook-delete-policy"] = Leaf(",".join(policies))
    if kind in _KEEPING:
        added |= {key: Leaf(value) for key, value in _KEPT.items()}
    return {**annotations, **added}


def _changed(node: Node, change: Callable[[str, Mapping[str, Node]], Mapping[str, Node]]) -> Node:
    match node:
        case When(question, yes, no):
            return When(
                question, *(one if one is None else _changed(one, change) for one in (yes, no))
            )
        case Map(entries):
            fields = dict(entries)
            metadata = fields["metadata"]
            assert isinstance(metadata, Map)  # noqa: S101 -- an object's
            inner = dict(metadata.entries)
            annotations = inner.get("annotations", Map(()))
            assert isinstance(annotations, Map)  # noqa: S101 -- an object's
            kind = str(getattr(fields["kind"], "expr", ""))
            after = change(kind, dict(annotations.entries))
            inner["annotations"] = replace(annotations, entries=tuple(after.items()))
            fields["metadata"] = replace(metadata, entries=tuple(inner.items()))
            return replace(node, entries=tuple(fields.items()))
    return node
