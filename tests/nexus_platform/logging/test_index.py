"""Staging with OpenSearch or Elasticsearch in place of VictoriaLogs, as rendered.

A real OpenSearch is set up so in tests/e2e/test_log_index.py; Elasticsearch is not to be had here.
"""

import json
import subprocess
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
import yaml

from nexus_gitops.checks.findings import Severity
from nexus_gitops.checks.subject import Subject, check
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.platform import loading
from nexus_gitops.platform.application import Deployed
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering.render import Rendering, render
from nexus_platform.addons.logging.settings import Backend, Elasticsearch, Logging, OpenSearch
from nexus_platform.declaration import declaration
from nexus_platform.environment import Environment
from nexus_platform.parts import PARTS

STORES: dict[str, Backend] = {
    "opensearch": OpenSearch(),
    "elasticsearch": Elasticsearch(storage="40Gi"),
}
PAGES = {"opensearch": "opensearch-dashboards", "elasticsearch": "kibana"}


@pytest.fixture(scope="module", params=sorted(STORES))
def store(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def env(store: str) -> Environment:
    staging = loading.load("staging")
    assert isinstance(staging, Environment)
    logging = Logging(backend=STORES[store], retention_days=9)
    return msgspec.structs.replace(staging, logging=logging)


@pytest.fixture(scope="module")
def rendering(env: Environment) -> Rendering:
    return render(platform(), env, loading.images(env.name), env.repository)


@pytest.fixture(scope="module")
def objects(rendering: Rendering) -> Sequence[KubeObject]:
    return list(rendering.objects["logging"])


def of_kind(objects: Sequence[KubeObject], kind: str, name: str) -> KubeObject:
    (found,) = (
        obj for obj in objects if obj["kind"] == kind and obj["metadata"]["name"].startswith(name)
    )
    return found


def test_no_check_finds_an_error(env: Environment, rendering: Rendering) -> None:
    found = check(
        Subject(
            env=env,
            deployed=[
                Deployed(application, list(rendering.objects[application.name]))
                for application in platform().applications(env)
            ],
            argocd=[from_yaml(text, path) for path, text in rendering.argocd.items()],
            images=loading.images(env.name),
            declaration=declaration(env, PARTS),
        )
    )
    assert [str(one) for one in found if one.severity is Severity.ERROR] == []


def test_the_store_has_one_way_in_and_none_out(store: str, objects: Sequence[KubeObject]) -> None:
    (policy,) = (
        obj["spec"]
        for obj in objects
        if obj["kind"] == "NetworkPolicy" and obj["metadata"]["name"] == store
    )
    callers = {
        peer["podSelector"]["matchLabels"]["app.kubernetes.io/name"]
        for rule in policy["ingress"]
        for peer in rule["from"]
    }
    assert callers == {"fluent-bit", PAGES[store], f"{store}-setup"}
    assert not policy.get("egress")


def test_every_container_is_locked_down_and_reads_passwords_from_the_secret_alone(
    objects: Sequence[KubeObject],
) -> None:
    for obj in objects:
        if obj["kind"] not in ("Deployment", "StatefulSet", "Job"):
            continue
        spec = obj["spec"]["template"]["spec"]
        for container in (*spec.get("initContainers", ()), *spec["containers"]):
            assert container["securityContext"]["readOnlyRootFilesystem"]
            assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
            words = [*container.get("command", ()), *container.get("args", ())]
            assert not any("PASSWORD" in word for word in words)
            for one in container.get("env", ()):
                assert one["name"].endswith("PASSWORD") is ("valueFrom" in one)


def test_what_is_found_and_how_long_it_is_kept(store: str, objects: Sequence[KubeObject]) -> None:
    said = of_kind(objects, "ConfigMap", f"{store}-setup-config")["data"]
    template = json.loads(said["template.json"])
    mapping = template["template"]["mappings"]
    assert template["index_patterns"] == ["nexus-staging"]
    assert mapping["dynamic"] is False
    assert mapping["properties"]["timestamp"] == {"type": "date"}
    for key in ("level", "service", "workspaceId", "userId", "tenant", "requestId"):
        assert mapping["properties"][key]["type"] == "keyword"
    assert "9d" in said["policy.json"]
    ids = [json.loads(line)["id"] for line in said["objects.ndjson"].splitlines()]
    assert len(ids) == len(set(ids))
    assert not any(
        "@" in text.replace("@timestamp", "") for name, text in said.items() if ".sh" not in name
    )


def test_lines_go_to_the_store_that_the_environment_names(
    store: str, objects: Sequence[KubeObject]
) -> None:
    config = of_kind(objects, "ConfigMap", "fluent-bit-config")["data"]["fluent-bit.yaml"]
    output: dict[str, Any]
    (output,) = yaml.safe_load(config)["pipeline"]["outputs"]
    assert (output["host"], output["port"], output["index"]) == (store, 9200, "nexus-staging")
    assert output["name"] == {"opensearch": "opensearch", "elasticsearch": "es"}[store]
    # Data streams take nothing else, and what is sent again must have the id that it had.
    assert (output["write_operation"], output["generate_id"]) == ("create", True)


def test_the_scripts_are_a_shells(store: str, objects: Sequence[KubeObject]) -> None:
    scripts = [
        text
        for obj in objects
        if obj["kind"] == "ConfigMap"
        for name, text in obj["data"].items()
        if name.endswith(".sh")
    ]
    assert len(scripts) == 2
    for text in scripts:
        subprocess.run(["bash", "-n"], input=text, text=True, check=True)
