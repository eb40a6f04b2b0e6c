"""An autoscaler that nobody gives figures: a release does not wait for it, nor fails by it."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Final

import pytest

from nexus_gitops.manifests.identity import KubeObject
from tests.cli.conftest import Machine
from tests.e2e.conftest import Edits, Platform
from tests.e2e.kube import Kube
from tests.e2e.patience import until

_API: Final = ("apiregistration.k8s.io/v1 APIService", "v1beta1.metrics.k8s.io")
_SCALER: Final = ("autoscaling/v2 HorizontalPodAutoscaler", "workspace-kernel")
_OTHER_SETTINGS: Final[Edits] = {
    "nexus_platform/limits.py": ("ge=1, le=10_080)] = 30\n", "ge=1, le=10_080)] = 31\n")
}


@pytest.fixture
def registered(platform: Platform) -> Iterator[KubeObject]:
    """The entry of metrics-server at the API server; it is there again after the test."""
    if not platform.cluster.is_simulated:
        pytest.skip("the figures of a cluster of somebody else are not ours to take away")
    found = deepcopy(platform.kube.get(*_API))
    api = {
        "apiVersion": found["apiVersion"],
        "kind": found["kind"],
        "metadata": {"name": found["metadata"]["name"]},
        "spec": found["spec"],
    }
    yield api
    _serve(platform.kube, api)


@pytest.mark.parametrize("platform", ["dev"], indirect=True)
def test_a_release_prunes_to_its_end_without_metrics_and_with_broken_ones(
    platform: Platform, edit: Callable[[Edits], Machine], registered: KubeObject
) -> None:
    """What prunes waits for the last wave, in which the autoscalers are."""
    until(lambda: _condition(platform)["status"] == "True", "figures")
    before = _settings(platform)

    platform.kube.delete(*_API)
    until(lambda: _condition(platform)["status"] == "False", "an autoscaler without figures")
    assert platform.publish(by=edit(_OTHER_SETTINGS)).code == 0
    platform.settle()
    without = _settings(platform)
    assert without.isdisjoint(before)

    # An entry that leads to nobody.
    broken = {**registered, "spec": deepcopy(registered["spec"])}
    broken["spec"]["service"]["port"] = 9
    _serve(platform.kube, broken)
    assert platform.publish().code == 0
    platform.settle()
    assert _settings(platform) == before
    assert _condition(platform)["reason"] == "FailedGetContainerResourceMetric"

    _serve(platform.kube, registered)
    until(lambda: _condition(platform)["status"] == "True", "figures that come late")


def _settings(platform: Platform) -> frozenset[str]:
    return frozenset(
        found["metadata"]["name"]
        for found in platform.kube.list("v1 ConfigMap", platform.namespace)
        if found["metadata"]["name"].startswith("nexus-config")
    )


def _condition(platform: Platform) -> KubeObject:
    """What the autoscaler of the kernels says of its figures."""
    status = platform.kube.get(*_SCALER, platform.namespace).get("status") or {}
    found = [one for one in status.get("conditions") or () if one["type"] == "ScalingActive"]
    return dict(found[0]) if found else {"status": "Unknown", "reason": ""}


def _serve(kube: Kube, api: KubeObject) -> None:
    kube.apply(api)
