"""Volumes of pods.

Source: `validateVolumes`, `validateVolumeSource` and their parts in
pkg/apis/core/validation/validation.go
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import quantity
from nexus_gitops.checks.objects.formats import DNS_LABEL
from nexus_gitops.checks.objects.place import (
    Place,
    missing,
    none_of,
    not_one_of_fields,
    outside,
    unlike,
)
from nexus_gitops.checks.refusals.claims import check_claim_spec

_RULE: Final = "refused-volume"
_HIGHEST_MODE: Final = 0o777
_SHORTEST_TOKEN_SECONDS: Final = 600
_LONGEST_TOKEN_SECONDS: Final = 1 << 32
_SOURCES: Final = ("configMap", "downwardAPI", "secret", "serviceAccountToken")
_REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "csi": ("driver",),
    "ephemeral": ("volumeClaimTemplate",),
    "hostPath": ("path",),
    "iscsi": ("targetPortal", "iqn"),
    "nfs": ("server", "path"),
    "persistentVolumeClaim": ("claimName",),
    "secret": ("secretName",),
    "configMap": ("name",),
}
"""Fields that a volume must have, by its type."""
_FIELD_PATH: Final = re.compile(
    r"metadata\.(?:name|namespace|uid|annotations|labels)"
    r"|metadata\.(?:annotations|labels)\['[^']+'\]"
)
_ENV_FIELD_PATH: Final = re.compile(
    r"metadata\.(?:name|namespace|uid)|metadata\.(?:annotations|labels)\['[^']+'\]"
    r"|spec\.(?:nodeName|serviceAccountName)|status\.(?:hostIPs?|podIPs?)"
)
_RESOURCE: Final = re.compile(r"(?:limits|requests)\.(?:cpu|memory|ephemeral-storage|hugepages-.+)")


def check_volumes_of(spec: Place) -> Iterator[Finding]:
    """Rule `refused-volume`, of a pod's spec."""
    for volume in spec.items("volumes"):
        yield from unlike(volume.at("name"), DNS_LABEL, _RULE)
        yield from _one_source(volume)
        for kind, fields in _REQUIRED.items():
            if volume.has(kind):
                for field in fields:
                    yield from missing(volume.at(kind, field), _RULE)
        yield from _paths(volume)
        yield from _files(volume.at("configMap"))
        yield from _files(volume.at("secret"))
        yield from _downward(volume.at("downwardAPI"))
        yield from _projected(volume.at("projected"))
        yield from _empty_dir(volume.at("emptyDir"))
        if volume.has("ephemeral"):
            yield from check_claim_spec(volume.at("ephemeral", "volumeClaimTemplate", "spec"))


def check_field_reference(reference: Place, rule: str) -> Iterator[Finding]:
    """What is wrong with the `fieldRef` of an environment variable."""
    yield from _field_path(reference, _ENV_FIELD_PATH, rule)


def check_resource_reference(reference: Place, rule: str) -> Iterator[Finding]:
    """What is wrong with a `resourceFieldRef`."""
    name = reference.at("resource")
    if isinstance(name.value, str) and not _RESOURCE.fullmatch(name.value):
        yield name.refused(rule, "is no resource of a container", "write one as limits.memory")
    divisor = reference.at("divisor")
    allowed = {"cpu": ("1m", "1")}.get(name.text().rpartition(".")[2])
    if allowed and divisor.value is not None and str(divisor.value) not in (*allowed, "0"):
        yield divisor.refused(rule, "is no divisor of CPU", "write 1 or 1m")


def _one_source(volume: Place) -> Iterator[Finding]:
    if not isinstance(volume.value, dict):
        return
    named = sorted(key for key in volume.value if key != "name" and volume.has(key))
    if len(named) > 1:
        yield Place(volume.owner, volume.path, None).refused(
            _RULE, f"is {' and '.join(named)} at once", "name exactly one type"
        )


def _paths(volume: Place) -> Iterator[Finding]:
    host = volume.at("hostPath", "path")
    if ".." in host.text().split("/"):
        yield host.refused(_RULE, "leads upwards", "remove '..'")
    nfs = volume.at("nfs", "path")
    if nfs.text() and not nfs.text().startswith("/"):
        yield nfs.refused(_RULE, "is not absolute", "begin it with '/'")


def _files(source: Place) -> Iterator[Finding]:
    yield from outside(source.at("defaultMode"), 0, _HIGHEST_MODE, _RULE)
    for item in source.items("items"):
        yield from missing(item.at("key"), _RULE)
        yield from _item(item)


def _item(item: Place) -> Iterator[Finding]:
    yield from outside(item.at("mode"), 0, _HIGHEST_MODE, _RULE)
    yield from missing(item.at("path"), _RULE)
    yield from check_path_below(item.at("path"), _RULE)


def check_path_below(path: Place, rule: str) -> Iterator[Finding]:
    """The finding that a path is not one below a folder."""
    text = path.text()
    if text.startswith("/"):
        yield path.refused(rule, "is absolute", "write it from the volume's root")
    elif ".." in text.split("/"):
        yield path.refused(rule, "leads upwards", "remove '..'")


def _downward(source: Place) -> Iterator[Finding]:
    yield from outside(source.at("defaultMode"), 0, _HIGHEST_MODE, _RULE)
    for item in source.items("items"):
        yield from _item(item)
        yield from not_one_of_fields(item, ("fieldRef", "resourceFieldRef"), _RULE)
        yield from _field_path(item.at("fieldRef"), _FIELD_PATH, _RULE)
        yield from check_resource_reference(item.at("resourceFieldRef"), _RULE)
        if item.has("resourceFieldRef"):
            yield from missing(item.at("resourceFieldRef", "containerName"), _RULE)


def _projected(source: Place) -> Iterator[Finding]:
    yield from outside(source.at("defaultMode"), 0, _HIGHEST_MODE, _RULE)
    taken: set[str] = set()
    for part in source.items("sources"):
        named = [kind for kind in _SOURCES if part.has(kind)]
        if len(named) > 1:
            yield from not_one_of_fields(part, _SOURCES, _RULE)
        for kind in ("configMap", "secret"):
            if part.has(kind):
                yield from missing(part.at(kind, "name"), _RULE)
            yield from _files(part.at(kind))
        yield from _downward(part.at("downwardAPI"))
        token = part.at("serviceAccountToken")
        yield from outside(
            token.at("expirationSeconds"), _SHORTEST_TOKEN_SECONDS, _LONGEST_TOKEN_SECONDS, _RULE
        )
        if part.has("serviceAccountToken"):
            yield from missing(token.at("path"), _RULE)
            yield from check_path_below(token.at("path"), _RULE)
        for kind in ("configMap", "secret", "downwardAPI"):
            for item in part.items(kind, "items"):
                path = item.at("path")
                if path.text() in taken:
                    yield path.refused(_RULE, "is there twice", "give each a path of its own")
                taken.add(path.text())


def _empty_dir(source: Place) -> Iterator[Finding]:
    limit = source.at("sizeLimit")
    amount = None if limit.value is None else quantity(limit.value)
    if amount is not None and amount < 0:
        yield limit.refused(_RULE, "is below 0", "write 0 or more")


def _field_path(reference: Place, known: re.Pattern[str], rule: str) -> Iterator[Finding]:
    path = reference.at("fieldPath")
    if isinstance(path.value, str) and not known.fullmatch(path.value):
        yield path.refused(
            rule, "is no field of a pod to be had here", "write one as metadata.name"
        )
    yield from none_of(reference.at("apiVersion"), ("v1",), rule)
