"""Nobody is let in, or believed, without proof."""

from typing import Any

import pytest

from nexus_gitops.checks.authentication import check_authentication
from nexus_gitops.images.image import ImagePolicy

FIRST = "spec.template.spec.containers[0]"


def rules(environment: Any, name: str, value: str, policy: ImagePolicy) -> set[str]:
    objects = environment.with_field("ConfigMap/settings", ("data", name), value)
    return {finding.rule for finding in check_authentication(objects, policy)}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AUTH_ENABLED", "false"),
        ("REQUIRE_LOGIN", "no"),
        ("DISABLE_AUTH", "true"),
        ("NODE_TLS_REJECT_UNAUTHORIZED", "0"),
        ("DB_SSL_MODE", "disable"),
        ("PGSSLMODE", "disable"),
        ("ALLOW_EMPTY_PASSWORD", "yes"),
        ("GIT_SSL_NO_VERIFY", "false"),
        ("INSECURE_SKIP_VERIFY", "true"),
        ("SECURITY_ENABLED", "off"),
    ],
)
def test_what_turns_protection_off_is_for_development(
    environment: Any, name: str, value: str
) -> None:
    assert rules(environment, name, value, ImagePolicy.VERSIONED) == {"authentication-off"}
    assert rules(environment, name, value, ImagePolicy.ANY) == set()


@pytest.mark.parametrize(
    ("name", "value"),
    [("AUTH_ENABLED", "true"), ("AUTHOR_ENABLED", "false"), ("DISABLE_AUTH", "false")],
)
def test_what_protects_is_fine(environment: Any, name: str, value: str) -> None:
    assert rules(environment, name, value, ImagePolicy.DIGEST) == set()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("env", [{"name": "POSTGRES_HOST_AUTH_METHOD", "value": "trust"}]),
        ("env", [{"name": "POSTGRES_INITDB_ARGS", "value": "--auth-host=trust"}]),
        ("args", ["--protected-mode", "no"]),
        ("args", ["--requirepass", ""]),
    ],
)
def test_a_store_that_trusts_everybody_is_found_everywhere(
    environment: Any, field: str, value: Any
) -> None:
    objects = environment.with_field("StatefulSet/db", f"{FIRST}.{field}", value)
    found = check_authentication(objects, ImagePolicy.ANY)
    assert [finding.rule for finding in found] == ["authentication-trust"]
