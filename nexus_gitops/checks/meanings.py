"""Checks that a variable is fed from a key of its own meaning."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import is_a
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import body_of, place_of
from nexus_gitops.checks.objects.pods import pod_templates
from nexus_gitops.manifests.identity import KubeObject

_DATABASES: Final = frozenset({"mongodb", "mysql", "postgres"})
_SUBJECTS: Final[Mapping[str, frozenset[str]]] = {
    "DATABASE": _DATABASES,
    "DB": _DATABASES,
    "SQL": frozenset({"mysql", "postgres"}),
    "MARIADB": frozenset({"mysql"}),
    "MONGO": frozenset({"mongodb"}),
    "MONGODB": frozenset({"mongodb"}),
    "MYSQL": frozenset({"mysql"}),
    "PG": frozenset({"postgres"}),
    "PGPASSWORD": frozenset({"postgres"}),
    "POSTGRES": frozenset({"postgres"}),
    "POSTGRESQL": frozenset({"postgres"}),
    "AMQP": frozenset({"amqp"}),
    "RABBITMQ": frozenset({"amqp"}),
    "JWT": frozenset({"token"}),
    "KAFKA": frozenset({"kafka"}),
    "REDIS": frozenset({"redis"}),
    "VALKEY": frozenset({"redis"}),
    "SMTP": frozenset({"mail"}),
}
"""What a word of a name says that a value is for; a general word stands for all of its kind."""
_FORMS: Final[Mapping[str, str]] = {
    "DSN": "address",
    "HOST": "address",
    "URI": "address",
    "URL": "address",
    "PASS": "password",
    "PASSWD": "password",
    "PASSWORD": "password",
    "PW": "password",
    "PWD": "password",
    "PORT": "port",
    "USER": "user",
    "USERNAME": "user",
}
"""What the last word of a name says that a value is."""
_WORDS: Final = re.compile(r"[A-Z][A-Z0-9]*(?![a-z])|[A-Z]?[a-z0-9]+")


def check_meanings(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `variable-meaning` and `variable-shared`.

    - A variable is not fed from a key of a Secret whose name says that it is something else:
      `JWT_SECRET` from `postgres-password`, `DATABASE_USER` from `password`. Where the key is
      one word, as `password`, the name of the Secret tells whose it is. So it is with what
      External Secrets fetches.
    - One key is not the secret of two things: who learns the password of a cache could sign
      tokens with it.

    Source: https://kubernetes.io/docs/concepts/security/secrets-good-practices/

    Args:
        objects: of one namespace.
    """
    references = tuple(_references(objects))
    return (
        *(finding for name, source in references for finding in _mixed_up(name, source)),
        *_shared(references),
        *_fetched(objects),
    )


def _references(objects: Sequence[KubeObject]) -> Iterator[tuple[str, Place]]:
    """Name of each variable that a Secret feeds, and the place of the reference."""
    for pod in pod_templates(objects):
        for container in pod.containers:
            for variable in body_of(pod, container).items("env"):
                source = variable.at("valueFrom", "secretKeyRef")
                if source.text("key"):
                    yield variable.text("name"), source


def _fetched(objects: Sequence[KubeObject]) -> Iterator[Finding]:
    """What External Secrets puts under a key comes from an entry of its own meaning, once."""
    for obj in objects:
        if not is_a(obj, "external-secrets.io", "ExternalSecret"):
            continue
        entries = list(place_of(obj).items("spec", "data"))
        for entry in entries:
            key = entry.text("secretKey")
            source = entry.at("remoteRef", "property")
            if source.text() and _differ(key, source.text()):
                yield source.found(
                    "variable-meaning", f"is not what {key} stands for, by their names",
                    "name the entry that is meant",
                )  # fmt: skip
        keys = [entry.text("secretKey") for entry in entries]
        for position, entry in enumerate(entries):
            if entry.text("secretKey") in keys[:position]:
                yield entry.at("secretKey").found(
                    "variable-shared", "is there twice", "remove one of the two"
                )


def _differ(name: str, other: str) -> bool:
    own, others = _subjects(name), _subjects(other)
    forms = {_form(name), _form(other)} - {""}
    return bool(own and others and not own & others) or len(forms) > 1


def _mixed_up(name: str, source: Place) -> Iterator[Finding]:
    key = source.at("key")
    own, others = _subjects(name), _subjects(key.text())
    if len(_words(key.text())) == 1:
        others = others or _subjects(source.text("name"))
    forms = {_form(name), _form(key.text())} - {""}
    if (own and others and not own & others) or len(forms) > 1:
        yield key.found(
            "variable-meaning",
            f"of Secret {source.text('name')} is not what {name} stands for, by their names",
            "name the key that is meant",
        )


def _shared(references: Sequence[tuple[str, Place]]) -> Iterator[Finding]:
    first: dict[tuple[str, str], str] = {}
    for name, source in references:
        key = source.at("key")
        own = _subjects(name)
        # A key whose own name tells what it is for is judged by that.
        if not own or _subjects(key.text()):
            continue
        other = first.setdefault((source.text("name"), key.text()), name)
        if not own & _subjects(other):
            yield key.found(
                "variable-shared",
                f"of Secret {source.text('name')} is {name} here, and {other} elsewhere",
                "give each a key of its own",
            )


def _subjects(name: str) -> frozenset[str]:
    return frozenset().union(*(_SUBJECTS.get(word, ()) for word in _words(name)))


def _form(name: str) -> str:
    words = _words(name)
    return _FORMS.get(words[-1], "") if words else ""


def _words(name: str) -> list[str]:
    return [word.upper() for word in _WORDS.findall(name)]
