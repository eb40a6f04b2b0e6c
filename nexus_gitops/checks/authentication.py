"""Checks that nobody is let in, or believed, without proof."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import is_a
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import body_of, place_of
from nexus_gitops.checks.objects.pods import pod_templates
from nexus_gitops.images.image import ImagePolicy
from nexus_gitops.manifests.identity import KubeObject

_NO: Final = frozenset({"0", "disable", "disabled", "false", "no", "none", "off"})
_YES: Final = frozenset({"1", "on", "true", "yes"})
_PROTECTS: Final = re.compile(
    r"(?:^|_)(?:AUTH|AUTHN|AUTHZ|AUTHENTICATION|AUTHORIZATION|SECURITY|TLS|SSL|CSRF|RBAC)"
    r"(?:_(?:ENABLED|ENABLE|REQUIRED|MODE|VERIFY|CHECK))$|_VERIFY$|^(?:VERIFY|REQUIRE)_"
    r"|SSL_?MODE$|TLS_REJECT_UNAUTHORIZED$"
)
_UNPROTECTS: Final = re.compile(
    r"(?:^|_)(?:DISABLE|SKIP|NO|WITHOUT)_(?:AUTH|AUTHENTICATION|AUTHORIZATION|SECURITY|TLS|SSL"
    r"|CSRF)(?:_|$)|ALLOW_(?:EMPTY_PASSWORD|ANONYMOUS|INSECURE)|INSECURE(?:_SKIP_VERIFY)?$"
    r"|ALLOW_EMPTY_ROOT_PASSWORD$|AUTH_DISABLED$"
)
_TRUST: Final = re.compile(
    r"--auth(?:-host|-local)?[= ]trust\b|--requirepass(?:=| )(?:['\"]{2}|$)|--protected-mode[= ]no\b"
    r"|--noauth\b|--auth=none\b|--anonymous-auth=true\b"
)


def check_authentication(objects: Sequence[KubeObject], policy: ImagePolicy) -> tuple[Finding, ...]:
    """Rules `authentication-trust` and `authentication-off`.

    A database that trusts everybody is open to every pod that reaches it; that is never meant.
    A setting that turns sign-in or verification off is for development, where images need no
    version either.
    Sources: https://www.postgresql.org/docs/current/auth-trust.html,
    https://hub.docker.com/_/postgres (POSTGRES_HOST_AUTH_METHOD)

    Args:
        objects: of one environment.
        policy: how exactly the environment pins its images.
    """
    settings = tuple(_settings(objects))
    return (
        *(finding for name, value in settings for finding in _trust(name, value)),
        *(
            finding
            for name, value in (settings if policy is not ImagePolicy.ANY else ())
            for finding in _off(name, value)
        ),
        *(
            place.bare.found(
                "authentication-trust", f"{found[0]} lets everybody in", "demand a password"
            )
            for pod in pod_templates(objects)
            for container in pod.containers
            for place, said in _commands(body_of(pod, container))
            if (found := _TRUST.search(said))
        ),
    )


def _settings(objects: Sequence[KubeObject]) -> Iterator[tuple[str, Place]]:
    """Name and place of every plain setting."""
    for obj in objects:
        if is_a(obj, "", "ConfigMap"):
            yield from place_of(obj).entries("data")
    for pod in pod_templates(objects):
        for container in pod.containers:
            for variable in body_of(pod, container).items("env"):
                yield variable.text("name"), variable.at("value")


def _trust(name: str, value: Place) -> Iterator[Finding]:
    trusts = name.upper().endswith("AUTH_METHOD") and value.text().strip().lower() == "trust"
    if trusts or (name.upper().endswith("INITDB_ARGS") and _TRUST.search(value.text())):
        yield value.found("authentication-trust", "lets everybody in", "write scram-sha-256")


def _off(name: str, value: Place) -> Iterator[Finding]:
    said = value.text().strip().lower()
    if (said in _NO and _PROTECTS.search(name.upper())) or (
        said in _YES and _UNPROTECTS.search(name.upper())
    ):
        yield value.found("authentication-off", f"turns off what {name} stands for", "turn it on")


def _commands(container: Place) -> Iterator[tuple[Place, str]]:
    for field in ("command", "args"):
        words = [word.text() for word in container.items(field)]
        yield container.at(field), " ".join(words)
