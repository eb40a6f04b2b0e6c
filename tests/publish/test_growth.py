"""A refusal of a larger claim tells the steps that grow it, in their order."""

import pytest

from nexus_gitops.diff import diff
from nexus_gitops.publish.growth import way_to_grow

FLAG = "--allow-immutable"


def text(storage: str, *, replicas: int = 1, service: str = "db") -> str:
    return (
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\n  namespace: shop\nspec:\n"
        f"  replicas: {replicas}\n  serviceName: {service}\n"
        "  volumeClaimTemplates:\n  - metadata:\n      name: data\n    spec:\n"
        f"      resources:\n        requests:\n          storage: {storage}\n"
    )


def way(before: str, after: str) -> str:
    return way_to_grow(diff({"db": before}, {"db": after}).changes, {"db": before}, FLAG)


def test_the_release_comes_first_and_the_claims_last() -> None:
    steps = way(text("5Gi"), text("20Gi")).split("; then ")
    assert steps[0] == f"publish with {FLAG}"
    assert steps[1] == "kubectl delete statefulset db -n shop --cascade=orphan"
    assert steps[-1].startswith("kubectl patch pvc data-db-0 -n shop --type merge -p ")
    assert '"storage": "20Gi"' in steps[-1]


def test_each_pod_has_a_claim_of_its_own() -> None:
    found = way(text("5Gi", replicas=3), text("20Gi", replicas=3))
    assert [f"data-db-{number}" in found for number in range(4)] == [True, True, True, False]


@pytest.mark.parametrize("after", [text("1Gi"), text("20Gi", service="other")])
def test_what_cannot_be_grown_has_no_such_way(after: str) -> None:
    assert way(text("5Gi"), after) == ""
