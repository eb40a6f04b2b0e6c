"""Walks manifests and names every place where a credential seems to be kept.

Nothing that a finding says may hold a secret or a part of one, not even where the secret
is a key or the object's own name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.secrets.exemptions import FILE, fingerprint
from nexus_gitops.checks.secrets.keys import private_key
from nexus_gitops.checks.secrets.known_forms import known_forms
from nexus_gitops.checks.secrets.literals import assigned_literal, paired_literal
from nexus_gitops.checks.secrets.node import (
    CommandLine,
    Named,
    Node,
    Path,
    Place,
    PlainValues,
    PrivateKey,
    Text,
)
from nexus_gitops.checks.secrets.places import places
from nexus_gitops.checks.secrets.randomness import random_run, without_public
from nexus_gitops.checks.secrets.shapes import (
    is_login,
    password_argument,
    possible_shapes,
    token_shapes,
)
from nexus_gitops.checks.secrets.values import is_secret
from nexus_gitops.manifests.identity import KubeObject, without_hash

_SHORTEST: Final = 8  # characters; a shorter text has no form to know it by
_PLAIN: Final = re.compile(r"[A-Za-z/_.-]{1,31}")
"""A name or a path: too short to be random, and in the form of no token."""
_WITHHELD: Final = "<withheld>"
_FIX: Final = "create it in the cluster out of band, or by an ExternalSecret or a SealedSecret, and refer to it"


def check_secrets(objects: Iterable[KubeObject]) -> tuple[Finding, ...]:
    """Every place in `objects` that holds a credential or something that looks like one.

    Rules: `secret-plain` (a Secret with content), `secret-private-key`, `secret-token` (a
    known form), `secret-literal` (a value under a name that says it is secret) and
    `secret-entropy` (a random-looking value). All are errors: what reaches Git stays in
    its history (Argo CD, operator manual, secret management). What is encrypted for Git is
    allowed: a SealedSecret's ciphertext, what SOPS encrypted.
    """
    return tuple(finding for obj in objects for finding in _check_object(obj))


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Something in one place that looks like a credential.

    Attributes:
        rule: as a finding has it.
        message: what it looks like, without a part of it.
        evidence: the text that gives it away, secret; "" where nothing can make it public.
    """

    rule: str
    message: str
    evidence: str


def _check_object(obj: KubeObject) -> Iterator[Finding]:
    metadata = obj.get("metadata")
    name = metadata.get("name", "") if isinstance(metadata, Mapping) else ""
    group = str(obj.get("apiVersion", "")).rpartition("/")[0]
    kind = str(obj.get("kind", ""))
    shown = f"{_shown(kind)}/{_shown(str(name))}"
    identity = (group, kind, without_hash(str(name)))
    told: set[tuple[str, Suspicion]] = set()
    for place in places(obj):
        for suspicion in _suspicions(place):
            field, inside = _path(place.node.field), _path(place.node.inside)
            if (field, suspicion) not in told:
                told.add((field, suspicion))
                message = f"{suspicion.message}, at {inside}" if inside else suspicion.message
                yield _finding(
                    Finding(shown, field, suspicion.rule, message, _FIX),
                    identity,
                    inside,
                    suspicion.evidence,
                )


def _finding(plain: Finding, identity: Sequence[str], inside: str, evidence: str) -> Finding:
    """The finding with the way past it, where its evidence may turn out to be public."""
    if not evidence:
        return plain
    mark = fingerprint(plain.rule, identity, f"{plain.field} {inside}", evidence)
    fix = f"{plain.fix}; if it is public, {FILE} exempts it by fingerprint {mark}"
    return replace(plain, fix=fix, fingerprint=mark)


def _path(keys: Path) -> str:
    path = ""
    for key in keys:
        if isinstance(key, int):
            path += f"[{key}]"
        else:
            path += f".{_shown(key)}" if path else _shown(key)
    return path


@lru_cache(maxsize=8192)  # the names of API fields come again in every object
def _shown(name: str) -> str:
    """`name`, or a stand-in where it looks like a credential itself."""
    text = Text(Node((), (), "", name), name)
    return _WITHHELD if len(name) >= _SHORTEST and any(_suspicions(text)) else name


def _suspicions(place: Place) -> Iterator[Suspicion]:
    match place:
        case PlainValues(_, count):
            yield Suspicion(
                "secret-plain", f"anyone who reads Git can read its {_count(count, 'value')}", ""
            )
        case PrivateKey(_, kind):
            yield Suspicion("secret-private-key", f"holds {kind}", "")
        case CommandLine(_, words):
            if shape := password_argument(words):
                yield Suspicion("secret-token", f"holds what looks like {shape}", " ".join(words))
        case Named(node, name, value):
            if not node.is_label and is_secret(name, value, is_setting=False):
                yield _assigned(value)
        case Text(node, text):
            yield from _suspicions_of_text(
                text,
                node.name,
                is_setting=node.is_setting,
                is_prose=node.is_prose,
                is_label=node.is_label,
            )


@lru_cache(maxsize=65536)  # most texts of a release come again in many of its objects
def _suspicions_of_text(
    text: str, name: str, *, is_setting: bool, is_prose: bool, is_label: bool
) -> tuple[Suspicion, ...]:
    if kind := private_key(text):
        return (Suspicion("secret-private-key", f"holds {kind}", ""),)
    node = Node((), (), name, text, is_setting, is_prose, is_label)
    return tuple(_suspicions_of_words(node, without_public(text)))


def _suspicions_of_words(node: Node, text: str) -> Iterator[Suspicion]:
    is_named = _is_named(node, text)
    found = list(_suspicions_of_lines(node, text, is_named=is_named))
    if not found and not is_named and not node.is_label and (literal := paired_literal(text)):
        found = [_assigned(literal)]
    if is_named and not found:
        length = _count(len(text), "character")
        message = f"holds a literal of {length} where its name says it is secret"
        found = [Suspicion("secret-literal", message, text)]
    yield from found


def _is_named(node: Node, text: str) -> bool:
    if node.is_label or "\n" in text.strip():
        return False
    return (node.name == "auth" and is_login(text)) or is_secret(
        node.name, text, is_setting=node.is_setting
    )


def _suspicions_of_lines(node: Node, text: str, *, is_named: bool) -> Iterator[Suspicion]:
    if len(text) < _SHORTEST or _PLAIN.fullmatch(text):
        return
    lines = text.split("\n")
    tokens = _tokens(text)
    reads_literals = not (node.is_prose or node.is_label)
    for number, line in enumerate(lines, 1):
        where = f", on line {number}" if len(lines) > 1 else ""
        if number in tokens:
            for shape in tokens[number]:
                yield Suspicion("secret-token", f"holds what looks like {shape}{where}", line)
        elif is_named or len(line) < _SHORTEST:
            continue
        elif reads_literals and (literal := assigned_literal(line)):
            yield _assigned(literal, where)
        elif run := random_run(line, node.name, text):
            length = _count(len(run), "random-looking character")
            yield Suspicion("secret-entropy", f"holds {length}{where}", run)


@lru_cache(maxsize=8192)  # the same strings come again in every environment
def _tokens(text: str) -> Mapping[int, Mapping[str, None]]:
    """The forms of credential in each line that has any, by its number."""
    found: dict[int, dict[str, None]] = {}
    if shapes := possible_shapes(text):
        for number, line in enumerate(text.split("\n"), 1):
            for shape in token_shapes(line, shapes):
                found.setdefault(number, {})[shape] = None
    for name, match in known_forms(text):
        number = text.count("\n", 0, match.start()) + 1
        found.setdefault(number, {f"a credential of the form {name}": None})
    return found


def _assigned(literal: str, where: str = "") -> Suspicion:
    length = _count(len(literal), "character")
    return Suspicion("secret-literal", f"gives a literal of {length} to a secret{where}", literal)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
