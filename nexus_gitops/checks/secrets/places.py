"""Every place of an object that may hold a secret: its strings, and those of documents in them.

A string that is a document of its own (settings in JSON or YAML, a manifest, base64 of one)
is walked as the object is, so that structure tells there what it tells here. The walk keeps
its own stack and visits no mapping twice: neither deep nesting nor YAML's aliases hurt it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from nexus_gitops.checks.secrets.documents import (
    as_text,
    base64_runs,
    comments,
    decoded,
    is_media,
    parse,
    xml_pairs,
)
from nexus_gitops.checks.secrets.keys import (
    is_jwk,
    is_private_jwk,
    is_public_data,
    private_data,
    private_key,
)
from nexus_gitops.checks.secrets.names import Meaning, meaning, words
from nexus_gitops.checks.secrets.node import (
    CommandLine,
    Named,
    Node,
    Place,
    PlainValues,
    PrivateKey,
    Text,
)
from nexus_gitops.checks.secrets.values import is_reference

_LANGUAGES: Final = (
    "en|de|fr|es|it|pt|nl|pl|ru|uk|cs|sv|da|fi|nb|no|tr|zh|ja|ko|ar|he|hi|vi|th|id|hu|ro|el|bg"
)
_TRANSLATED: Final = re.compile(
    rf"""(?:^|[._/-])(?:i18n|l10n|locales?|translations?|messages|lang(?:uages?)?|strings|labels
           |(?:{_LANGUAGES})(?:[_-][a-z]{{2,4}})?(?=\.|$))(?:[._/-]|$)""",
    re.IGNORECASE | re.VERBOSE,
)
_TRANSLATIONS: Final = frozenset(
    ("translations", "translation", "i18n", "l10n", "locales", "locale")
)
_NAME_KEYS: Final = (
    "name",
    "key",
    "Name",
    "Key",
    "NAME",
    "KEY",
    "variable",
    "property",
    "param",
    "field",
    "type",
)
_VALUE_KEYS: Final = frozenset(
    ("value", "Value", "VALUE", "val", "defaultValue", "default_value", "default")
)
_CARRIERS: Final = ("value", "inline", "plain", "plainText", "literal", "raw", "content", "default")
_REMOTE: Final = ("remoteRef", "remoteKey", "sourceRef")
_REFERRING: Final = ("secretName", "secretKeyRef", "secretRef", "existingSecret")
_PLAIN_KEY: Final = re.compile(r"[A-Za-z][A-Za-z-]{0,24}")
_SHORTEST_UNTOLD: Final = 8  # characters; a shorter key has no form to know it by
_MOST_LAYERS: Final = 6
_SHORTEST_FILE: Final = 65  # bytes; what is shorter and binary may be a key


def places(obj: Mapping[Any, Any]) -> Iterator[Place]:
    """Every place of `obj` that may hold a secret."""
    root = Node(
        (),
        (),
        "",
        obj,
        is_prose=obj.get("kind") == "CustomResourceDefinition",
        is_label=_is_of_translations(obj),
    )
    pending: list[Node | Place] = [root]
    visited: dict[int, Any] = {}  # an id is unique only while its object lives
    while pending:
        node = pending.pop()
        if not isinstance(node, Node):
            yield node
            continue
        value = node.value
        if value is None or value is True or value is False:
            continue
        if isinstance(value, str) and (len(value) < _SHORTEST_UNTOLD or _holds_nothing(value)):
            yield Text(node, value)
            continue
        if isinstance(value, dict | list):
            if id(value) in visited:
                continue
            visited[id(value)] = value
        pending += reversed(list(_opened(node)))


def _is_of_translations(obj: Mapping[Any, Any]) -> bool:
    metadata = obj.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else ""
    return not _TRANSLATIONS.isdisjoint(words(str(name)))


def _opened(node: Node) -> Iterator[Node | Place]:
    match node.value:
        case dict():
            yield from _of_mapping(node, node.value)
        case list():
            yield from _of_list(node, node.value)
        case str():
            yield from _of_text(node, node.value)
        case scalar:
            yield Text(node, str(scalar))


# Mappings


def _of_mapping(node: Node, value: Mapping[Any, Any]) -> Iterator[Node | Place]:
    if is_jwk(value):
        if is_private_jwk(value):
            yield PrivateKey(node, "a private JSON Web Key")
        return
    kind, is_core = value.get("kind"), "/" not in str(value.get("apiVersion", "/"))
    is_encrypted = _is_encrypted_by_sops(value)
    named = _name_beside_a_value(value)
    refers = _refers_to_a_secret(node, value)
    is_of_passwords = node.name.endswith("s") and meaning(node.name) is Meaning.PASSWORD
    yield from _of_program(node, value)
    for key, inner in value.items():
        child = node.below(str(key), inner)
        yield from _of_key(child)
        match (kind, str(key), inner):
            case (_, "sops", dict()) if is_encrypted:
                pass
            case ("Secret", "data" | "stringData", _) if is_core:
                yield from _of_secret(child)
            case ("SecretList", "items", list()) if is_core:
                yield from _of_secret_list(child, inner)
            case ("SealedSecret", "spec", dict()):
                yield from _of_sealed_secret(child, inner)
            case (_, "secretGenerator", list()):
                yield from _of_secret_generator(child, inner)
            case ("ConfigMap", "data", dict()) if is_core:
                yield from _of_settings(child, inner)
            case ("ConfigMap", "binaryData", dict()) if is_core:
                yield from _of_binary_data(child, inner)
            case (_, name, _) if named and name in _VALUE_KEYS:
                yield replace(child, name=named, is_setting=True)
            case (_, "secretKey", str()) if not value.keys().isdisjoint(_REMOTE):
                yield replace(child, name="")
            case (_, _, str()) if refers and _is_a_name(inner):
                yield replace(child, name="")
            case (_, name, _) if name in _CARRIERS and not node.is_prose:
                yield replace(child, name=node.name if isinstance(inner, str | int) else name)
            case (_, _, str()) if is_of_passwords and meaning(child.name) is Meaning.NOTHING:
                yield replace(child, name=node.name)
            case _:
                yield _described(child)


def _of_program(node: Node, container: Mapping[Any, Any]) -> Iterator[CommandLine]:
    """A container's command with its arguments, which tell a password only together."""
    command, arguments = container.get("command"), container.get("args")
    if isinstance(command, list) and isinstance(arguments, list):
        words = [*command, *arguments]
        if command and all(isinstance(word, str) for word in words):
            yield CommandLine(node.below("args", arguments), tuple(words))


def _of_key(child: Node) -> tuple[Node, ...]:
    """A key that may be a secret itself, or a text that was read as a mapping by mistake."""
    if len(child.name) < _SHORTEST_UNTOLD or _PLAIN_KEY.fullmatch(child.name):
        return ()
    return (replace(child, name="", value=child.name, layers=_MOST_LAYERS),)


def _described(child: Node) -> Node:
    """`child` with what its name says of all that is below it."""
    if isinstance(child.value, dict) and _TRANSLATED.fullmatch(child.name):
        return replace(child, is_label=True)
    return child


def _name_beside_a_value(value: Mapping[Any, Any]) -> str:
    if _VALUE_KEYS.isdisjoint(value) or any(
        isinstance(value.get(key), dict) for key in _VALUE_KEYS
    ):
        return ""
    names = [value[key] for key in _NAME_KEYS if isinstance(value.get(key), str)]
    tells = (name for name in names if meaning(name) not in (Meaning.NOTHING, Meaning.PUBLIC))
    return next(tells, next(iter(names), ""))


def _refers_to_a_secret(node: Node, value: Mapping[Any, Any]) -> bool:
    """Whether `value` names a Secret and keys in it: `passwordSecret: {secretName, password}`."""
    return any(value.get(key) for key in _REFERRING) or (
        "secret" in words(node.name) and not value.keys().isdisjoint(("name", "key"))
    )


def _is_a_name(value: str) -> bool:
    return re.fullmatch(r"[A-Za-z]+(?:[-._][A-Za-z]+)*", value) is not None


def _is_encrypted_by_sops(value: Mapping[Any, Any]) -> bool:
    sops = value.get("sops")
    return isinstance(sops, dict) and "mac" in sops


# Secrets


def _of_secret(child: Node) -> Iterator[Place]:
    """The values of a Secret that are neither encrypted nor only refer to something."""
    inner = child.value
    values = list(inner.values()) if isinstance(inner, dict) else [inner]
    is_base64 = child.name == "data"
    if count := sum(not _is_kept_elsewhere(value, is_base64=is_base64) for value in values):
        yield PlainValues(child, count)


def _is_kept_elsewhere(value: Any, *, is_base64: bool) -> bool:
    if not isinstance(value, str):
        return value is None
    data = decoded(value) if is_base64 else None
    text = as_text(data) if data else None
    return any(not form.strip() or is_reference(form.strip()) for form in (value, text or value))


def _of_secret_list(child: Node, items: list[Any]) -> Iterator[Node]:
    for index, item in enumerate(items):
        is_mapping = isinstance(item, dict)
        secret = {"apiVersion": "v1", "kind": "Secret", **item} if is_mapping else item
        yield child.below(index, secret)


def _of_sealed_secret(child: Node, spec: Mapping[Any, Any]) -> Iterator[Node | Place]:
    for key, inner in spec.items():
        node = child.below(str(key), inner)
        if key != "encryptedData":
            yield node
            continue
        values = list(inner.values()) if isinstance(inner, dict) else [inner]
        if count := sum(not _is_sealed(value) for value in values):
            yield PlainValues(node, count)


def _is_sealed(value: Any) -> bool:
    """kubeseal first writes how long an RSA-encrypted key is: 256, 384, 512 or 1024 bytes."""
    if not isinstance(value, str):
        return value is None
    text = "".join(value.split()).rstrip(".…")
    return _is_kept_elsewhere(value, is_base64=False) or (
        re.fullmatch(r"A[QYgI][A-D][A-Za-z0-9+/]{8,}={0,2}", text) is not None
    )


def _of_secret_generator(child: Node, items: list[Any]) -> Iterator[Node | Place]:
    """Kustomize makes Secrets of `literals`, whatever their names are."""
    for index, item in enumerate(items):
        at = child.below(index, item)
        literals = item.get("literals") if isinstance(item, dict) else None
        if isinstance(literals, list) and literals:
            yield PlainValues(at.below("literals", literals), len(literals))
        else:
            yield at


# ConfigMaps


def _of_settings(child: Node, data: Mapping[Any, Any]) -> Iterator[Node]:
    for key, value in data.items():
        setting = child.below(str(key), value)
        yield from _of_key(setting)
        is_label = setting.is_label or _TRANSLATED.search(setting.name) is not None
        yield replace(setting, is_setting=True, is_label=is_label)


def _of_binary_data(child: Node, data: Mapping[Any, Any]) -> Iterator[Node | Place]:
    for key, value in data.items():
        setting = replace(child.below(str(key), value), is_setting=True)
        yield from _of_key(setting)
        content = decoded(value, shortest=1) if isinstance(value, str) else None
        if content is None or (len(content) < _SHORTEST_FILE and as_text(content) is None):
            yield setting
        else:
            yield from _of_bytes(setting, content)


def _of_bytes(node: Node, content: bytes) -> Iterator[Node | Place]:
    if (text := as_text(content)) is not None:
        yield node.holding(text)
    elif kind := private_data(content):
        yield PrivateKey(node, kind)


# Lists


def _of_list(node: Node, items: list[Any]) -> Iterator[Node | Place]:
    if items and all(isinstance(item, str) for item in items):
        yield CommandLine(node, tuple(items))
    flag = ""
    for index, item in enumerate(items):
        child = node.below(index, item)
        is_flag = isinstance(item, str) and item.startswith("-")
        if flag and not is_flag and isinstance(item, str):
            yield replace(child, name=flag, is_setting=True)
        else:
            yield child
        flag = item if is_flag else ""


# Strings


@lru_cache(maxsize=65536)  # most texts of a release come again in many of its objects
def _holds_nothing(text: str) -> bool:
    """Whether a text is no document and holds none, so that it is judged as it stands."""
    match [*_of_text(Node((), (), "", text), text)]:
        case [Text()]:
            return True
        case _:
            return False


def _of_text(node: Node, text: str) -> Iterator[Node | Place]:
    if node.layers >= _MOST_LAYERS:
        yield Text(node, text)
    elif (document := parse(text)) is not None:
        is_label = node.is_label or _TRANSLATED.search(node.name) is not None
        yield replace(node.holding(document), is_label=is_label)
        if (noted := comments(text)).strip():
            yield Text(replace(node, name=""), noted)
    elif (content := decoded(text)) is not None and _is_of_a_kind(content):
        yield from _of_bytes(node, content)
    else:
        yield Text(node, text)
        for name, value in xml_pairs(text):
            yield Named(node, name, value)
        if not private_key(text):
            for content in base64_runs(text):
                yield from _of_bytes(replace(node, name=""), content)


def _is_of_a_kind(content: bytes) -> bool:
    """Whether bytes that a string may be base64 of make sense, so that it is."""
    return (
        as_text(content) is not None
        or bool(private_data(content))
        or is_public_data(content)
        or is_media(content)
    )
