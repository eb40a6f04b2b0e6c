"""Pods and their templates.

Source: `ValidatePodSpec` and its parts in pkg/apis/core/validation/validation.go
"""

import re
from collections.abc import Iterator
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.formats import ADDRESS, DNS_LABEL, DNS_SUBDOMAIN
from nexus_gitops.checks.objects.place import (
    Place,
    missing,
    none_of,
    outside,
    unlike,
    unlike_if_set,
)
from nexus_gitops.checks.refusals.containers import (
    check_containers,
    check_ids,
    check_names_once,
    check_profiles,
)
from nexus_gitops.checks.refusals.resources import check_requirements
from nexus_gitops.checks.refusals.scheduling import check_scheduling
from nexus_gitops.checks.refusals.volumes import check_volumes_of

_RULE: Final = "refused-pod"
_SECURITY: Final = "refused-security-context"
_MOST_NAME_SERVERS: Final = 3
_MOST_SEARCHES: Final = 32
_SYSCTL: Final = re.compile(
    r"(?:[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?"
)


def check_pod_spec(spec: Place) -> Iterator[Finding]:
    """Rules `refused-pod`, `refused-security-context` and those of the pod's parts."""
    yield from outside(spec.at("terminationGracePeriodSeconds"), 0, None, _RULE)
    yield from outside(spec.at("activeDeadlineSeconds"), 1, 2**31 - 1, _RULE)
    yield from unlike_if_set(spec.at("hostname"), DNS_LABEL, _RULE)
    yield from unlike_if_set(spec.at("subdomain"), DNS_LABEL, _RULE)
    account = "serviceAccountName" if spec.has("serviceAccountName") else "serviceAccount"
    for field in (account, "hostnameOverride", "nodeName", "priorityClassName", "runtimeClassName"):
        yield from unlike_if_set(spec.at(field), DNS_SUBDOMAIN, _RULE)
    for alias in spec.items("hostAliases"):
        yield from unlike(alias.at("ip"), ADDRESS, _RULE)
        for name in alias.items("hostnames"):
            yield from unlike(name, DNS_SUBDOMAIN, _RULE)
    yield from check_requirements(spec.at("resources"))
    yield from none_of(spec.at("os", "name"), ("linux", "windows"), _RULE)
    yield from _dns(spec)
    yield from _security(spec)
    yield from check_containers(spec)
    yield from check_names_once(spec)
    yield from check_volumes_of(spec)
    yield from check_scheduling(spec)


def _dns(spec: Place) -> Iterator[Finding]:
    servers = spec.at("dnsConfig", "nameservers")
    listed = servers.value if isinstance(servers.value, list) else []
    if spec.text("dnsPolicy") == "None" and not listed:
        yield servers.refused(_RULE, "is empty with dnsPolicy None", "name a name server")
    if len(listed) > _MOST_NAME_SERVERS:
        yield servers.refused(_RULE, f"has more than {_MOST_NAME_SERVERS} entries", "remove some")
    for server in spec.items("dnsConfig", "nameservers"):
        yield from unlike(server, ADDRESS, _RULE)
    searches = list(spec.items("dnsConfig", "searches"))
    if len(searches) > _MOST_SEARCHES:
        yield spec.at("dnsConfig", "searches").refused(
            _RULE, f"has more than {_MOST_SEARCHES} entries", "remove some"
        )
    for search in searches:
        if search.text() != "." and not DNS_SUBDOMAIN.fits(search.text().removesuffix(".")):
            yield search.refused(_RULE, f"is no {DNS_SUBDOMAIN.name}", DNS_SUBDOMAIN.says)
    for option in spec.items("dnsConfig", "options"):
        yield from missing(option.at("name"), _RULE)


def _security(spec: Place) -> Iterator[Finding]:
    context = spec.at("securityContext")
    yield from check_ids(context)
    yield from check_profiles(context)
    yield from none_of(context.at("seLinuxChangePolicy"), ("MountOption", "Recursive"), _SECURITY)
    seen: set[str] = set()
    for sysctl in context.items("sysctls"):
        name = sysctl.at("name")
        yield from missing(name, _SECURITY)
        if name.text() and not _SYSCTL.fullmatch(name.text()):
            yield name.refused(_SECURITY, "is no sysctl", "write one as net.core.somaxconn")
        if name.text() in seen:
            yield name.refused(_SECURITY, "is there twice", "remove one of them")
        seen.add(name.text())
    if spec.at("shareProcessNamespace").value is True and spec.at("hostPID").value is True:
        yield spec.at("shareProcessNamespace").refused(
            _SECURITY, "contradicts hostPID", "remove one of the two"
        )
    if spec.at("hostUsers").value is False:
        for field in ("hostPID", "hostIPC"):
            if spec.at(field).value is True:
                yield spec.at(field).refused(
                    _SECURITY, "contradicts hostUsers: false", "remove one of the two"
                )
