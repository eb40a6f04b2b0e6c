"""Which operations are kept."""

import copy
import re
from typing import Any

import orjson
import pytest

from nexus_os.sifting import Sifted, sift
from nexus_runtime.graph import GraphLimits, apply, parse_patch

LIMITS = GraphLimits(size=20_000, operations=100)
GOOD = {"op": "replace", "path": "/panels/orders/title", "value": "All orders"}
PANEL = {"title": "New", "x": 1, "y": 2, "data": {}}


def kept(graph: dict[str, Any], *operations: Any) -> Sifted:
    before = copy.deepcopy(graph)
    sifted = sift(graph, operations, LIMITS)
    assert graph == before
    text = orjson.dumps(graph)
    apply(text, parse_patch(orjson.dumps(sifted.patch), LIMITS), LIMITS)
    return sifted


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ({"op": "delete", "path": "/panels/stock"}, "add"),
        ({"op": "remove"}, "path"),
        ({"op": "remove", "path": 7}, "path"),
        ("remove everything", "list|dict|object|Input"),
        (None, "Input"),
        ({"op": "remove", "path": ""}, "within"),
        ({"op": "remove", "path": "/panels"}, "within"),
        ({"op": "add", "path": "/owner/x", "value": 1}, "within"),
        ({"op": "add", "path": "/__proto__/x", "value": 1}, "within"),
        ({"op": "copy", "from": "/panels", "path": "/panels/stock/data/x"}, "within"),
        ({"op": "add", "path": "/panels/../../x", "value": PANEL}, "id"),
        ({"op": "add", "path": "/panels/-", "value": PANEL}, "id"),
        ({"op": "add", "path": "/panels/" + "x" * 65, "value": PANEL}, "id"),
        ({"op": "add", "path": "/panels/a\0b", "value": PANEL}, "U\\+0000"),
        ({"op": "add", "path": "/panels/a~2b", "value": PANEL}, "~2|escape|id"),
        ({"op": "add", "path": "/panels/stock", "value": PANEL}, "in use"),
        ({"op": "copy", "from": "/panels/orders", "path": "/panels/stock"}, "in use"),
        ({"op": "remove", "path": "/panels/nobody"}, "apply"),
        ({"op": "replace", "path": "/panels/nobody/title", "value": "x"}, "apply"),
        ({"op": "add", "path": "/panels/orders/title/deeper", "value": 1}, "apply"),
        ({"op": "add", "path": "/panels/orders/data/rows/9", "value": 1}, "apply"),
        ({"op": "move", "from": "/panels/orders", "path": "/panels/orders/data/x"}, "apply"),
        ({"op": "move", "from": "/panels/orders/x", "path": "/panels/nobody/x"}, "apply"),
        ({"op": "remove", "path": "/panels/orders/x"}, "whole"),
        ({"op": "replace", "path": "/panels/orders/x", "value": "0"}, "whole"),
        ({"op": "add", "path": "/panels/orders/color", "value": "red"}, "whole"),
        ({"op": "add", "path": "/panels/new", "value": "a panel"}, "whole"),
        ({"op": "add", "path": "/panels/new", "value": {"x": 1, "y": 1}}, "whole"),
        ({"op": "add", "path": "/links/new", "value": {"source": "orders"}}, "whole"),
        ({"op": "add", "path": "/links/new", "value": {"source": "orders", "target": "no"}}, "no"),
        ({"op": "replace", "path": "/links/billing/target", "value": "nobody"}, "nobody"),
        ({"op": "replace", "path": "/links/billing/target", "value": ["x"]}, "whole"),
        ({"op": "add", "path": "/panels/orders/data/x", "value": "\0"}, "U\\+0000"),
        ({"op": "add", "path": "/panels/orders/data/x", "value": "\ud800"}, "str|UTF|surrogate"),
        ({"op": "add", "path": "/panels/orders/data/x", "value": 2**70}, "[Ii]nteger"),
        ({"op": "add", "path": "/panels/orders/data/x", "value": "x" * 30_000}, "bytes"),
    ],
)
def test_a_bad_operation_is_dropped_and_the_rest_is_kept(
    graph: dict[str, Any], bad: Any, why: str
) -> None:
    for operations in ((bad, GOOD), (GOOD, bad)):
        sifted = kept(graph, *operations)
        assert sifted.patch == [GOOD]
        assert sifted.kept == 1
        (warning,) = sifted.warnings
        assert re.search(why, warning), warning


def test_of_the_operations_on_one_panel_only_the_bad_one_goes(graph: dict[str, Any]) -> None:
    bad = {"op": "replace", "path": "/panels/orders/y", "value": None}
    after = {"op": "replace", "path": "/panels/orders/x", "value": 5}
    assert kept(graph, GOOD, bad, after).patch == [GOOD, after]


def test_a_step_may_leave_a_panel_broken_that_the_next_one_mends(graph: dict[str, Any]) -> None:
    steps = [
        {"op": "remove", "path": "/panels/orders/title"},
        {"op": "add", "path": "/panels/orders/title", "value": "Back"},
    ]
    assert kept(graph, *steps).patch == steps


def test_a_link_may_come_before_its_panel(graph: dict[str, Any]) -> None:
    steps = [
        {"op": "add", "path": "/links/new", "value": {"source": "new", "target": "stock"}},
        {"op": "add", "path": "/panels/new", "value": PANEL},
    ]
    assert kept(graph, *steps).patch == steps


def test_a_link_to_a_panel_that_was_dropped_is_dropped(graph: dict[str, Any]) -> None:
    bad_panel = {"op": "add", "path": "/panels/new", "value": {"title": 7, "x": 0, "y": 0}}
    link = {"op": "add", "path": "/links/new", "value": {"source": "new", "target": "stock"}}
    sifted = kept(graph, bad_panel, link, GOOD)
    assert sifted.patch == [GOOD]
    assert len(sifted.warnings) == 2


def test_a_panel_takes_its_links_along(graph: dict[str, Any]) -> None:
    sifted = kept(graph, {"op": "remove", "path": "/panels/orders"})
    assert [step["path"] for step in sifted.patch] == [
        "/panels/orders",
        "/links/billing",
        "/links/picking",
    ]
    assert (sifted.kept, sifted.completed) == (1, 1)


def test_a_panel_without_a_place_gets_one_below_the_others(graph: dict[str, Any]) -> None:
    sifted = kept(graph, {"op": "add", "path": "/panels/new", "value": {"title": "New"}})
    assert sifted.patch[0]["value"]["y"] > 0
    assert sifted.completed == 1


def test_the_second_panel_under_one_id_is_dropped(graph: dict[str, Any]) -> None:
    step = {"op": "add", "path": "/panels/new", "value": PANEL}
    assert kept(graph, step, step).patch == [step]


def test_a_test_that_fails_makes_the_patch_void(graph: dict[str, Any]) -> None:
    wrong = {"op": "test", "path": "/panels/orders/title", "value": "Something else"}
    right = {"op": "test", "path": "/panels/orders/title", "value": "Orders"}
    assert kept(graph, GOOD, wrong).patch == []
    assert kept(graph, right, GOOD).patch == [right, GOOD]


def test_copies_that_double_stop_before_they_fill_the_memory(graph: dict[str, Any]) -> None:
    graph["panels"]["orders"]["data"]["x"] = "x" * 1000
    bomb = [
        {"op": "copy", "from": "/panels/orders/data", "path": f"/panels/orders/data/again{n}"}
        for n in range(60)
    ]
    sifted = kept(graph, *bomb)
    assert len(sifted.patch) < 10


def test_moves_that_nest_deeper_and_deeper_are_given_up(graph: dict[str, Any]) -> None:
    deeper = [
        {"op": "move", "from": "/panels/orders/data", "path": "/panels/stock/data/x"},
        {"op": "move", "from": "/panels/stock/data", "path": "/panels/orders/data"},
        {"op": "add", "path": "/panels/stock/data", "value": {}},
    ]
    kept(graph, *deeper * 33)


def test_more_operations_than_the_limit_are_not_read(graph: dict[str, Any]) -> None:
    sifted = kept(graph, *[GOOD] * 101)
    assert len(sifted.patch) == 100
    assert "first 100" in " ".join(sifted.warnings)


def test_a_graph_that_would_get_too_large_gets_no_patch(graph: dict[str, Any]) -> None:
    steps = [
        {"op": "add", "path": f"/panels/orders/data/x{n}", "value": "x" * 15_000} for n in range(2)
    ]
    others = [
        {"op": "add", "path": f"/panels/stock/data/x{n}", "value": "x" * 15_000} for n in range(1)
    ]
    assert kept(graph, *steps[:1], *others).patch == []
