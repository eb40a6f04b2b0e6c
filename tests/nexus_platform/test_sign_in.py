"""How people sign in, from an environment to what the services are told and let reach."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.platform import loading
from nexus_gitops.platform.data import InvalidError
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering.render import render
from nexus_platform import names
from nexus_platform.environment import Environment
from nexus_platform.sign_in import SignIn

DOCUMENTS = Path(__file__).parents[2] / "docs" / "sign-in.md"
KEYCLOAK = SignIn(
    issuer="https://login.example.com/realms/nexus",
    client_id="nexus-page",
    audience="https://nexus.example.com",
    role_claim="realm_access.roles",
    admin_roles=("nexus-admin", "operators"),
    origins=("https://tokens.example.com",),
)


def rendered(sign_in: SignIn | None) -> list[KubeObject]:
    env = loading.load("staging")
    assert isinstance(env, Environment)
    changed = msgspec.structs.replace(env, sign_in=sign_in)
    texts = render(platform(), changed, loading.images("staging"), env.repository)
    return [from_yaml(text, path) for path, text in texts.applications["core"].items()]


def settings(objects: list[KubeObject]) -> dict[str, str]:
    (found,) = (obj["data"] for obj in objects if obj["kind"] == "ConfigMap")
    return dict(found)


def reaches_the_internet(objects: list[KubeObject], component: str) -> bool:
    (policy,) = (
        obj
        for obj in objects
        if obj["kind"] == "NetworkPolicy" and obj["metadata"]["name"] == component
    )
    return any(
        "ipBlock" in peer and rule["ports"] == [{"port": 443, "protocol": "TCP"}]
        for rule in policy["spec"]["egress"]
        for peer in rule["to"]
    )


@pytest.fixture(scope="module")
def with_issuer() -> list[KubeObject]:
    return rendered(KEYCLOAK)


def test_the_services_are_told_of_the_issuer_and_what_its_claims_mean(
    with_issuer: list[KubeObject],
) -> None:
    told = settings(with_issuer)

    assert told["OIDC_ISSUER"] == "https://login.example.com/realms/nexus"
    assert told["OIDC_ROLE_CLAIM"] == "realm_access.roles"
    assert told["OIDC_ADMIN_ROLES"] == "nexus-admin,operators"
    assert told["OIDC_DEFAULT_ROLE"] == ""
    assert told["DEVELOPMENT_TOKENS"] == "false"


def test_whatever_the_documents_name_is_given_but_how_clocks_may_differ(
    with_issuer: list[KubeObject],
) -> None:
    documented = set(re.findall(r"\b(OIDC_[A-Z_]+|DEVELOPMENT_TOKENS)\b", DOCUMENTS.read_text()))
    given = {name for name in settings(with_issuer) if "OIDC" in name or name[-6:] == "TOKENS"}

    assert documented - given == {"OIDC_CLOCK_SKEW_SECONDS"}
    assert given <= documented


def test_the_page_may_speak_to_the_issuer_and_to_what_is_named_beside_it(
    with_issuer: list[KubeObject],
) -> None:
    origins = settings(with_issuer)["SIGN_IN_ORIGINS"]

    assert origins == "https://login.example.com https://tokens.example.com"


@pytest.mark.parametrize("service", [names.KERNEL, names.NEXUS_OS])
def test_who_checks_tokens_reaches_the_issuer(with_issuer: list[KubeObject], service: str) -> None:
    assert reaches_the_internet(with_issuer, service)
    assert not reaches_the_internet(with_issuer, names.FRONTEND)


def test_without_an_issuer_nobody_is_told_of_one_or_reaches_the_internet() -> None:
    objects = rendered(None)

    assert not any("OIDC" in name or "SIGN_IN" in name for name in settings(objects))
    for service in (names.KERNEL, names.NEXUS_OS, names.FRONTEND):
        assert not reaches_the_internet(objects, service)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("issuer", "http://login.example.com"),
        ("issuer", "https://login.example.com:8443"),
        ("issuer", "https://login.example.com/?realm=nexus"),
        ("issuer", "https://user@login.example.com"),
        ("issuer", "login.example.com"),
        ("client_id", ""),
        ("audience", " "),
        ("scope", ""),
        ("parameters", "resource"),
        ("parameters", "a=b#c"),
        ("origins", ("https://tokens.example.com/path",)),
        ("admin_roles", ("one,two",)),
        ("default_role", "owner"),
        ("role_claim", ""),
    ],
)
def test_what_could_not_work_is_refused_by_its_name(field: str, wrong: Any) -> None:
    with pytest.raises(InvalidError, match=field):
        msgspec.structs.replace(KEYCLOAK, **{field: wrong})
