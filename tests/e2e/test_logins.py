"""A login is a Secret of a type that an API server knows, and judges."""

import base64

import pytest

from nexus_gitops.cluster.api import connect
from nexus_gitops.operations import live_secrets
from nexus_gitops.platform.secrets import DeclaredSecret, Generated, Key, Login
from tests.e2e.clusters import Cluster

_PLACE = "try-login"
_KEY = "DATABASE_OWNER_PASSWORD"


def test_it_is_made_found_and_changed(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    kube = cluster.kube
    monkeypatch.setenv("KUBECONFIG", kube.kubeconfig)
    login = Login("database-owner", "nexus_owner", _KEY, labels={"cnpg.io/reload": "true"})
    declared = DeclaredSecret(login.secret, _PLACE, (Key(_KEY, "", Generated()),), login)
    kube.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": _PLACE}})
    try:
        api = connect()
        assert live_secrets.find(api, declared) is None

        live_secrets.create(api, declared, {_KEY: "first"})

        found = live_secrets.find(api, declared)
        assert found is not None
        assert found.values == {_KEY: "first"}

        live_secrets.change(api, declared, found, {_KEY: "second"})

        secret = kube.get("v1 Secret", login.secret, _PLACE)
        assert secret["type"] == live_secrets.BASIC_AUTH
        assert secret["metadata"]["labels"]["cnpg.io/reload"] == "true"
        assert {key: base64.b64decode(value).decode() for key, value in secret["data"].items()} == {
            "username": "nexus_owner",
            "password": "second",
        }
    finally:
        kube.delete("v1 Namespace", _PLACE)
