"""Checks that each Ingress leads to ports of Services, and has its certificate."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import is_a, items, mapping, shown, text, title
from nexus_gitops.checks.objects.routing import backends, nowhere, service_port, services
from nexus_gitops.checks.objects.secret_sources import secret_keys
from nexus_gitops.manifests.identity import KubeObject

_CERTIFICATE: Final = frozenset({"tls.crt", "tls.key"})
_ISSUERS: Final = ("cert-manager.io/cluster-issuer", "cert-manager.io/issuer")


def check_ingresses(
    objects: Sequence[KubeObject], provided_secrets: Mapping[str, frozenset[str]]
) -> tuple[Finding, ...]:
    """Rules `ingress-backend`, `ingress-path` and `ingress-tls`.

    cert-manager fills the Secret of an Ingress with one of its issuer annotations
    (https://cert-manager.io/docs/usage/ingress/). A host without a certificate of its own is
    served with the controller's, which no browser takes.

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
        for finding in (*_backends(obj, found), *_paths(obj), *_certificates(obj, secrets))
    )


def _backends(ingress: KubeObject, found: Mapping[str, KubeObject]) -> Iterator[Finding]:
    for path in nowhere(ingress):
        yield Finding(
            object=title(ingress),
            field=path,
            rule="ingress-backend",
            message="leads to no Service",
            fix="name a Service and one of its ports",
        )
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


def _paths(ingress: KubeObject) -> Iterator[Finding]:
    seen: set[tuple[str, str, str]] = set()
    for rule, body in items(ingress, "spec", "rules"):
        for index, entry in items(body, "http", "paths"):
            key = (text(body, "host"), text(entry, "path"), text(entry, "pathType"))
            if key in seen:
                yield Finding(
                    object=title(ingress),
                    field=f"spec.rules[{rule}].http.paths[{index}].path",
                    rule="ingress-path",
                    message=f"{key[1]} of {key[0] or 'every host'} is there twice",
                    fix="remove one of the two",
                )
            seen.add(key)


def _certificates(
    ingress: KubeObject, secrets: Mapping[str, frozenset[str] | None]
) -> Iterator[Finding]:
    annotations = mapping(ingress, "metadata", "annotations")
    is_issued = any(issuer in annotations for issuer in _ISSUERS)
    certified: set[str] = set()
    for index, entry in items(ingress, "spec", "tls"):
        hosts = entry.get("hosts")
        certified |= {str(host) for host in (hosts if isinstance(hosts, list) else ())}
        secret = text(entry, "secretName")
        reason, fix = "", f"annotate the Ingress with {_ISSUERS[0]}, or add a Certificate for it"
        if not secret:
            reason, fix = "is not set", "name the Secret that holds the certificate"
        elif not is_issued and secret not in secrets:
            reason = f"nothing makes the Secret {secret}"
        elif not is_issued and not _may_hold_certificate(secrets[secret]):
            reason = f"Secret {secret} holds no {' and '.join(sorted(_CERTIFICATE))}"
        if reason:
            yield Finding(
                object=title(ingress),
                field=f"spec.tls[{index}].secretName",
                rule="ingress-tls",
                message=reason,
                fix=fix,
            )
    for index, rule in items(ingress, "spec", "rules") if certified else ():
        host = text(rule, "host")
        if host and not {host, f"*.{host.partition('.')[2]}"} & certified:
            yield Finding(
                object=title(ingress),
                field=f"spec.rules[{index}].host",
                rule="ingress-tls",
                message=f"{host} is not among the hosts of a certificate"
                f" ({', '.join(sorted(certified))})",
                fix="add it to spec.tls",
            )


def _may_hold_certificate(keys: frozenset[str] | None) -> bool:
    return keys is None or keys >= _CERTIFICATE
