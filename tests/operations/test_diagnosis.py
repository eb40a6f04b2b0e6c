"""Each check, from what was found: what it says, and that it names a way out where it must."""

from dataclasses import replace
from typing import Any

import pytest

from nexus_gitops.cluster.argocd import Comparison
from nexus_gitops.operations.diagnosis import (
    Cluster,
    Machine,
    Needs,
    Result,
    State,
    of_cluster,
    of_images,
    of_machine,
    of_secrets,
)
from nexus_gitops.operations.secret_values import State as KeyState
from nexus_gitops.operations.secrets import Checked
from nexus_gitops.platform.environment import KubernetesVersions
from nexus_gitops.platform.shortcomings import Shortcoming

DEFAULT = {"storageclass.kubernetes.io/is-default-class": "true"}
NGINX = "k8s.io/ingress-nginx"


def named(name: str, annotations: dict[str, str] | None = None, **fields: Any) -> dict[str, Any]:
    return {"metadata": {"name": name, "annotations": annotations or {}}, **fields}


def ingress(annotations: dict[str, str] | None = None) -> dict[str, Any]:
    return {"kind": "Ingress", **named("web", annotations), "spec": {"ingressClassName": "nginx"}}


def claim(**spec: str) -> dict[str, Any]:
    return {
        "kind": "StatefulSet",
        **named("db"),
        "spec": {"volumeClaimTemplates": [{"spec": spec}]},
    }


WELL = Cluster(
    server="https://there",
    version="1.30",
    clock_offset=1.0,
    argocd="",
    comparison=Comparison("1" * 40, ()),
    kinds=frozenset({"example.com/Widget"}),
    storage_classes=[named("fast", DEFAULT), named("slow")],
    ingress_classes=[named("nginx", spec={"controller": NGINX})],
    metrics=True,
)
NEEDS = Needs(
    "dev",
    KubernetesVersions(oldest="1.27", newest="1.37"),
    frozenset({"example.com/Widget"}),
    [ingress({"nginx.ingress.kubernetes.io/x": "y"}), claim(), {"kind": "HorizontalPodAutoscaler"}],
)


def said(cluster: Cluster = WELL, needs: Needs = NEEDS) -> dict[str, Result]:
    results = {one.name: one for one in of_cluster(cluster, needs)}
    for one in results.values():
        assert one.fix or one.state in (State.OK, State.SKIPPED), f"{one.name} names no way out"
    return results


def test_where_all_is_well_every_check_says_so() -> None:
    assert {one.state for one in said().values()} == {State.OK}


@pytest.mark.parametrize(
    ("version", "state"), [("1.26", State.FAILED), ("1.27", State.OK), ("1.38", State.WARNING)]
)
def test_an_older_cluster_fails_and_a_newer_one_is_not_known(version: str, state: State) -> None:
    assert said(replace(WELL, version=version))["kubernetes"].state is state


@pytest.mark.parametrize("offset", [-31.0, 400.0])
def test_a_clock_that_is_wrong_is_told(offset: float) -> None:
    assert said(replace(WELL, clock_offset=offset))["clock"].state is State.WARNING


def test_without_argo_cd_the_way_without_it_is_named() -> None:
    found = said(replace(WELL, argocd=None, comparison=None))
    assert found["argocd"].state is State.FAILED
    assert "nexus-gitops deploy --env dev" in found["argocd"].fix
    assert found["repository"].state is State.SKIPPED


def test_what_argo_cd_cannot_read_is_told_in_its_words() -> None:
    denied = said(replace(WELL, comparison=Comparison("", ("authentication required",))))
    assert denied["repository"].state is State.FAILED
    assert "authentication required" in denied["repository"].message
    empty = said(replace(WELL, comparison=Comparison("", ("remote repository is empty",))))
    assert empty["repository"].state is State.WARNING


def test_a_custom_kind_that_nobody_brings_is_named() -> None:
    found = said(replace(WELL, kinds=frozenset()))["custom-kinds"]
    assert (found.state, "example.com/Widget" in found.message) == (State.FAILED, True)


def test_a_claim_without_a_class_needs_a_default_one() -> None:
    without = replace(WELL, storage_classes=[named("slow")])
    assert said(without)["storage-class"].state is State.FAILED
    slow = replace(NEEDS, objects=[claim(storageClassName="slow")])
    assert said(without, slow)["storage-class"] == Result("storage-class", State.OK, "slow")
    gone = said(WELL, replace(NEEDS, objects=[claim(storageClassName="gone")]))
    assert "there are: fast, slow" in gone["storage-class"].message


def test_a_class_of_another_controller_does_not_read_our_annotations() -> None:
    other = [named("nginx", spec={"controller": "nginx.org/ingress-controller"})]
    found = said(replace(WELL, ingress_classes=other))["ingress-class"]
    assert found.state is State.WARNING
    assert "belongs to nginx.org/ingress-controller" in found.message
    plain = replace(NEEDS, objects=[ingress()])
    assert said(replace(WELL, ingress_classes=other), plain)["ingress-class"].state is State.OK
    assert said(replace(WELL, ingress_classes=[]))["ingress-class"].state is State.FAILED


def test_autoscalers_wait_for_metrics_and_nobody_else_does() -> None:
    assert said(replace(WELL, metrics=False))["metrics"].state is State.FAILED
    idle = replace(NEEDS, objects=[])
    assert said(replace(WELL, metrics=False), idle)["metrics"].state is State.SKIPPED


def test_a_machine_that_is_too_old_is_told() -> None:
    def states(machine: Machine) -> list[State]:
        return [one.state for one in of_machine(machine)]

    assert states(Machine((3, 11, 0), (2, 31, 0))) == [State.OK, State.OK]
    assert states(Machine((3, 10, 9), (2, 30, 9))) == [State.FAILED, State.FAILED]
    assert states(Machine((3, 12), ())) == [State.OK, State.FAILED]


def test_secrets_are_told_by_their_keys() -> None:
    keys = {"PASSWORD": KeyState.PRESENT, "URL": KeyState.INCONSISTENT}
    found = of_secrets([Checked("keys", "shop", exists=True, keys=keys, unknown=())], "dev")
    assert (found.state, found.message) == (State.FAILED, "keys of shop: URL is inconsistent")
    assert of_secrets([], "prod").state is State.SKIPPED


def test_each_image_that_is_not_there_is_told() -> None:
    assert of_images({}, 3).state is State.OK
    assert of_images({"a:1": "no a:1", "b:1": "no b:1"}, 3).message == "no a:1; no b:1"


def test_what_an_environment_does_without_is_a_warning_with_its_way_out() -> None:
    without = replace(NEEDS, shortcomings=(Shortcoming("it is slow", "make it fast"),))
    told = said(needs=without)["shortcoming"]
    assert (told.state, told.message, told.fix) == (State.WARNING, "it is slow", "make it fast")
    assert "shortcoming" not in said()
