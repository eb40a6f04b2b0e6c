"""The pure core: whatever a patch says, the graph stays whole or stays as it was."""

from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nexus_runtime.graph import (
    EMPTY,
    Graph,
    GraphError,
    GraphLimits,
    TooLargeError,
    apply,
    checked,
    parse_patch,
)

LIMITS = GraphLimits(size=20_000, panels=20, links=20, operations=50)
PANEL = {"title": "Orders", "x": 0, "y": 1.5, "data": {"rows": [1, 2]}}
TWO = orjson.dumps(
    {
        "panels": {"a": PANEL, "b": PANEL},
        "links": {"l": {"source": "a", "target": "b", "data": {}}},
    }
)


def patched(graph: bytes, *operations: dict[str, Any]) -> bytes:
    return apply(graph, parse_patch(orjson.dumps(operations), LIMITS), LIMITS)


def test_a_patch_makes_another_graph() -> None:
    after = patched(EMPTY, {"op": "add", "path": "/panels/a", "value": PANEL})
    assert orjson.loads(after) == {"panels": {"a": PANEL}, "links": {}}


def test_an_explicit_null_is_a_value() -> None:
    after = patched(TWO, {"op": "add", "path": "/panels/a/data/note", "value": None})
    assert orjson.loads(after)["panels"]["a"]["data"]["note"] is None


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": "/panels/a"},  # a link still leads there
        {"op": "remove", "path": "/panels/nobody"},
        {"op": "remove", "path": ""},
        {"op": "replace", "path": "", "value": 1},
        {"op": "replace", "path": "/panels", "value": []},
        {"op": "add", "path": "/panels/a/title/deeper", "value": 1},
        {"op": "add", "path": "/panels/a/data/rows/9", "value": 1},
        {"op": "add", "path": "/panels/a/color", "value": "red"},
        {"op": "add", "path": "/panels/no spaces", "value": PANEL},
        {"op": "add", "path": "/links/m", "value": {"source": "a", "target": "zz"}},
        {"op": "replace", "path": "/panels/a/title", "value": 7},
        {"op": "replace", "path": "/panels/a/x", "value": "0"},
        {"op": "replace", "path": "/panels/a/x", "value": True},
        {"op": "test", "path": "/panels/a/title", "value": "Invoices"},
        {"op": "move", "from": "/panels/a", "path": "/panels/a/data/x"},
        {"op": "copy", "from": "/panels/nobody", "path": "/panels/c"},
        {"op": "copy", "path": "/panels/c"},
        {"op": "add", "path": "/panels/c"},
        {"op": "spin", "path": "/panels/c"},
        {"op": "add", "path": "panels", "value": 1},
        {"op": "add", "path": "/panels/a/data/~2", "value": 1},
        {"op": "add", "path": "/panels/a/data/x", "value": "\0"},
    ],
)
def test_what_does_not_apply_or_breaks_the_graph_is_refused(operation: dict[str, Any]) -> None:
    with pytest.raises(GraphError):
        patched(TWO, operation)


def test_a_panel_goes_together_with_its_links() -> None:
    after = patched(
        TWO, {"op": "remove", "path": "/links/l"}, {"op": "remove", "path": "/panels/a"}
    )
    assert list(orjson.loads(after)["panels"]) == ["b"]


def test_an_escaped_backslash_before_u0000_is_plain_text() -> None:
    after = patched(TWO, {"op": "add", "path": "/panels/a/data/x", "value": "\\u0000"})
    assert orjson.loads(after)["panels"]["a"]["data"]["x"] == "\\u0000"


@pytest.mark.parametrize("text", [b"", b"{", b"7", b"{}", b"[7]", b"[NaN]", b'["\xff"]', b"[[]]"])
def test_what_is_no_patch_is_refused(text: bytes) -> None:
    with pytest.raises(GraphError):
        parse_patch(text, LIMITS)


@pytest.mark.parametrize("depth", [70, 5_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    text = b'[{"op":"add","path":"/panels/a/data/x","value":' + b"[" * depth + b"]" * depth + b"}]"
    with pytest.raises(GraphError):
        parse_patch(text, LIMITS)


def test_nesting_step_by_step_is_refused() -> None:
    value: dict[str, Any] = {}
    for _ in range(40):
        value = {"k": value}
    first = {"op": "add", "path": "/panels/a/data/k", "value": value}
    graph = patched(TWO, first)
    with pytest.raises(GraphError, match="deeper"):
        patched(graph, {**first, "path": "/panels/a/data" + "/k" * 42})


def test_copies_that_double_stop_before_they_fill_the_memory() -> None:
    double = {"op": "copy", "from": "/panels/a/data", "path": "/panels/a/data/again"}
    with pytest.raises(TooLargeError, match="copies more"):
        patched(TWO, *[double] * 50)


@pytest.mark.parametrize(
    ("what", "operations"),
    [
        ("panels", [{"op": "add", "path": f"/panels/p{n}", "value": PANEL} for n in range(19)]),
        (
            "links",
            [
                {"op": "add", "path": f"/links/p{n}", "value": {"source": "a", "target": "b"}}
                for n in range(20)
            ],
        ),
        ("operations", [{"op": "remove", "path": "/links/l"}] * 51),
        ("bytes", [{"op": "add", "path": "/panels/a/data/x", "value": "x" * 19_900}]),
    ],
)
def test_every_limit_names_what_is_too_much(what: str, operations: list[dict[str, Any]]) -> None:
    with pytest.raises(TooLargeError, match=what):
        patched(TWO, *operations)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)
POINTERS = st.sampled_from(
    [
        "/",
        "/panels",
        "/panels/a",
        "/panels/a/x",
        "/panels/c",
        "/panels/a/data",
        "/panels/a/data/rows",
        "/panels/a/data/rows/-",
        "/links",
        "/links/l",
        "/links/l/source",
        "/links/m",
        "/x",
    ]
) | st.just("")
OPERATIONS = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "remove", "replace", "move", "copy", "test"]), "path": POINTERS},
    optional={"from": POINTERS, "value": JSON | st.just(PANEL) | st.just({"source": "a"})},
)


# The first text drawn builds tables, which is slow on a busy machine.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(OPERATIONS, max_size=6))
def test_any_patch_leaves_a_whole_graph_or_is_refused(operations: list[dict[str, Any]]) -> None:
    before = TWO
    try:
        text = orjson.dumps(operations)
    except orjson.JSONEncodeError:
        return
    try:
        after = apply(before, parse_patch(text, LIMITS), LIMITS)
    except GraphError:
        return
    Graph.model_validate(orjson.loads(after))
    assert checked(orjson.loads(after), LIMITS) == after


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_a_patch_or_refused(text: bytes) -> None:
    try:
        parse_patch(text, LIMITS)
    except GraphError:
        return
