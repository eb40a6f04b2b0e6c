"""Which panels come first."""

from typing import Any

import pytest

from nexus_os.ranking import rank


def panel(title: str, **data: Any) -> dict[str, Any]:
    return {"title": title, "x": 0, "y": 0, "data": data}


def order(graph: dict[str, Any], request: str) -> list[str]:
    return [name for name, _ in rank(graph, request)]


@pytest.mark.parametrize(
    ("request_", "first"),
    [
        ("show every invoice", "invoices"),  # another form of the word
        ("ORDERS!", "orders"),
        ("增加库存", "stock"),  # two of four characters
        ("库存", "stock"),
        ("仓", "stock"),  # one character, of the data
        ("the inventory", "stock"),  # the data's English word
    ],
)
def test_the_panel_that_a_request_names_comes_first(
    graph: dict[str, Any], request_: str, first: str
) -> None:
    assert order(graph, request_)[0] == first


def test_a_title_weighs_more_than_data() -> None:
    graph = {
        "panels": {"a": panel("Misc", about="payment"), "b": panel("Payment", about="misc")},
        "links": {},
    }
    assert order(graph, "payment") == ["b", "a"]


def test_words_inside_identifiers_and_nested_data_are_found() -> None:
    graph = {
        "panels": {"a": panel("x"), "b": panel("x", columns=[{"customerAddress": 1}])},
        "links": {},
    }
    assert order(graph, "address") == ["b", "a"]


def test_neighbours_of_a_hit_come_before_strangers() -> None:
    graph = {
        "panels": {"a": panel("x"), "b": panel("x"), "z": panel("x"), "hit": panel("Payment")},
        "links": {"l": {"source": "z", "target": "hit", "data": {}}},
    }
    assert order(graph, "payment")[:2] == ["hit", "z"]


def test_a_link_that_is_hit_brings_both_of_its_panels() -> None:
    graph = {
        "panels": {"a": panel("x"), "y": panel("x"), "z": panel("x")},
        "links": {"l": {"source": "z", "target": "y", "data": {"label": "refund"}}},
    }
    assert order(graph, "refund") == ["y", "z", "a"]


def test_equals_are_ordered_by_links_and_then_by_id() -> None:
    graph = {
        "panels": {name: panel("same") for name in ("c", "b", "a", "d")},
        "links": {"l": {"source": "c", "target": "c", "data": {}}},
    }
    assert order(graph, "nothing of this") == ["c", "a", "b", "d"]


@pytest.mark.parametrize("request_", ["", "?", "AND OR NOT (", 'title:"x', "\0", "的" * 9999])
def test_a_request_is_words_and_no_query_language(graph: dict[str, Any], request_: str) -> None:
    assert sorted(order(graph, request_)) == ["invoices", "orders", "stock"]


def test_an_empty_graph_has_no_order() -> None:
    assert rank({"panels": {}, "links": {}}, "orders") == []
