"""Walks manifests and names every place where a credential seems to be kept.

Nothing that a finding says may hold a secret or a part of one, not even where the secret
is a key or the object's own name.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from nexus_gitops.checks.secrets.literals import assigned_literal, is_literal_secret
from nexus_gitops.checks.secrets.randomness import random_run, without_public
from nexus_gitops.checks.secrets.shapes import password_argument, private_key, token_shapes
from nexus_gitops.findings import Finding
from nexus_gitops.manifests.identity import KubeObject

_SHORTEST: Final = 8  # characters; a shorter text has no form to know it by
_WITHHELD: Final = "<withheld>"
_FIX: Final = (
    "create it in the cluster out of band (Secret nexus-secrets) or by an ExternalSecret "
    "and refer to it"
)


def check_secrets(objects: Iterable[KubeObject]) -> tuple[Finding, ...]:
    """Every place in `objects` that holds a credential or something that looks like one.

    Rules: `secret-plain` (a Secret with content), `secret-private-key`, `secret-token` (a
    known form), `secret-literal` (a value under a name that says it is secret) and
    `secret-entropy` (a random-looking value). All are errors: what reaches Git stays in
    its history (Argo CD, operator manual, secret management). A SealedSecret's ciphertext
    is allowed.
    """
    return tuple(finding for obj in objects for finding in _check_object(obj))


@dataclass(frozen=True, slots=True)
class _Text:
    """A string and where it is.

    Attributes:
        field: path in the object, without anything secret.
        key: the name that the string is kept under; "" if it has none.
        text: the string.
        is_setting: whether `key` is a name that we gave, as in a ConfigMap or an env, and
            not a field of the API, where `secretKey` holds but the name of a key.
    """

    field: str
    key: str
    text: str
    is_setting: bool = False


@dataclass(frozen=True, slots=True)
class _PlainSecret:
    """The field of a Secret whose values are in the manifest, and how many there are."""

    field: str
    values: int


@dataclass(frozen=True, slots=True)
class _CommandLine:
    """A list of strings: `redis-cli`, `-a` and a password tell only together."""

    field: str
    words: tuple[str, ...]


_Place = _Text | _PlainSecret | _CommandLine


def _check_object(obj: KubeObject) -> Iterator[Finding]:
    metadata = obj.get("metadata")
    name = metadata.get("name", "") if isinstance(metadata, Mapping) else ""
    shown = f"{_shown(str(obj.get('kind', '')))}/{_shown(str(name))}"
    for place in _places(obj):
        for rule, message in _suspicions(place):
            yield Finding(shown, place.field, rule, message, _FIX)


def _places(value: Any, field: str = "", key: str = "") -> Iterator[_Place]:
    if isinstance(value, str):
        yield _Text(field, key, value)
    elif isinstance(value, Mapping):
        yield from _places_of_mapping(value, field)
    elif isinstance(value, list):
        yield from _places_of_list(value, field, key)


def _places_of_mapping(value: Mapping[str, Any], field: str) -> Iterator[_Place]:
    is_core = "/" not in value.get("apiVersion", "/")
    kind = value.get("kind") if is_core else ""
    named = value.get("name") if isinstance(value.get("value"), str) else None
    for key, inner in _unsealed(value).items():
        at = _below(field, key)
        if at.endswith(_WITHHELD):
            yield _Text(at, "", key)
        if kind == "Secret" and key in ("data", "stringData"):
            if inner:
                yield _PlainSecret(at, len(inner))
        elif kind == "ConfigMap" and key == "data" and isinstance(inner, Mapping):
            yield from _settings(inner, at)
        elif key == "value" and isinstance(named, str):
            yield _Text(at, named, inner, is_setting=True)
        else:
            yield from _places(inner, at, key)


def _settings(data: Mapping[str, Any], field: str) -> Iterator[_Text]:
    for key, text in data.items():
        at = _below(field, key)
        if at.endswith(_WITHHELD):
            yield _Text(at, "", key)
        yield _Text(at, key, str(text), is_setting=True)


def _places_of_list(items: list[Any], field: str, key: str) -> Iterator[_Place]:
    if items and all(isinstance(item, str) for item in items):
        yield _CommandLine(field, tuple(items))
    flag = ""
    for index, item in enumerate(items):
        at = f"{field}[{index}]"
        is_flag = isinstance(item, str) and item.startswith("-")
        if flag and not is_flag and isinstance(item, str):
            yield _Text(at, flag, item, is_setting=True)
        else:
            yield from _places(item, at, key)
        flag = item if is_flag else ""


def _unsealed(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """`value` without a SealedSecret's ciphertext, which is random and made for Git."""
    spec = value.get("spec")
    if (
        value.get("kind") == "SealedSecret"
        and str(value.get("apiVersion")).startswith("bitnami.com/")
        and isinstance(spec, Mapping)
    ):
        return {**value, "spec": {k: v for k, v in spec.items() if k != "encryptedData"}}
    return value


def _below(field: str, key: str) -> str:
    return f"{field}.{_shown(key)}" if field else _shown(key)


@cache  # the names of API fields come again in every object
def _shown(name: str) -> str:
    """`name`, or a stand-in where it looks like a credential itself."""
    if len(name) < _SHORTEST or not any(_suspicions(_Text("", "", name))):
        return name
    return _WITHHELD


def _suspicions(place: _Place) -> Iterator[tuple[str, str]]:
    """Rule and message of everything in one place that looks like a credential."""
    if isinstance(place, _PlainSecret):
        yield "secret-plain", f"anyone who reads Git can read its {_count(place.values, 'value')}"
    elif isinstance(place, _CommandLine):
        if shape := password_argument(place.words):
            yield "secret-token", f"holds what looks like {shape}"
    elif kind := private_key(place.text):
        yield "secret-private-key", f"holds {kind}"
    else:
        yield from _suspicions_of_lines(place)


def _suspicions_of_lines(place: _Text) -> Iterator[tuple[str, str]]:
    is_named = place.is_setting and is_literal_secret(place.key, place.text)
    lines = without_public(place.text).split("\n")
    found: dict[tuple[str, str], int] = {}
    for number, line in enumerate(lines, 1):
        for suspicion in _suspicions_of_line(line, place.key, is_named=is_named):
            found.setdefault(suspicion, number)
    if is_named and not found:
        length = _count(len(place.text), "character")
        yield "secret-literal", f"holds a literal of {length} where its name says it is secret"
    for (rule, message), number in found.items():
        yield rule, f"{message}, on line {number}" if len(lines) > 1 else message


def _suspicions_of_line(line: str, key: str, *, is_named: bool) -> Iterator[tuple[str, str]]:
    if len(line) < _SHORTEST:
        return
    shapes = token_shapes(line)
    for shape in shapes:
        yield "secret-token", f"holds what looks like {shape}"
    if shapes or is_named:
        return
    if length := assigned_literal(line):
        yield "secret-literal", f"gives a literal of {_count(length, 'character')} to a secret"
    elif length := random_run(line, key):
        yield "secret-entropy", f"holds {_count(length, 'random-looking character')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
