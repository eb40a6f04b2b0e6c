"""What the API server itself says of what is rendered, and taking over what was applied by hand."""

from collections.abc import Callable

import pytest
from lightkube.types import PatchType

from tests.cli.conftest import Machine
from tests.e2e.conftest import Edits, FirstSync, Platform
from tests.e2e.kube import resource_of

_SIZES = "nexus_platform/sizes.py"
_KUBECTL = "kubectl-client-side-apply"
_SERVICE = "graphstudio-frontend"
"""A Deployment that no other test changes by hand."""


@pytest.fixture
def live(first_sync: Callable[[str], FirstSync]) -> Platform:
    found = first_sync("dev").platform
    found.settle()
    return found


def difference(machine: Machine) -> tuple[int, dict[str, list[str]]]:
    """The exit code, and the changed fields by object."""
    done = machine.run("diff", "--env", "dev", "--live", "--output", "json")
    (found,) = done.json["comparisons"]
    return done.code, {
        f"{one['kind']}/{one['name']}": [field["field"] for field in one["fields"]]
        for one in found["changes"]
    }


def test_what_argo_cd_synced_is_no_difference(live: Platform) -> None:
    assert difference(live.machine) == (0, {})


def test_a_change_is_told_as_the_server_would_have_it(
    live: Platform, edit: Callable[[Edits], Machine]
) -> None:
    other = edit(
        {
            "constructs/nexus_constructs/deployment.py": (
                "_PROGRESS_SECONDS: Final = 300",
                "_PROGRESS_SECONDS: Final = 301",
            )
        }
    )
    code, changes = difference(other)
    assert code == 1
    assert changes["Deployment/redis"] == ["spec.progressDeadlineSeconds"]
    assert {tuple(fields) for fields in changes.values()} == {("spec.progressDeadlineSeconds",)}


def test_an_edit_by_hand_is_told(live: Platform) -> None:
    deployment = ("apps/v1 Deployment", "redis", live.namespace)
    live.kube.patch(*deployment, {"spec": {"minReadySeconds": 7}})
    try:
        _, changes = difference(live.machine)
        # Nothing that is rendered says so: a field of somebody else's stays.
        assert "Deployment/redis" not in changes
        live.kube.patch(*deployment, {"spec": {"progressDeadlineSeconds": 77}})
        seen = difference(live.machine)[1].get("Deployment/redis", [])
        assert seen in ([], ["spec.progressDeadlineSeconds"])  # Argo CD may have healed it
    finally:
        live.kube.patch(*deployment, {"spec": {"minReadySeconds": None}})
        live.settle()


def test_what_the_server_refuses_is_a_finding_with_its_words(
    live: Platform, edit: Callable[[Edits], Machine]
) -> None:
    well = live.machine.run("validate", "--env", "dev", "--server", "--output", "json")
    assert (well.code, well.json["findings"]) == (0, [])

    larger = edit({_SIZES: ('storage: str = "5Gi"', 'storage: str = "6Gi"')})
    done = larger.run("validate", "--env", "dev", "--server", "--output", "json")
    assert done.code == 3
    (finding,) = [one for one in done.json["findings"] if one["rule"] == "server-refused"]
    assert finding["object"] == "StatefulSet/postgres"
    assert "updates to statefulset spec for fields other than" in finding["message"]


def test_what_is_not_there_yet_cannot_be_asked_about(live: Platform) -> None:
    if live.kube.find("v1 Namespace", "nexus-prod") is not None:
        pytest.skip("another test has left prod there")
    done = live.machine.run("validate", "--env", "prod", "--server", "--output", "json")
    told = {one["severity"] for one in done.json["findings"] if one["rule"] == "server-refused"}
    assert told == {"warning"}


def test_what_was_applied_by_hand_becomes_argo_cds_and_no_pod_is_restarted(
    live: Platform,
) -> None:
    def managers() -> set[str]:
        found = live.kube.get("apps/v1 Deployment", _SERVICE, live.namespace)
        return {entry["manager"] for entry in found["metadata"]["managedFields"]}

    by_hand = {"metadata": {"annotations": {"example.com/note": "by hand"}}}
    live.kube.client.patch(
        resource_of("apps/v1", "Deployment"),
        _SERVICE,
        by_hand,
        namespace=live.namespace,
        patch_type=PatchType.MERGE,
        field_manager=_KUBECTL,
    )
    assert _KUBECTL in managers()
    pods = live.pods(_SERVICE)

    told = live.machine.run("adopt", "--env", "dev", "--dry-run", "--output", "json")
    assert told.code == 0, told.err
    deployment = next(
        one
        for one in told.json["objects"]
        if one["name"] == _SERVICE and one["kind"] == "Deployment"
    )
    assert deployment["managers"] == [_KUBECTL]
    assert _KUBECTL in managers()

    assert live.machine.run("adopt", "--env", "dev").code == 0
    assert _KUBECTL not in managers()
    live.refresh()
    live.settle()
    assert live.pods(_SERVICE).keys() == pods.keys()
    # It is Argo CD's now, and no release says so: the next sync drops it.
    assert "argocd-controller" in managers()


def test_what_cannot_be_taken_over_is_told(
    live: Platform, edit: Callable[[Edits], Machine]
) -> None:
    larger = edit({_SIZES: ('storage: str = "5Gi"', 'storage: str = "6Gi"')})
    done = larger.run("adopt", "--env", "dev", "--dry-run", "--output", "json")
    assert done.code == 4
    impossible = [one["name"] for one in done.json["objects"] if one["outlook"] == "impossible"]
    assert impossible == ["postgres"]
