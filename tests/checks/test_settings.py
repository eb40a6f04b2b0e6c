"""Settings are of the form that their names promise."""

from typing import Any

import pytest

from nexus_gitops.checks.settings import check_settings

FIRST = "spec.template.spec.containers[0]"


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("MODEL_URL", "https://llm.example.com/v1", []),
        ("BASE_URL", "/shop", []),
        ("CORS_HOST", "10.0.0.1", []),
        ("LISTEN_ADDR", "127.0.0.1:80", []),
        ("SELF_URL", "http://localhost:8080", []),
        ("LOG_LEVEL", "WARN", []),
        ("LOG_LEVEL", "20", []),
        ("REDIS_PORT", "6379", ["setting-incomplete"]),
        ("DATABASE_PORT", "5432", []),
        ("MODEL_URL", "llm.example.com", ["setting-url"]),
        ("CACHE_HOST", "10.0.0.1", ["setting-address"]),
        ("CACHE_URL", "redis://192.168.1.5:6379", ["setting-address"]),
        ("CACHE_HOST", "localhost", ["setting-address"]),
        ("APP_LOG_LEVEL", "loud", ["setting-level"]),
    ],
)
def test_a_setting_is_what_its_name_says(
    environment: Any, name: str, value: str, found: list[str]
) -> None:
    objects = environment.with_field("ConfigMap/settings", ("data", name), value)
    assert [finding.rule for finding in check_settings(objects)] == found


@pytest.mark.parametrize(("port", "found"), [("8080", []), ("8081", ["setting-port"])])
def test_a_container_listens_where_it_declares_a_port(
    environment: Any, port: str, found: list[str]
) -> None:
    variable = {"name": "PORT", "value": port}
    objects = environment.with_field("Deployment/web", f"{FIRST}.env[0]", variable)
    assert [finding.rule for finding in check_settings(objects)] == found
