"""A single PostgreSQL server with its data on a claim."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cdk8s import App, Chart

from nexus_constructs.component import Installation
from nexus_constructs.postgres import Postgres
from nexus_constructs.secrets import SecretReference
from nexus_constructs.sizing import Resources
from nexus_gitops.manifests.identity import KubeObject

SELECTOR = {"app.kubernetes.io/name": "db", "app.kubernetes.io/instance": "demo"}


@pytest.fixture(scope="module")
def objects(installation: Installation, resources: Resources) -> dict[str, KubeObject]:
    """The server's objects, by kind and name."""
    chart = Chart(App(), "test", disable_resource_name_hashes=True)
    Postgres(
        chart,
        "db",
        installation=installation,
        version="16.9",
        image="registry.test/postgres:16.9",
        resources=resources,
        database="shop",
        user="root",
        password=SecretReference("keys").picking(POSTGRES_PASSWORD="DB_PASSWORD"),
        connections=97,
        storage="5Gi",
        sync_options=("Prune=false", "Delete=false"),
    )
    return {f"{obj['kind']}/{obj['metadata']['name']}": obj for obj in chart.to_json()}


@pytest.fixture(scope="module")
def server(objects: dict[str, KubeObject]) -> dict[str, Any]:
    """The StatefulSet's spec."""
    return dict(objects["StatefulSet/db"]["spec"])


def test_clients_and_the_stateful_set_each_have_a_service(
    objects: dict[str, KubeObject], server: dict[str, Any]
) -> None:
    client, headless = objects["Service/db"]["spec"], objects["Service/db-headless"]["spec"]

    assert server["serviceName"] == "db-headless"
    assert headless["clusterIP"] == "None"
    assert "clusterIP" not in client
    assert client["selector"] == headless["selector"] == SELECTOR
    assert SELECTOR.items() <= server["template"]["metadata"]["labels"].items()


def test_claims_say_what_they_are_as_the_api_server_answers_it(server: dict[str, Any]) -> None:
    assert server["volumeClaimTemplates"] == [
        {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {"name": "data", "labels": SELECTOR},
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "resources": {"requests": {"storage": "5Gi"}},
                "volumeMode": "Filesystem",
            },
        }
    ]


def test_the_data_outlives_everything(
    objects: dict[str, KubeObject], server: dict[str, Any]
) -> None:
    assert server["persistentVolumeClaimRetentionPolicy"] == {
        "whenDeleted": "Retain",
        "whenScaled": "Retain",
    }
    annotations = objects["StatefulSet/db"]["metadata"]["annotations"]
    assert annotations["argocd.argoproj.io/sync-options"] == "Prune=false,Delete=false"


def test_the_data_lies_below_the_mount_so_that_the_claims_own_files_do_no_harm(
    server: dict[str, Any],
) -> None:
    (container,) = server["template"]["spec"]["containers"]
    (mount,) = (m for m in container["volumeMounts"] if m["name"] == "data")
    env = {variable["name"]: variable.get("value") for variable in container["env"]}

    assert env["PGDATA"].startswith(f"{mount['mountPath']}/")
    assert (env["POSTGRES_DB"], env["POSTGRES_USER"]) == ("shop", "root")


def test_the_password_is_only_referred_to(server: dict[str, Any]) -> None:
    (container,) = server["template"]["spec"]["containers"]

    assert {
        "name": "POSTGRES_PASSWORD",
        "valueFrom": {"secretKeyRef": {"name": "keys", "key": "DB_PASSWORD"}},
    } in container["env"]


def test_probes_ask_over_tcp_where_a_server_that_is_being_set_up_does_not_answer(
    server: dict[str, Any],
) -> None:
    (container,) = server["template"]["spec"]["containers"]

    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        command = container[probe]["exec"]["command"]
        assert command[command.index("--host") + 1] == "127.0.0.1"


@pytest.mark.parametrize(
    ("answer", "succeeding"),
    [
        (0, {"startupProbe", "livenessProbe", "readinessProbe"}),
        (1, {"startupProbe", "livenessProbe"}),  # it recovers, or shuts down: it says so itself
        (2, set()),  # it does not answer
        (127, set()),
    ],
)
def test_who_recovers_is_alive_however_long_that_takes(
    server: dict[str, Any], tmp_path: Path, answer: int, succeeding: set[str]
) -> None:
    (container,) = server["template"]["spec"]["containers"]
    asked = tmp_path / "pg_isready"
    asked.write_text(f"#!/bin/sh\nexit {answer}\n")
    asked.chmod(0o755)

    def succeeds(probe: str) -> bool:
        command = container[probe]["exec"]["command"]
        path = f"{tmp_path}:{os.environ['PATH']}"
        return subprocess.run(command, env={"PATH": path}, check=False).returncode == 0

    assert {probe for probe in container if "Probe" in probe and succeeds(probe)} == succeeding


def test_the_connections_that_are_asked_for_fit_beside_the_superusers(
    server: dict[str, Any],
) -> None:
    (container,) = server["template"]["spec"]["containers"]

    assert "max_connections=100" in container["args"]
