"""Checks that no account may do more than its service needs."""

from collections.abc import Iterator, Sequence
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.bindings import RBAC_GROUP, bindings
from nexus_gitops.checks.objects.fields import is_a
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import place_of
from nexus_gitops.manifests.identity import KubeObject

_MASTERS: Final = ("admin", "cluster-admin", "edit")
_EVERYBODY: Final = frozenset(
    {"system:anonymous", "system:authenticated", "system:serviceaccounts", "system:unauthenticated"}
)
_ESCALATING: Final = frozenset({"bind", "escalate", "impersonate"})
_RUNNING: Final = frozenset({"pods/attach", "pods/exec", "nodes/proxy"})


def check_privileges(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `privilege-admin`, `privilege-everybody`, `privilege-wildcard` and
    `privilege-escalation`.

    Source: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
    """
    return (
        *(finding for obj in bindings(objects) for finding in _binding(place_of(obj))),
        *(
            finding
            for obj in objects
            if is_a(obj, RBAC_GROUP, "ClusterRole", "Role")
            for rule in place_of(obj).items("rules")
            for finding in _rule(rule)
        ),
    )


def _binding(binding: Place) -> Iterator[Finding]:
    role = binding.at("roleRef", "name")
    if binding.text("roleRef", "kind") == "ClusterRole" and role.text() in _MASTERS:
        yield role.found(
            "privilege-admin", "may do almost anything", "bind a role that names what is needed"
        )
    for subject in binding.items("subjects"):
        name = subject.at("name")
        if name.text() in _EVERYBODY or name.text().startswith("system:serviceaccounts:"):
            yield name.found("privilege-everybody", "is everybody", "name the one account")


def _rule(rule: Place) -> Iterator[Finding]:
    for field in ("apiGroups", "nonResourceURLs", "resources", "verbs"):
        for item in rule.items(field):
            if item.value == "*":
                yield item.found("privilege-wildcard", "is everything", "name what is needed")
            elif (field == "verbs" and item.value in _ESCALATING) or (
                field == "resources" and item.value in _RUNNING
            ):
                yield item.found(
                    "privilege-escalation", "leads to the rights of others", "remove it"
                )
