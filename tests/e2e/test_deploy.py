"""A cluster that Argo CD does not look after: deployed, deployed again, and taken out of it."""

import json
from collections.abc import Callable, Iterator

import pytest

from nexus_gitops.manifests.identity import KubeObject
from tests.cli.conftest import Machine
from tests.e2e.conftest import Edits
from tests.e2e.controlplane.nodes import UNPULLABLE
from tests.e2e.kube import Kube
from tests.e2e.patience import until

_ENVIRONMENT = "prod"
_NAMESPACE = "nexus-prod"
_WORKLOADS = ("apps/v1 Deployment", "apps/v1 StatefulSet")


def deployments(kube: Kube) -> dict[str, KubeObject]:
    return {
        obj["metadata"]["name"]: obj for kind in _WORKLOADS for obj in kube.list(kind, _NAMESPACE)
    }


def cleanup(machine: Machine, *flags: str) -> tuple[int, dict[str, list[str]]]:
    done = machine.run("cleanup", "--env", _ENVIRONMENT, *flags, "--output", "json")
    return done.code, json.loads(done.out) if done.out else {}


@pytest.fixture(scope="module")
def deployed(machine: Machine, kube: Kube) -> Iterator[Machine]:
    """prod, which no other test brings up before."""
    application = kube.find("argoproj.io/v1alpha1 Application", "nexus-prod-core", "argocd")
    if application is not None:
        pytest.skip("Argo CD keeps prod already")
    done = machine.run("deploy", "--env", _ENVIRONMENT, "--timeout", "120", "--output", "json")
    assert done.code == 0, done.out + done.err
    assert {one["action"] for one in done.json["steps"]} == {"created"}
    yield machine
    machine.run("cleanup", "--env", _ENVIRONMENT, "--delete-data", "--confirm", _ENVIRONMENT)
    until(lambda: kube.find("v1 Namespace", _NAMESPACE) is None, "the end of the namespace")


def test_a_wave_begins_when_the_one_before_is_up(deployed: Machine, kube: Kube) -> None:
    found = deployments(kube)
    made = {name: obj["metadata"]["creationTimestamp"] for name, obj in found.items()}
    assert made["postgres"] <= made["workspace-kernel"]
    assert all(obj["status"].get("readyReplicas") for obj in found.values())


def test_the_same_again_makes_nothing_but_the_hooks_anew(deployed: Machine) -> None:
    again = deployed.run("deploy", "--env", _ENVIRONMENT, "--output", "json")
    assert again.code == 0, again.err
    done = {one["name"] for one in again.json["steps"] if one["action"] != "unchanged"}
    assert done == {"backup-before-migration", "workspace-kernel-migrate"}


def test_what_does_not_come_up_is_told_and_the_same_command_goes_on(
    deployed: Machine, edit: Callable[[Edits], Machine]
) -> None:
    images = "nexus_platform/environments/prod.images.json"
    repository = json.loads((deployed.source / images).read_text())["nexus-os"]["repository"]
    bad = edit({images: (repository, f"{repository}-{UNPULLABLE}")})
    done = bad.run("deploy", "--env", _ENVIRONMENT, "--timeout", "8", "--output", "json")
    assert done.code == 9
    (reason,) = done.json["waiting"]
    assert reason.startswith("Deployment/nexus-os: container nexus-os: ImagePullBackOff")
    assert deployed.run("deploy", "--env", _ENVIRONMENT, "--timeout", "120").code == 0


def test_what_is_not_rendered_any_more_goes_but_what_holds_data(
    deployed: Machine, edit: Callable[[Edits], Machine], kube: Kube
) -> None:
    other = edit(
        {
            "nexus_platform/components/workspace_kernel.py": (
                '"MULTI_TENANT_MODE": "true"',
                '"MULTI_TENANT_MODE": "true", "MORE": "1"',
            )
        }
    )
    done = other.run("deploy", "--env", _ENVIRONMENT, "--timeout", "120", "--output", "json")
    assert done.code == 0, done.err
    removed = [one["name"] for one in done.json["steps"] if one["action"] == "removed"]
    assert [name.rpartition("-")[0] for name in removed] == ["nexus-config"]
    assert kube.list("v1 PersistentVolumeClaim", _NAMESPACE)
    assert deployed.run("deploy", "--env", _ENVIRONMENT, "--timeout", "120").code == 0


def test_cleanup_asks_for_the_name_and_keeps_data_and_what_is_not_ours(
    deployed: Machine, kube: Kube
) -> None:
    stranger = {"name": "notes", "namespace": _NAMESPACE}
    kube.apply({"apiVersion": "v1", "kind": "ConfigMap", "metadata": stranger, "data": {"a": "b"}})

    code, listed = cleanup(deployed, "--dry-run")
    assert code == 0
    assert f"{_NAMESPACE}/Deployment/redis" in listed["removed"]
    assert f"{_NAMESPACE}/ConfigMap/notes" in listed["strangers"]
    assert cleanup(deployed)[0] == 4
    assert cleanup(deployed, "--confirm", "dev")[0] == 4
    assert deployments(kube)

    code, done = cleanup(deployed, "--confirm", _ENVIRONMENT)
    assert code == 0
    assert f"{_NAMESPACE}/PersistentVolumeClaim/data-postgres-0" in done["kept"]
    until(lambda: not kube.list("v1 Pod", _NAMESPACE), "the end of the pods")
    assert not deployments(kube)
    assert kube.find("v1 PersistentVolumeClaim", "data-postgres-0", _NAMESPACE)
    assert kube.find("v1 ConfigMap", "notes", _NAMESPACE)

    code, done = cleanup(deployed, "--delete-data", "--confirm", _ENVIRONMENT)
    assert code == 0
    assert f"{_NAMESPACE}/PersistentVolumeClaim/data-postgres-0" in done["removed"]
    assert kube.find("v1 Namespace", _NAMESPACE), "somebody has something in it"
    kube.delete("v1 ConfigMap", "notes", _NAMESPACE)


def test_what_argo_cd_keeps_is_neither_deployed_nor_removed(
    machine: Machine, first_sync: Callable[[str], object]
) -> None:
    first_sync("dev")
    for command in (("deploy",), ("cleanup", "--confirm", "dev")):
        done = machine.run(*command, "--env", "dev")
        assert done.code == 4
        assert "Argo CD keeps dev by its Application nexus-dev-core" in done.complaint
