"""Checks that each Ingress leads to ports of Services, and has its certificate."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from nexus_gitops.checks.objects.fields import is_a, items, mapping, shown, text, title
from nexus_gitops.checks.objects.routing import backends, service_port, services
from nexus_gitops.checks.objects.secret_sources import secret_keys
from nexus_gitops.manifest import KubeObject
from nexus_gitops.result import Finding

_ISSUERS: Final = ("cert-manager.io/cluster-issuer", "cert-manager.io/issuer")


def check_ingresses(
    objects: Sequence[KubeObject], provided_secrets: Mapping[str, frozenset[str]]
) -> tuple[Finding, ...]:
    """Rules `ingress-backend` and `ingress-tls`.

    cert-manager fills the Secret of an Ingress with one of its issuer annotations
    (https://cert-manager.io/docs/usage/ingress/).

    Args:
        objects: of one environment.
        provided_secrets: keys by name of the Secrets that are made out of band.
    """
    found = services(objects)
    secrets = secret_keys(objects, provided_secrets)
    return tuple(
        finding
        for obj in objects
        if is_a(obj, "networking.k8s.io", "Ingress")
        for finding in (*_backends(obj, found), *_certificates(obj, secrets))
    )


def _backends(ingress: KubeObject, found: Mapping[str, KubeObject]) -> Iterator[Finding]:
    for path, backend in backends(ingress):
        wanted = text(backend, "name")
        service = found.get(wanted)
        if service is None:
            yield Finding(
                object=title(ingress),
                field=f"{path}.name",
                rule="ingress-backend",
                message=f"there is no Service {wanted}",
                fix=f"name one of {', '.join(sorted(found)) or 'those you add'}",
            )
            continue
        port = mapping(backend, "port")
        if service_port(service, port) is None:
            ports = [entry for _, entry in items(service, "spec", "ports")]
            known = ", ".join(f"{text(entry, 'name')} ({entry.get('port')})" for entry in ports)
            yield Finding(
                object=title(ingress),
                field=f"{path}.port",
                rule="ingress-backend",
                message=f"Service {wanted} has no port {shown(dict(port))}",
                fix=f"name one of its ports: {known or 'it has none'}",
            )


def _certificates(
    ingress: KubeObject, secrets: Mapping[str, frozenset[str] | None]
) -> Iterator[Finding]:
    annotations = mapping(ingress, "metadata", "annotations")
    if any(issuer in annotations for issuer in _ISSUERS):
        return
    for index, entry in items(ingress, "spec", "tls"):
        secret = text(entry, "secretName")
        if secret and secret not in secrets:
            yield Finding(
                object=title(ingress),
                field=f"spec.tls[{index}].secretName",
                rule="ingress-tls",
                message=f"nothing makes the Secret {secret}",
                fix=f"annotate the Ingress with {_ISSUERS[0]}, or add a Certificate for it",
            )
