"""Changes that let a pod or a network flow do more than before.

Sources, all Kubernetes: "Pod Security Standards" (which settings count and which value is
the strict one), the API reference of `SecurityContext` and `PodSecurityContext` (defaults),
"Network Policies" (rules only ever allow; a missing `from`, `to` or `ports` allows all).
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from nexus_gitops.diff.display import plain
from nexus_gitops.diff.fields import Change, same
from nexus_gitops.diff.model import ABSENT
from nexus_gitops.manifests.identity import KubeObject


class _Switch(NamedTuple):
    """A boolean of a pod or container: its strict value, and what it is when left out."""

    strict: bool
    default: bool


_SWITCHES: Final = {
    "allowPrivilegeEscalation": _Switch(strict=False, default=True),
    "automountServiceAccountToken": _Switch(strict=False, default=True),
    "hostIPC": _Switch(strict=False, default=False),
    "hostNetwork": _Switch(strict=False, default=False),
    "hostPID": _Switch(strict=False, default=False),
    "privileged": _Switch(strict=False, default=False),
    "readOnlyRootFilesystem": _Switch(strict=True, default=False),
    "runAsNonRoot": _Switch(strict=True, default=False),
}
_POD_SECURITY_LEVELS: Final = ("privileged", "baseline", "restricted")
_ENFORCE: Final = "pod-security.kubernetes.io/enforce"
_ANYTHING: Final = "*"


def is_weaker(leaf: Change) -> bool:
    """Whether `leaf` loosens a security setting of a pod, a container or a Namespace."""
    match leaf.path:
        case ("metadata", "labels", label) if label == _ENFORCE:
            return _level(leaf.after) < _level(leaf.before)
        case ("spec", *_, name) | (name,) if name in _SWITCHES:
            strict, default = _SWITCHES[name]
            return _or(leaf.before, default) is strict and _or(leaf.after, default) is not strict
        case ("spec", *_, "volumes", _, "hostPath", "path"):
            return leaf.after is not ABSENT
        case ("spec", *_, "capabilities", "add"):
            return not _covers(leaf.before, leaf.after)
        case ("spec", *_, "capabilities", "drop"):
            return not _covers(leaf.after, leaf.before)
        case ("spec", *_, "seccompProfile", "type"):
            loose = ("Unconfined", ABSENT)
            return leaf.before not in loose and leaf.after in loose
        case ("spec", *_, "securityContext", "runAsUser"):
            return bool(leaf.after == 0)
    return False


def is_network_wider(before: KubeObject, after: KubeObject) -> bool:
    """Whether a NetworkPolicy may let through what it did not: judged with care, not exactly.

    Another set of selected pods counts as wider, and so does a peer that is not literally
    in the old rules, even if an old CIDR contains it.
    """
    old, new = _spec(before), _spec(after)
    if not same(old.get("podSelector"), new.get("podSelector")):
        return True
    policed = _directions(old)
    if policed - _directions(new):
        return True
    allowed = set(_flows(old))
    return any(
        direction in policed
        and allowed.isdisjoint(
            (direction, a, b) for a in (peer, _ANYTHING) for b in (port, _ANYTHING)
        )
        for direction, peer, port in _flows(new)
    )


def _directions(spec: Mapping[str, Any]) -> frozenset[str]:
    """Directions in which the policy denies what no rule allows; defaults as in the API."""
    types = spec.get("policyTypes")
    if isinstance(types, list):
        return frozenset(map(str, types))
    return frozenset({"Ingress", "Egress"} if spec.get("egress") else {"Ingress"})


def _flows(spec: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Each (direction, peer, port) that a rule allows."""
    for direction, rules, peers in (("Ingress", "ingress", "from"), ("Egress", "egress", "to")):
        for rule in _list(spec.get(rules)):
            for peer in _list(_mapping(rule).get(peers)) or [_ANYTHING]:
                for port in _list(_mapping(rule).get("ports")) or [_ANYTHING]:
                    yield direction, _literal(peer), _literal(_with_protocol(port))


def _with_protocol(port: Any) -> Any:
    return {"protocol": "TCP", **port} if isinstance(port, Mapping) else port


def _literal(value: Any) -> str:
    return value if value == _ANYTHING else json.dumps(plain(value), sort_keys=True)


def _level(label: Any) -> int:
    """Rank of a Pod Security level; a Namespace without a known one admits anything."""
    return _POD_SECURITY_LEVELS.index(label) if label in _POD_SECURITY_LEVELS else 0


def _or(value: Any, default: bool) -> Any:  # noqa: FBT001 -- a value, not a flag
    return default if value is ABSENT else value


def _spec(policy: KubeObject) -> Mapping[str, Any]:
    return _mapping(policy.get("spec"))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _covers(more: Any, less: Any) -> bool:
    """Whether the capabilities `more`, a list or nothing, include all of `less`."""
    names = set(map(str, _list(more)))
    return "ALL" in names or names.issuperset(map(str, _list(less)))
