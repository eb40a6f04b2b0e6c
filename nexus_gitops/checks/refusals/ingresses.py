"""Ingresses and their classes.

Source: pkg/apis/networking/validation/validation.go
"""

from collections.abc import Iterator
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.formats import DNS_LABEL, DNS_SUBDOMAIN, HOST, PATH_SEGMENT
from nexus_gitops.checks.objects.place import (
    Place,
    missing,
    none_of,
    not_one_of_fields,
    unlike,
    unlike_if_set,
)
from nexus_gitops.checks.refusals.metadata import check_service_name
from nexus_gitops.checks.refusals.probes import check_port

_RULE: Final = "refused-ingress"
_OLD_CLASS: Final = "kubernetes.io/ingress.class"
_TYPES: Final = ("Exact", "ImplementationSpecific", "Prefix")
_SEQUENCES: Final = ("//", "/./", "/../", "%2f", "%2F")
_SUFFIXES: Final = ("/..", "/.")


def check_ingress(obj: Place) -> Iterator[Finding]:
    """Rule `refused-ingress`."""
    spec = obj.at("spec")
    yield from unlike(spec.at("ingressClassName"), DNS_SUBDOMAIN, _RULE)
    old = obj.at("metadata", "annotations", _OLD_CLASS)
    if old.value is not None and spec.has("ingressClassName"):
        yield old.refused(_RULE, "is set beside ingressClassName", "remove the annotation")
    for rule in spec.items("rules"):
        yield from unlike_if_set(rule.at("host"), HOST, _RULE)
        for path in rule.items("http", "paths"):
            yield from _path(path)
            yield from _backend(path.at("backend"))
    default = spec.at("defaultBackend")
    if default.value is not None:
        yield from not_one_of_fields(default, ("resource", "service"), _RULE)
    yield from _backend(default)
    for entry in spec.items("tls"):
        yield from unlike_if_set(entry.at("secretName"), DNS_SUBDOMAIN, _RULE)
        for host in entry.items("hosts"):
            yield from unlike_if_set(host, HOST, _RULE)


def check_ingress_class(obj: Place) -> Iterator[Finding]:
    """Rule `refused-ingress`."""
    controller = obj.at("spec", "controller")
    yield from missing(controller, _RULE)
    parameters = obj.at("spec", "parameters")
    yield from _typed_reference(parameters)
    yield from none_of(parameters.at("scope"), ("Cluster", "Namespace"), _RULE)
    if parameters.has("namespace") != (parameters.text("scope") == "Namespace"):
        yield parameters.at("namespace").refused(
            _RULE, "is for the scope Namespace, which needs it", "set both, or neither"
        )
    domain, slash, path = controller.text().partition("/")
    if controller.text() and not (slash and path and DNS_SUBDOMAIN.fits(domain)):
        yield controller.refused(_RULE, "is no controller", "write one as k8s.io/ingress-nginx")


def _typed_reference(reference: Place) -> Iterator[Finding]:
    yield from unlike_if_set(reference.at("apiGroup"), DNS_SUBDOMAIN, _RULE)
    for field in ("kind", "name"):
        yield from unlike(reference.at(field), PATH_SEGMENT, _RULE)


def _path(entry: Place) -> Iterator[Finding]:
    kind, path = entry.text("pathType"), entry.at("path")
    yield from none_of(entry.at("pathType"), _TYPES, _RULE)
    text = path.text()
    if not text.startswith("/") and (text or kind in ("Exact", "Prefix")):
        yield path.refused(_RULE, "does not begin with '/'", "write it from the root")
    if kind in ("Exact", "Prefix"):
        wrong = [part for part in _SEQUENCES if part in text]
        wrong += [suffix for suffix in _SUFFIXES if text.endswith(suffix)]
        if wrong:
            yield path.refused(_RULE, f"has {wrong[0]}", "remove it")


def _backend(backend: Place) -> Iterator[Finding]:
    yield from _typed_reference(backend.at("resource"))
    if backend.has("service"):
        if backend.has("resource"):
            yield from not_one_of_fields(backend, ("service", "resource"), _RULE)
        yield from unlike_if_set(backend.at("service", "name"), DNS_LABEL, _RULE)
        yield from check_service_name(backend.at("service", "name"))
        port = backend.at("service", "port")
        if port.text("name") and port.number("number"):
            yield from not_one_of_fields(port, ("name", "number"), _RULE)
        if not port.text("name") and not port.number("number"):
            yield Place(port.owner, port.path, None).refused(
                _RULE, "has neither name nor number", "name a port of the Service"
            )
        if port.text("name"):
            yield from check_port(port.at("name"), _RULE)
        if port.number("number"):
            yield from check_port(port.at("number"), _RULE)
