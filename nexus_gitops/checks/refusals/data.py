"""ConfigMaps and Secrets.

Source: `ValidateConfigMap` and `ValidateSecret` in pkg/apis/core/validation/validation.go
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.formats import CONFIG_KEY
from nexus_gitops.checks.objects.place import Place

_RULE: Final = "refused-data"
_LARGEST: Final = 1024 * 1024
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
}
"""Keys that a Secret must have, by its type."""
_JSON: Final = frozenset({".dockercfg", ".dockerconfigjson"})


def check_config_map(obj: Place) -> Iterator[Finding]:
    """Rule `refused-data`, for keys, encoding and size."""
    yield from _keys(obj, "data", "binaryData")
    for key, _ in obj.entries("data"):
        if key in dict(obj.entries("binaryData")):
            yield _hidden(obj.at("binaryData", key)).refused(
                _RULE, "is the value of a key that data has too", "remove one of the two"
            )
    sizes = [len(_text(value).encode()) for _, value in obj.entries("data")]
    yield from _encoded(obj, "binaryData", sizes)


def check_secret(obj: Place) -> Iterator[Finding]:
    """Rule `refused-data`; no value is shown."""
    yield from _keys(obj, "data", "stringData")
    sizes = [len(_text(value).encode()) for _, value in obj.entries("stringData")]
    yield from _encoded(obj, "data", sizes)
    keys = {key for field in ("data", "stringData") for key, _ in obj.entries(field)}
    kind = obj.text("type")
    for key in _NEEDED.get(kind, ()):
        if key not in keys:
            yield _hidden(obj.at("data")).refused(
                _RULE, f"lacks {key}, which the type {kind} needs", "add the key"
            )
        elif key in _JSON and not _is_json(obj, key):
            yield _hidden(obj.at("data", key)).refused(
                _RULE, "is no JSON object", "write the configuration as Docker does"
            )
    if kind == "kubernetes.io/basic-auth" and not {"username", "password"} & keys:
        yield _hidden(obj.at("data")).refused(
            _RULE, f"lacks username and password, which the type {kind} needs", "add one of them"
        )
    if kind == "kubernetes.io/service-account-token" and not obj.text(
        "metadata", "annotations", "kubernetes.io/service-account.name"
    ):
        yield _hidden(obj.at("metadata", "annotations")).refused(
            _RULE, f"names no account, which the type {kind} needs", "add the annotation"
        )


def _keys(obj: Place, *fields: str) -> Iterator[Finding]:
    for field in fields:
        for key, _ in obj.entries(field):
            if not CONFIG_KEY.fits(key):
                place = Place(obj.owner, f"{field}", key)
                yield place.refused(_RULE, f"is no {CONFIG_KEY.name}", CONFIG_KEY.says)


def _encoded(obj: Place, field: str, sizes: list[int]) -> Iterator[Finding]:
    """What is wrong with base64, and with the size of all values together."""
    for _, value in obj.entries(field):
        content = _decoded(_text(value))
        if content is None:
            yield _hidden(value).refused(_RULE, "is no base64", "encode it")
        else:
            sizes = [*sizes, len(content)]
    if sum(sizes) > _LARGEST:
        yield _hidden(obj.at("data")).refused(
            _RULE,
            f"takes {sum(sizes)} bytes of at most {_LARGEST} with all others",
            "split it, or put the large ones into an image or a volume",
        )


def _decoded(text: str) -> bytes | None:
    """As Go's decoder reads it, to which line breaks are nothing."""
    try:
        return base64.b64decode(text.replace("\r", "").replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        return None


def _is_json(obj: Place, key: str) -> bool:
    plain = obj.at("stringData").value
    content: Any = plain.get(key) if isinstance(plain, dict) else None
    try:
        text = content if isinstance(content, str) else _decoded(_text(obj.at("data", key)))
        return isinstance(json.loads(text or ""), dict)
    except ValueError:
        return False


def _text(place: Place) -> str:
    return place.text()


def _hidden(place: Place) -> Place:
    """The place without its value, which may be long or a secret."""
    return Place(place.owner, place.path, None)
