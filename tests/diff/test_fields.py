"""Field by field: the paths, the merge keys, and no difference missed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus_gitops.diff.fields import Change, Item, compare, field_name, leaves, same
from nexus_gitops.diff.model import ABSENT

scalars = st.none() | st.booleans() | st.integers() | st.text("ab1", max_size=3)
names = st.sampled_from(["env", "ports", "name", "containers", "a.b/c", "", "x"])
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=20,
)


def differences(before: Any, after: Any) -> list[tuple[str, Any, Any]]:
    return [(field_name(c.path), c.before, c.after) for c in compare(before, after)]


@given(trees, trees)
def test_a_difference_is_found_exactly_when_there_is_one(before: Any, after: Any) -> None:
    assert bool(differences(before, after)) == (not same(before, after))


@given(trees)
def test_nothing_differs_from_itself(tree: Any) -> None:
    assert differences(tree, tree) == []


@given(trees, trees)
def test_the_way_back_names_the_same_fields_with_the_sides_swapped(before: Any, after: Any) -> None:
    there = {(field, repr(old), repr(new)) for field, old, new in differences(before, after)}
    back = {(field, repr(new), repr(old)) for field, old, new in differences(after, before)}
    assert there == back


@given(trees, trees)
def test_a_field_is_named_once(before: Any, after: Any) -> None:
    paths = [change.path for change in compare(before, after)]
    assert len(paths) == len(set(paths))


@given(trees, trees)
def test_taking_a_change_apart_keeps_what_was_not_absent(before: Any, after: Any) -> None:
    for change in compare({"x": before}, {"x": after}):
        assert list(leaves(change))


@pytest.mark.parametrize(("one", "other"), [(1, True), (1, "1"), (0, None), ("", None), ({}, [])])
def test_values_of_different_types_differ(one: Any, other: Any) -> None:
    assert differences({"x": one}, {"x": other}) == [("x", one, other)]


def test_null_is_not_the_same_as_absent() -> None:
    assert differences({"x": None}, {}) == [("x", None, ABSENT)]


def test_an_inserted_container_is_one_addition() -> None:
    kernel, sidecar = {"name": "kernel", "image": "k"}, {"name": "log", "image": "l"}
    assert differences({"containers": [kernel]}, {"containers": [sidecar, kernel]}) == [
        ("containers[log]", ABSENT, sidecar)
    ]


def test_a_variable_is_found_by_its_name_wherever_it_stands() -> None:
    before = {"env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]}
    after = {"env": [{"name": "B", "value": "3"}]}
    assert differences(before, after) == [
        ("env[A]", {"name": "A", "value": "1"}, ABSENT),
        ("env[B].value", "2", "3"),
    ]


def test_another_order_is_one_change() -> None:
    first, second = {"name": "migrate"}, {"name": "seed"}
    before, after = {"initContainers": [first, second]}, {"initContainers": [second, first]}
    assert differences(before, after) == [
        ("initContainers (order)", ["migrate", "seed"], ["seed", "migrate"])
    ]


@pytest.mark.parametrize(
    ("name", "item", "field"),
    [
        ("volumeMounts", {"mountPath": "/data", "readOnly": True}, "[/data].readOnly"),
        ("volumes", {"name": "tmp", "readOnly": True}, "[tmp].readOnly"),
        ("conditions", {"type": "Ready", "readOnly": True}, "[Ready].readOnly"),
        ("ports", {"name": "http", "readOnly": True}, "[http].readOnly"),
        ("ports", {"containerPort": 53, "readOnly": True}, "[53].readOnly"),
        ("ports", {"port": 53, "protocol": "UDP", "readOnly": True}, "[53/UDP].readOnly"),
        ("volumeClaimTemplates", {"metadata": {"name": "pg"}, "readOnly": True}, "[pg].readOnly"),
        ("imagePullSecrets", {"name": "a b", "readOnly": True}, '["a b"].readOnly'),
    ],
)
def test_list_elements_are_named_by_their_merge_key(
    name: str, item: dict[str, Any], field: str
) -> None:
    before, after = {name: [item]}, {name: [{**item, "readOnly": False}]}
    assert differences(before, after) == [(name + field, True, False)]


def test_a_port_keeps_its_protocols_apart() -> None:
    tcp, udp = {"port": 53}, {"port": 53, "protocol": "UDP"}
    assert differences({"ports": [tcp]}, {"ports": [tcp, udp]}) == [("ports[53/UDP]", ABSENT, udp)]


def test_a_repeated_key_falls_back_to_the_index() -> None:
    before = {"env": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]}
    after = {"env": [{"name": "A", "value": "1"}, {"name": "A", "value": "3"}]}
    assert differences(before, after) == [("env[1].value", "2", "3")]


def test_an_element_inserted_into_a_list_without_key_is_one_addition() -> None:
    rules = [{"host": "a"}, {"host": "b"}, {"host": "c"}]
    before = {"rules": [rules[0], rules[2]]}
    assert differences(before, {"rules": rules}) == [("rules[1]", ABSENT, {"host": "b"})]


def test_a_list_of_scalars_changes_as_a_whole() -> None:
    before, after = {"args": ["-v", "serve"]}, {"args": ["serve"]}
    assert differences(before, after) == [("args", ["-v", "serve"], ["serve"])]


def test_keys_that_are_no_plain_words_are_quoted() -> None:
    before = {"annotations": {"argocd.argoproj.io/sync-wave": "1"}}
    after = {"annotations": {"argocd.argoproj.io/sync-wave": "2"}}
    assert differences(before, after) == [('annotations["argocd.argoproj.io/sync-wave"]', "1", "2")]


def test_leaves_go_down_to_the_scalars_of_an_addition() -> None:
    change = Change(("spec",), ABSENT, {"env": [{"name": "A", "value": "1"}], "args": ["x"]})
    assert [(field_name(leaf.path), leaf.after) for leaf in leaves(change)] == [
        ("spec.args", ["x"]),
        ("spec.env[A].name", "A"),
        ("spec.env[A].value", "1"),
    ]


def test_leaves_of_a_removed_list_element_are_the_element() -> None:
    change = Change(("containers", Item("web")), {"name": "web", "image": "i"}, ABSENT)
    assert list(leaves(change)) == [change]
