"""What makes Secrets, and which keys they will have. No value is looked at."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from nexus_gitops.checks.objects.fields import is_a, items, mapping, name, text
from nexus_gitops.manifests.identity import KubeObject

_CERTIFICATE_KEYS = frozenset({"tls.crt", "tls.key", "ca.crt"})


@dataclass(frozen=True, slots=True)
class SecretSource:
    """An object from which a Secret comes.

    Attributes:
        owner: the object.
        secret: name of the Secret.
        keys: of the Secret; None where only the store knows them.
    """

    owner: KubeObject
    secret: str
    keys: frozenset[str] | None


def secret_sources(objects: Iterable[KubeObject]) -> Iterator[SecretSource]:
    """The source of each Secret that `objects` bring about."""
    for obj in objects:
        spec = mapping(obj, "spec")
        if is_a(obj, "", "Secret"):
            keys = frozenset({*mapping(obj, "data"), *mapping(obj, "stringData")})
            yield SecretSource(obj, name(obj), keys)
        elif is_a(obj, "external-secrets.io", "ExternalSecret"):
            if text(spec, "target", "creationPolicy") == "None":
                continue
            target = text(spec, "target", "name") or name(obj)
            yield SecretSource(obj, target, _keys_of_external(obj))
        elif is_a(obj, "bitnami.com", "SealedSecret"):
            keys = frozenset({*mapping(spec, "encryptedData"), *mapping(spec, "template", "data")})
            yield SecretSource(obj, name(obj), keys)
        elif is_a(obj, "cert-manager.io", "Certificate"):
            yield SecretSource(obj, text(spec, "secretName"), _CERTIFICATE_KEYS)


def secret_keys(
    objects: Iterable[KubeObject], provided: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str] | None]:
    """Keys by name of every Secret there will be; None where they can't be known.

    Args:
        objects: of one environment.
        provided: keys by name of the Secrets that are made out of band.
    """
    return {
        **provided,
        **{source.secret: source.keys for source in secret_sources(objects)},
    }


def _keys_of_external(obj: KubeObject) -> frozenset[str] | None:
    """A template replaces what was fetched, unless it is told to merge.

    Source: https://external-secrets.io/latest/guides/templating/#mergepolicy
    """
    spec = mapping(obj, "spec")
    template = mapping(spec, "target", "template")
    templated = frozenset(mapping(template, "data"))
    if "templateFrom" in template:
        return None
    if templated and text(template, "mergePolicy") != "Merge":
        return templated
    if "dataFrom" in spec:
        return None
    return templated | {text(entry, "secretKey") for _, entry in items(spec, "data")}
