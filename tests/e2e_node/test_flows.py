"""Every pod tries to connect to every other: what is declared is open, and nothing else."""

from collections.abc import Iterator, Mapping

import pytest

from nexus_gitops.manifests.identity import KubeObject
from tests.e2e.conftest import Platform
from tests.e2e.patience import until
from tests.e2e_node import addresses, entry, pods
from tests.e2e_node.node import Node

PORTS = {
    "graphstudio-frontend": 8080,
    "workspace-kernel": 3000,
    "nexus-os": 4000,
    "postgres": 5432,
    "redis": 6379,
}
OUTSIDE = {"dns", "entry", "api"}
"""What is not of the platform: of these, its pods may reach DNS alone."""

FLOWS: Mapping[str, set[str]] = {
    "entry": {"graphstudio-frontend", "workspace-kernel", *OUTSIDE},
    "graphstudio-frontend": {"workspace-kernel", "dns"},
    "workspace-kernel": {"nexus-os", "postgres", "redis", "dns"},
    "nexus-os": {"workspace-kernel", "redis", "dns"},
    "postgres": {"dns"},
    "redis": {"dns"},
    "stranger in the namespace": {"dns"},
    "stranger elsewhere": OUTSIDE,
}


@pytest.fixture
def tried(live: Platform, node: Node) -> Iterator[dict[str, KubeObject]]:
    """The pods that try, by what they are."""
    strangers = {
        "stranger in the namespace": pods.idle("stranger", live.namespace),
        "stranger elsewhere": pods.idle("stranger", "elsewhere"),
    }
    elsewhere = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "elsewhere"}}
    live.kube.apply(elsewhere, *strangers.values())
    places = {
        "entry": ("entry", entry.NAMESPACE),
        **{
            name: (pod["metadata"]["name"], pod["metadata"]["namespace"])
            for name, pod in strangers.items()
        },
    }

    def found() -> dict[str, KubeObject]:
        return {name: live.kube.get("v1 Pod", *place) for name, place in places.items()}

    until(lambda: all(map(pods.is_ready, found().values())), "strangers")
    yield {**found(), **{name: next(iter(live.pods(name).values())) for name in PORTS}}
    for pod in strangers.values():
        live.kube.delete("v1 Pod", pod["metadata"]["name"], pod["metadata"]["namespace"])


def test_what_is_declared_is_open_and_nothing_else(
    live: Platform, node: Node, tried: dict[str, KubeObject]
) -> None:
    dns = live.kube.get("v1 Pod", "kube-dns", "kube-system")
    targets = {
        **{name: (tried[name]["status"]["podIP"], port) for name, port in PORTS.items()},
        "dns": (dns["status"]["podIP"], 53),
        "entry": (tried["entry"]["status"]["podIP"], 8080),
        "api": (addresses.NODE, node.port),
    }
    found: dict[str, set[str]] = {}

    def as_declared() -> bool:
        for name, pod in tried.items():
            others = {one: target for one, target in targets.items() if one != name}
            found[name] = pods.reached_from(node.containerd, pod, others)
        return found == {name: flows - {name} for name, flows in FLOWS.items()}

    # A policy is enforced a moment after its pod has an address.
    tries = 3
    assert any(as_declared() for _ in range(tries)), found
