"""An environment whose database an operator runs: its Secrets, and what it cannot do."""

import base64
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric import rsa

from nexus_gitops.cluster.api import connect
from nexus_gitops.errors import UsageError
from nexus_gitops.operations import restoring, rotation, secrets
from nexus_gitops.operations.sealing import Certificate, seal
from nexus_gitops.operations.secret_values import State
from tests.kube_http import KubeServer

_OPERATED = """
import msgspec
from nexus_platform.database import CloudNativePg
from nexus_platform.environments.{name} import ENV as _ENV
ENV = msgspec.structs.replace(
    _ENV, database=CloudNativePg(), kubernetes={{"oldest": "1.29", "newest": "1.37"}}
)
"""
_SECRETS = "/api/v1/namespaces/nexus/secrets"
_LOGINS = {
    "database-owner": ("nexus_owner", "DATABASE_OWNER_PASSWORD"),
    "database-kernel": ("nexus_kernel", "DATABASE_PASSWORD"),
    "database-monitor": ("nexus_monitor", "DATABASE_MONITOR_PASSWORD"),
    "database-backup": ("nexus_backup", "DATABASE_BACKUP_PASSWORD"),
}
_CERTIFICATE = Certificate(rsa.generate_private_key(65537, 2048).public_key(), "")


@pytest.fixture(autouse=True)
def operated(own_platform: Callable[[Mapping[str, str]], Path]) -> None:
    """Dev and staging of the platform, with an operator's database."""
    own_platform(
        {
            "__init__.py": "from nexus_platform import PLATFORM",
            "environments/dev.py": _OPERATED.format(name="dev"),
            "environments/staging.py": _OPERATED.format(name="staging"),
        }
    )


@pytest.fixture
def server(kube_server: KubeServer) -> KubeServer:
    kube_server.objects["/api/v1/namespaces/nexus"] = {"metadata": {"name": "nexus"}}
    return kube_server


def values(server: KubeServer, name: str) -> dict[str, str]:
    data = server.objects[f"{_SECRETS}/{name}"]["data"]
    return {key: base64.b64decode(value).decode() for key, value in data.items()}


def test_each_role_gets_a_login_with_the_password_that_the_pods_read(server: KubeServer) -> None:
    secrets.apply(connect(), "dev", {"DATABASE_PASSWORD": "p@ss"})

    read = values(server, "nexus-secrets")
    assert read["DATABASE_PASSWORD"] == "p@ss"
    assert "DATABASE_ADMIN_PASSWORD" not in read
    passwords = set()
    for name, (user, key) in _LOGINS.items():
        made = server.objects[f"{_SECRETS}/{name}"]
        assert made["type"] == "kubernetes.io/basic-auth"
        assert made["metadata"]["labels"]["cnpg.io/reload"] == "true"
        login = values(server, name)
        assert login.keys() == {"username", "password"}
        assert login["username"] == user
        assert login["password"] == read.get(key, login["password"])
        passwords.add(login["password"])
    assert len(passwords) == len(_LOGINS)
    assert all(one.is_complete and not one.unknown for one in secrets.check(connect(), "dev"))


def test_a_login_of_somebody_else_is_not_taken_for_ours(server: KubeServer) -> None:
    secrets.apply(connect(), "dev", {})
    login = server.objects[f"{_SECRETS}/database-kernel"]
    login["data"]["username"] = base64.b64encode(b"postgres").decode()
    (found,) = [one for one in secrets.check(connect(), "dev") if one.name == "database-kernel"]
    assert found.keys == {"DATABASE_PASSWORD": State.MISSING}

    secrets.apply(connect(), "dev", {})

    read = values(server, "nexus-secrets")["DATABASE_PASSWORD"]
    assert values(server, "database-kernel") == {"username": "nexus_kernel", "password": read}


def test_a_rotation_changes_the_login_and_tells_no_server(server: KubeServer) -> None:
    """The operator reads it by itself: there is no workload of ours whose pods could be told."""
    secrets.apply(connect(), "dev", {})
    for kind in ("deployments", "statefulsets", "daemonsets"):
        server.objects[f"/apis/apps/v1/namespaces/nexus/{kind}/none"] = {
            "metadata": {"name": "none"},
            "spec": {"template": {"spec": {"containers": []}}},
        }

    done = rotation.rotate(
        connect(),
        "dev",
        "DATABASE_PASSWORD",
        {"DATABASE_PASSWORD": "new"},
        seconds=1,
        on_progress=lambda _: None,
    )

    assert done.told == ()
    assert done.secrets == ("nexus/nexus-secrets", "nexus/database-kernel")
    assert values(server, "database-kernel") == {"username": "nexus_kernel", "password": "new"}
    read = values(server, "nexus-secrets")
    assert read["DATABASE_PASSWORD"] == "new"
    assert "nexus_kernel:new@database-rw:5432/" in read["DATABASE_URL"]


def sealed(before: str = "", *renewed: str) -> dict[str, Any]:
    text = seal("dev", _CERTIFICATE, {}, before, renewed).text
    return {one["metadata"]["name"]: one for one in yaml.safe_load_all(text)}


def test_a_login_is_sealed_in_the_words_that_its_reader_knows() -> None:
    found = sealed()
    for name, (user, _) in _LOGINS.items():
        spec = found[name]["spec"]
        assert spec["encryptedData"].keys() == {"password"}
        assert spec["template"]["data"] == {"username": user}
        assert spec["template"]["type"] == "kubernetes.io/basic-auth"
        assert spec["template"]["metadata"]["labels"]["cnpg.io/reload"] == "true"


def test_what_is_sealed_stays_and_no_secret_gets_another_value_than_its_neighbour() -> None:
    before = seal("dev", _CERTIFICATE, {}, "", ())
    assert seal("dev", _CERTIFICATE, {}, before.text, ()).text == before.text
    without = [
        one
        for one in yaml.safe_load_all(before.text)
        if one["metadata"]["name"] != "database-kernel"
    ]
    text = yaml.safe_dump_all(without)
    with pytest.raises(UsageError, match="DATABASE_PASSWORD that another Secret has"):
        seal("dev", _CERTIFICATE, {}, text, ())
    assert "database-kernel" in sealed(text, "DATABASE_PASSWORD")


def test_no_restore_begins_that_could_not_end(server: KubeServer) -> None:
    with pytest.raises(UsageError, match="an operator runs") as caught:
        restoring.planned(connect(), "staging", None, seconds=1, on_progress=lambda _: None)
    assert "database.recovery" in str(caught.value)
    assert server.patches == []
