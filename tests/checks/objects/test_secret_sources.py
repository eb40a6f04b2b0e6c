"""Which Secrets there will be, and their keys."""

from typing import Any

import pytest

from nexus_gitops.checks.objects.secret_sources import secret_keys

DATA = [{"secretKey": "A"}, {"secretKey": "B"}]


def external(**spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "external-secrets.io/v1",
        "kind": "ExternalSecret",
        "metadata": {"name": "passwords"},
        "spec": spec,
    }


@pytest.mark.parametrize(
    ("spec", "name", "keys"),
    [
        ({"data": DATA}, "passwords", {"A", "B"}),
        ({"data": DATA, "target": {"name": "other"}}, "other", {"A", "B"}),
        ({"data": DATA, "dataFrom": [{"extract": {"key": "shop"}}]}, "passwords", None),
        ({"data": DATA, "target": {"template": {"data": {"URL": ""}}}}, "passwords", {"URL"}),
        (
            {"data": DATA, "target": {"template": {"mergePolicy": "Merge", "data": {"URL": ""}}}},
            "passwords",
            {"A", "B", "URL"},
        ),
        ({"target": {"template": {"templateFrom": [{}]}}}, "passwords", None),
    ],
)
def test_the_keys_of_an_external_secret(
    spec: dict[str, Any], name: str, keys: set[str] | None
) -> None:
    assert secret_keys([external(**spec)], {}) == {name: keys}


@pytest.mark.parametrize(
    ("obj", "name", "keys"),
    [
        (
            {
                "apiVersion": "bitnami.com/v1alpha1",
                "kind": "SealedSecret",
                "spec": {"encryptedData": {"A": "ciphertext"}, "template": {"data": {"B": ""}}},
            },
            "a",
            {"A", "B"},
        ),
        (
            {"apiVersion": "v1", "kind": "Secret", "data": {"A": ""}, "stringData": {"B": ""}},
            "a",
            {"A", "B"},
        ),
        (
            {
                "apiVersion": "cert-manager.io/v1",
                "kind": "Certificate",
                "spec": {"secretName": "tls"},
            },
            "tls",
            frozenset({"tls.crt", "tls.key", "ca.crt"}),
        ),
    ],
)
def test_other_sources_of_secrets(obj: dict[str, Any], name: str, keys: frozenset[str]) -> None:
    assert secret_keys([{"metadata": {"name": "a"}, **obj}], {}) == {name: keys}


def test_what_is_rendered_counts_before_what_is_promised() -> None:
    provided = {"passwords": frozenset({"OLD"}), "tls": frozenset({"tls.crt"})}
    assert secret_keys([external(data=DATA)], provided) == {
        "passwords": frozenset({"A", "B"}),
        "tls": frozenset({"tls.crt"}),
    }
