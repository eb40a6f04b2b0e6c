"""Roles and what they are bound to.

Source: pkg/apis/rbac/validation/validation.go
"""

from collections.abc import Iterator
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.formats import DNS_SUBDOMAIN, PATH_SEGMENT
from nexus_gitops.checks.objects.place import Place, missing, none_of, unlike
from nexus_gitops.checks.refusals.selectors import check_selector

_RULE: Final = "refused-access"
_GROUP: Final = "rbac.authorization.k8s.io"


def check_service_account(obj: Place) -> Iterator[Finding]:
    """Rule `refused-access`."""
    for secret in obj.items("secrets"):
        yield from missing(secret.at("name"), _RULE)


def check_role(obj: Place) -> Iterator[Finding]:
    """Rule `refused-access`."""
    for rule in obj.items("rules"):
        yield from _rule(rule)
        urls = rule.at("nonResourceURLs")
        if urls.value:
            yield urls.refused(_RULE, "is not for a Role", "write a ClusterRole for it")


def check_cluster_role(obj: Place) -> Iterator[Finding]:
    """Rule `refused-access`."""
    for rule in obj.items("rules"):
        yield from _rule(rule)
    if obj.has("aggregationRule"):
        yield from missing(obj.at("aggregationRule", "clusterRoleSelectors"), _RULE)
    for selector in obj.items("aggregationRule", "clusterRoleSelectors"):
        yield from check_selector(selector)


def check_role_binding(obj: Place) -> Iterator[Finding]:
    """Rule `refused-access`."""
    yield from _binding(obj, ("ClusterRole", "Role"))


def check_cluster_role_binding(obj: Place) -> Iterator[Finding]:
    """Rule `refused-access`."""
    yield from _binding(obj, ("ClusterRole",))
    for subject in obj.items("subjects"):
        if subject.text("kind") == "ServiceAccount":
            yield from missing(subject.at("namespace"), _RULE)


def _rule(rule: Place) -> Iterator[Finding]:
    yield from missing(rule.at("verbs"), _RULE)
    urls = rule.at("nonResourceURLs")
    if urls.value:
        if any(rule.at(field).value for field in ("apiGroups", "resources", "resourceNames")):
            yield urls.refused(_RULE, "is set beside resources", "make two rules of it")
        return
    yield from missing(rule.at("apiGroups"), _RULE, 'name a group; [""] is the core\'s')
    yield from missing(rule.at("resources"), _RULE, "name a resource by its plural")


def _binding(obj: Place, kinds: tuple[str, ...]) -> Iterator[Finding]:
    role = obj.at("roleRef")
    yield from none_of(role.at("apiGroup"), (_GROUP, ""), _RULE)
    yield from none_of(role.at("kind"), kinds, _RULE)
    yield from unlike(role.at("name"), PATH_SEGMENT, _RULE)
    for subject in obj.items("subjects"):
        kind, group = subject.text("kind"), subject.at("apiGroup")
        yield from missing(subject.at("name"), _RULE)
        yield from none_of(subject.at("kind"), ("Group", "ServiceAccount", "User"), _RULE)
        if kind == "ServiceAccount":
            yield from unlike(subject.at("name"), DNS_SUBDOMAIN, _RULE)
            yield from none_of(group, ("",), _RULE)
        elif kind in ("Group", "User"):
            yield from none_of(group, (_GROUP, ""), _RULE)
