"""What KEDA asks for a load is there to answer, where that can be known."""

import pytest

from nexus_gitops.checks.scaler_triggers import check_scaler_triggers
from nexus_gitops.manifests.identity import KubeObject

WEB: KubeObject = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "web", "namespace": "shop"},
    "spec": {"ports": [{"port": 3000}, {"port": 80}]},
}


def asking(url: str, kind: str = "metrics-api") -> KubeObject:
    return {
        "apiVersion": "keda.sh/v1alpha1",
        "kind": "ScaledObject",
        "metadata": {"name": "web", "namespace": "scalers"},
        "spec": {"triggers": [{"type": kind, "metadata": {"url": url}}]},
    }


@pytest.mark.parametrize(
    "valid",
    [
        asking("http://web.shop.svc:3000/load"),
        asking("http://web.shop.svc.cluster.local:3000/load"),
        asking("http://web.shop/load"),
        asking("http://web.elsewhere.svc:9/load"),
        asking("https://figures.example.com/load"),
        asking("http://nobody.shop.svc/load", kind="prometheus"),
    ],
    ids=["a port", "in full", "the scheme's port", "not ours", "outside", "of another trigger"],
)
def test_what_can_answer_or_is_not_known_is_fine(valid: KubeObject) -> None:
    assert check_scaler_triggers([WEB, valid]) == ()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://web:3000/load", "names no namespace"),
        ("http://wbe.shop.svc:3000/load", "which is not there"),
        ("http://web.shop.svc:3001/load", "leads to port 3001"),
        ("https://web.shop.svc/load", "leads to port 443"),
        ("http://web.shop.svc:99999/load", "which Service web has not"),
    ],
)
def test_what_nobody_answers_is_found(url: str, says: str) -> None:
    (found,) = check_scaler_triggers([WEB, asking(url)])

    assert (found.rule, found.field) == ("scaler-trigger", "spec.triggers[0].metadata.url")
    assert says in found.message
