"""What pods must do beyond the Pod Security Standard."""

from typing import Any

import pytest

from nexus_gitops.checks.hardening import check_hardening

SPEC = "spec.template.spec"
OWN = f"{SPEC}.containers[0].securityContext"


@pytest.mark.parametrize(
    ("place", "value", "subject"),
    [
        (f"{OWN}.readOnlyRootFilesystem", False, "root-filesystem"),
        (f"{OWN}.runAsUser", "web", "user"),
        (f"{SPEC}.serviceAccountName", "default", "account"),
        (f"{SPEC}.automountServiceAccountToken", True, "token"),
        (f"{SPEC}.enableServiceLinks", True, "service-links"),
    ],
)
def test_a_soft_spot_is_found(
    environment: Any, where: Any, place: str, value: Any, subject: str
) -> None:
    found = check_hardening(environment.with_field("Deployment/web", place, value))
    assert where(found) == [("Deployment/web", f"hardening-{subject}", place)]


@pytest.mark.parametrize(
    ("place", "subject", "field"),
    [
        (f"{OWN}.readOnlyRootFilesystem", "root-filesystem", None),
        (f"{SPEC}.securityContext.runAsUser", "user", f"{OWN}.runAsUser"),
        (f"{SPEC}.serviceAccountName", "account", None),
        (f"{SPEC}.automountServiceAccountToken", "token", None),
        (f"{SPEC}.enableServiceLinks", "service-links", None),
    ],
)
def test_the_defaults_are_soft_spots(
    environment: Any, where: Any, place: str, subject: str, field: str | None
) -> None:
    found = check_hardening(environment.without_field("Deployment/web", place))
    assert where(found) == [("Deployment/web", f"hardening-{subject}", field or place)]


def test_an_account_that_mounts_its_token_is_found(environment: Any, where: Any) -> None:
    objects = environment.without_field("ServiceAccount/web", "automountServiceAccountToken")
    assert where(check_hardening(objects)) == [
        ("ServiceAccount/web", "hardening-token", "automountServiceAccountToken")
    ]


TOKEN = f"{SPEC}.volumes[0]"


def token(**more: str) -> dict[str, Any]:
    source = {"serviceAccountToken": {"path": "token", **more}}
    return {"name": "tmp", "projected": {"sources": [source]}}


def test_a_token_that_permits_nothing_is_found(environment: Any, where: Any) -> None:
    found = check_hardening(environment.with_field("Deployment/web", TOKEN, token()))
    assert where(found) == [("Deployment/web", "hardening-token", f"{TOKEN}.projected.sources[0]")]


def binding(name: str, **more: str) -> dict[str, Any]:
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": {"name": "web", "namespace": "shop"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "web"},
        "subjects": [{"kind": "ServiceAccount", "name": name, **more}],
    }


@pytest.mark.parametrize("more", [{}, {"namespace": "shop"}])
def test_an_account_that_is_permitted_something_may_have_its_token(
    environment: Any, more: dict[str, str]
) -> None:
    objects = environment.with_field("Deployment/web", TOKEN, token())
    assert check_hardening([*objects, binding("web", **more)]) == ()


@pytest.mark.parametrize(("name", "more"), [("db", {}), ("web", {"namespace": "other"})])
def test_what_another_account_is_permitted_does_not_count(
    environment: Any, name: str, more: dict[str, str]
) -> None:
    objects = environment.with_field("Deployment/web", TOKEN, token())
    (finding,) = check_hardening([*objects, binding(name, **more)])
    assert finding.rule == "hardening-token"


def test_a_token_for_another_audience_is_none_for_the_api(environment: Any) -> None:
    objects = environment.with_field("Deployment/web", TOKEN, token(audience="vault"))
    assert check_hardening(objects) == ()


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("hostAliases", [{"ip": "10.0.0.1", "hostnames": ["db"]}], "hardening-host-aliases"),
        ("shareProcessNamespace", True, "hardening-shared-processes"),
    ],
)
def test_what_goes_past_dns_and_between_containers_is_found(
    environment: Any, where: Any, field: str, value: Any, rule: str
) -> None:
    place = f"spec.template.spec.{field}"
    found = check_hardening(environment.with_field("Deployment/web", place, value))
    assert where(found) == [("Deployment/web", rule, place)]
