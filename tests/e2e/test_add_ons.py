"""staging without its add-ons, and with them again; and with one that is broken."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import pytest

from nexus_gitops.argocd.layout import ARGOCD_NAMESPACE, application_name, application_path
from nexus_gitops.manifests.identity import Identity, KubeObject, identity
from nexus_gitops.manifests.reader import from_yaml
from tests.cli.conftest import Machine
from tests.e2e.conftest import Edits, Platform
from tests.e2e.controlplane.nodes import UNPULLABLE
from tests.e2e.patience import until

_ADD_ONS: Final = ("backup", "logging", "observability")
_ENVIRONMENT: Final = "nexus_platform/environments/staging.py"
_IMAGES: Final = "nexus_platform/environments/staging.images.json"
_APPLICATION: Final = "argoproj.io/v1alpha1 Application"
_PROJECT: Final = "argoproj.io/v1alpha1 AppProject"
_CLAIM: Final = "v1 PersistentVolumeClaim"
_MADE: Final = (
    "v1 Pod",
    "apps/v1 ReplicaSet",
    "apps/v1 ControllerRevision",
    "batch/v1 Job",
    "v1 Endpoints",
    "discovery.k8s.io/v1 EndpointSlice",
    "v1 Secret",
    _CLAIM,
)
"""What nobody renders: of controllers, and of people."""
_LOUDER: Final = {"nexus-os": "debug", "workspace-kernel": "debug"}
_OF_EVERYBODY: Final = {("ConfigMap", "kube-root-ca.crt"), ("ServiceAccount", "default")}

staging = pytest.mark.parametrize("platform", ["staging"], indirect=True)


@staging
def test_without_add_ons_nothing_stays_but_what_they_have_stored_and_they_find_it_again(
    platform: Platform, edit: Callable[[Edits], Machine]
) -> None:
    rendered = {name: _published(platform, name) for name in _ADD_ONS}
    before, core, pods = _claims(platform), _templates(platform), _pods(platform)
    assert len(before) == 3  # of Prometheus, of Alertmanager, of VictoriaLogs

    for name in _ADD_ONS:
        drain = ("env", "remove", "staging", "--drain", "--application", name)
        assert platform.machine.run(*drain).code == 0
    platform.settle()
    until(
        lambda: (
            {one.kind for one in _left(platform, rendered)} == {"PersistentVolumeClaim", "Secret"}
        ),
        "end of what add-ons run",
    )
    text = (platform.machine.source / _ENVIRONMENT).read_text()
    without = edit({_ENVIRONMENT: (text, _without_add_ons(text))})
    done = platform.publish("--allow-destructive", by=without)
    assert done.code == 0, done.err
    until(lambda: not list(_definitions(platform)), "end of the Applications and of their projects")
    until(lambda: platform.sync[0] == "Succeeded" and _is_healthy(platform, "core"), "the core")

    assert {one.kind for one in _left(platform, rendered)} == {"PersistentVolumeClaim", "Secret"}
    assert _claims(platform) == before
    # An exporter stood beside these two; nothing else of the core has noticed.
    changed = {name for name, template in _templates(platform).items() if template != core[name]}
    assert changed == {"postgres", "redis"}
    assert _restarted(platform, pods) == changed

    assert platform.publish("--allow-destructive").code == 0
    platform.settle()
    assert all(_is_healthy(platform, name) for name in _ADD_ONS)
    assert _claims(platform) == before
    assert set(_mounted(platform)) == before.keys()


@staging
def test_a_release_of_the_core_arrives_beside_an_add_on_that_is_broken(
    platform: Platform, edit: Callable[[Edits], Machine]
) -> None:
    locked = json.loads((platform.machine.source / _IMAGES).read_text())
    repository = locked["fluent-bit"]["repository"]
    said = "secrets=ClusterSecrets(),"
    broken = edit(
        {
            _IMAGES: (f'"{repository}"', f'"{repository}-{UNPULLABLE}"'),
            _ENVIRONMENT: (said, f"{said}\n    log_levels={_LOUDER},"),
        }
    )
    pods = _pods(platform)
    assert platform.publish(by=broken).code == 0

    head = platform.cluster.repository.head()
    until(lambda: platform.sync == ("Succeeded", head), "the sync of the core")
    until(lambda: _is_healthy(platform, "core"), "a healthy core")
    assert _restarted(platform, pods) == {"nexus-os"}
    until(lambda: _runs(platform, "logging", UNPULLABLE), "the broken one")
    assert not _is_healthy(platform, "logging")
    assert _is_healthy(platform, "core")
    assert all(_is_healthy(platform, name) for name in ("backup", "observability"))

    assert platform.publish().code == 0
    platform.settle()


def _published(platform: Platform, application: str) -> list[KubeObject]:
    files = platform.cluster.repository.files(application_path("staging", application))
    return [from_yaml(text, path) for path, text in files.items()]


def _without_add_ons(text: str) -> str:
    fields = tuple(f"    {name}=" for name in _ADD_ONS)
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(fields))


def _namespaces(platform: Platform) -> list[str]:
    return [f"{platform.namespace}-{name}" for name in _ADD_ONS]


def _left(platform: Platform, rendered: Mapping[str, Sequence[KubeObject]]) -> Iterator[Identity]:
    """What there is in the namespaces of the add-ons, of all kinds that they consist of."""
    kinds = {
        f"{obj['apiVersion']} {obj['kind']}"
        for objects in rendered.values()
        for obj in objects
        if obj["kind"] != "Namespace"
    }
    for kind in sorted({*kinds, *_MADE}):
        for namespace in _namespaces(platform):
            for obj in platform.kube.list(kind, namespace):
                found = identity({**_head(kind), **obj})
                if (found.kind, found.name) not in _OF_EVERYBODY:
                    yield found


def _head(kind: str) -> dict[str, str]:
    """What is in a list does not say what it is."""
    version, _, name = kind.partition(" ")
    return {"apiVersion": version, "kind": name}


def _claims(platform: Platform) -> dict[str, tuple[str, str]]:
    """Of each claim of an add-on, which one it is and what volume it has, by namespace and name."""
    return {
        f"{namespace}/{claim['metadata']['name']}": (
            claim["metadata"]["uid"],
            claim["spec"]["volumeName"],
        )
        for namespace in _namespaces(platform)
        for claim in platform.kube.list(_CLAIM, namespace)
    }


def _mounted(platform: Platform) -> Iterator[str]:
    """The claims that pods of the add-ons mount, likewise."""
    for namespace in _namespaces(platform):
        for pod in platform.kube.list("v1 Pod", namespace):
            for volume in pod["spec"].get("volumes", ()):
                if claim := volume.get("persistentVolumeClaim"):
                    yield f"{namespace}/{claim['claimName']}"


def _templates(platform: Platform) -> dict[str, Any]:
    """What the pods of the core are made of, by workload."""
    return {
        obj["metadata"]["name"]: obj["spec"]["template"]
        for obj in platform.release()
        if obj["kind"] in {"Deployment", "StatefulSet"}
    }


def _pods(platform: Platform) -> dict[str, frozenset[str]]:
    return {name: frozenset(platform.pods(name)) for name in _templates(platform)}


def _restarted(platform: Platform, before: Mapping[str, Iterable[str]]) -> set[str]:
    return {name for name, pods in _pods(platform).items() if pods != before[name]}


def _definitions(platform: Platform) -> Iterator[str]:
    for name in _ADD_ONS:
        title = application_name("nexus", "staging", name)
        for kind in (_APPLICATION, _PROJECT):
            if platform.kube.find(kind, title, ARGOCD_NAMESPACE):
                yield f"{kind} {title}"


def _is_healthy(platform: Platform, application: str) -> bool:
    title = application_name("nexus", "staging", application)
    found = platform.kube.get(_APPLICATION, title, ARGOCD_NAMESPACE)
    return bool(found["status"]["health"]["status"] == "Healthy")


def _runs(platform: Platform, add_on: str, image: str) -> bool:
    """Whether there is a pod with such an image."""
    return any(
        image in container["image"]
        for pod in platform.kube.list("v1 Pod", f"{platform.namespace}-{add_on}")
        for container in pod["spec"]["containers"]
    )
