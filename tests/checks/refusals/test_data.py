"""ConfigMaps and Secrets are refused for what Kubernetes' own validation says of them."""

import base64
from typing import Any

import pytest

from nexus_gitops.checks.refusals import check_refusals

MIB = 1024 * 1024
TLS = {"type": "kubernetes.io/tls"}


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        ({"data": {"a.b-c_D": "x"}, "binaryData": {"e": "eA=="}}, False),
        ({"data": {"x": "a" * MIB}}, False),
        ({"data": {"x": "a" * MIB, "y": "b"}}, True),
        ({"data": {"x": "ä" * (MIB // 2 + 1)}}, True),
        ({"data": {"a/b": "x"}}, True),
        ({"data": {"..": "x"}}, True),
        ({"data": {"a": "x"}, "binaryData": {"a": "eA=="}}, True),
        ({"binaryData": {"a": "not base64!"}}, True),
    ],
)
def test_a_config_map(rules_of_object: Any, content: Any, refused: Any) -> None:
    found = rules_of_object("v1", "ConfigMap", **content)
    assert found == ({"refused-data"} if refused else set())


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        ({"stringData": {"a": "x"}}, False),
        ({"data": {"a": "x"}}, True),
        ({**TLS, "stringData": {"tls.crt": "x", "tls.key": "y"}}, False),
        ({**TLS, "stringData": {"tls.crt": "x"}}, True),
        ({"type": "kubernetes.io/basic-auth"}, True),
        ({"type": "kubernetes.io/basic-auth", "stringData": {"password": ""}}, False),
        (
            {"type": "kubernetes.io/dockerconfigjson", "stringData": {".dockerconfigjson": "{}"}},
            False,
        ),
        (
            {"type": "kubernetes.io/dockerconfigjson", "stringData": {".dockerconfigjson": "x"}},
            True,
        ),
        ({"type": "kubernetes.io/service-account-token"}, True),
    ],
)
def test_a_secret(rules_of_object: Any, content: Any, refused: Any) -> None:
    found = rules_of_object("v1", "Secret", **content)
    assert found == ({"refused-data"} if refused else set())


def test_no_value_of_a_secret_is_shown() -> None:
    value = base64.b64encode(b"hunter2-and-more").decode()
    secret = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "x"},
        "type": "kubernetes.io/dockerconfigjson",
        "data": {".dockerconfigjson": value, "broken": f"{value}!", "a/b": value},
    }
    found = check_refusals([secret])
    assert len(found) >= 3
    assert value not in "".join(map(str, found))
