"""A graph by its parts is the same graph: what is accepted, what is refused, what comes of it."""

from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from nexus_runtime.graph import (
    EMPTY,
    GraphError,
    GraphLimits,
    TooLargeError,
    apply,
    checked,
    parse_patch,
)
from nexus_runtime.parts import PartedGraph, opened, rework, touched

LIMITS = GraphLimits(size=3_000, panels=6, links=6, operations=12)
IDS = st.sampled_from(["a", "b", "c", "d", "no id", "", "x" * 65])
DATA = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([1e308, 1e-320, "x" * 400, "\0", "~1/"])
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("kl/~"), inner, max_size=2)
    ),
    max_leaves=6,
)
PANELS = st.fixed_dictionaries(
    {"title": st.text(max_size=5), "x": st.integers(-9, 9), "y": st.floats(-9, 9)},
    optional={"data": st.dictionaries(st.sampled_from("kl"), DATA, max_size=2)},
)
LINKS = st.fixed_dictionaries(
    {"source": st.sampled_from("abcd"), "target": st.sampled_from("abcd")},
    optional={"data": st.dictionaries(st.sampled_from("kl"), DATA, max_size=2)},
)
WHOLE = st.fixed_dictionaries(
    {
        "panels": st.dictionaries(IDS, PANELS, max_size=7),
        "links": st.dictionaries(st.sampled_from("lmno"), LINKS, max_size=3),
    }
)
POINTERS = st.sampled_from(
    [
        *("", "/", "/panels", "/links", "/x", "/x/y", "panels/a", "/panels/~2/x"),
        *(f"/panels/{name}" for name in "abcd"),
        *(f"/panels/{name}{rest}" for name in "ab" for rest in ("/x", "/title", "/data")),
        *(f"/panels/a/data/k{rest}" for rest in ("", "/0", "/-", "/k", "/k/l", "/~1")),
        *(f"/links/{name}{rest}" for name in "lmn" for rest in ("", "/source", "/data/k")),
        *("/panels/no id", "/panels/-", f"/links/{'x' * 65}"),
    ]
)
OPERATIONS = st.one_of(
    st.builds(
        lambda op, path, value: {"op": op, "path": path, "value": value},
        st.sampled_from(["add", "add", "replace", "test"]),
        POINTERS,
        PANELS | LINKS | WHOLE | DATA,
    ),
    st.builds(lambda path: {"op": "remove", "path": path}, POINTERS),
    st.builds(
        lambda op, path, source: {"op": op, "path": path, "from": source},
        st.sampled_from(["move", "copy"]),
        POINTERS,
        POINTERS,
    ),
)


@st.composite
def graphs(draw: st.DrawFn) -> bytes:
    """Whole graphs, within the limits."""
    panels = draw(st.dictionaries(st.sampled_from("abcd"), PANELS, max_size=4))
    links = draw(st.dictionaries(st.sampled_from("lmn"), LINKS, max_size=3))
    there = {
        name: link
        for name, link in links.items()
        if {link["source"], link["target"]} <= panels.keys()
    }
    try:
        return checked({"panels": panels, "links": there}, LIMITS)
    except GraphError:
        reject()


def changed(graph: PartedGraph, patch: bytes, limits: GraphLimits = LIMITS) -> bytes:
    """What the kernel does: an excerpt is worked on, and the sums are checked."""
    places = touched(parse_patch(patch, limits))
    done = rework(graph.excerpt(places), patch, limits)
    graph.check(done.parts, limits)
    graph.accept(done.parts)
    return done.patch


def loaded(graph: bytes) -> PartedGraph:
    return PartedGraph(opened(graph, ()))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graphs(), st.lists(st.lists(OPERATIONS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_by_parts_and_as_a_whole_the_same_is_accepted_and_comes_out(
    graph: bytes, patches: list[list[dict[str, Any]]]
) -> None:
    parted, whole, kept = loaded(graph), graph, []
    for operations in patches:
        patch = orjson.dumps(operations)
        try:
            whole = apply(whole, parse_patch(patch, LIMITS), LIMITS)
        except GraphError:
            before = parted.text
            with pytest.raises(GraphError):
                changed(parted, patch)
            assert parted.text == before
        else:
            kept.append(changed(parted, patch))
        assert orjson.loads(parted.text) == orjson.loads(whole)
        assert len(parted.text) == len(whole)
    again = PartedGraph(opened(graph, kept))
    assert orjson.loads(again.text) == orjson.loads(whole)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graphs(), st.lists(OPERATIONS, min_size=1, max_size=4))
def test_it_does_not_matter_how_much_of_the_graph_is_in_the_excerpt(
    graph: bytes, operations: list[dict[str, Any]]
) -> None:
    patch = orjson.dumps(operations)
    try:
        places = touched(parse_patch(patch, LIMITS))
        narrow = rework(loaded(graph).excerpt(places), patch, LIMITS)
    except GraphError:
        with pytest.raises(GraphError):
            rework(graph, patch, LIMITS)
    else:
        assert rework(graph, patch, LIMITS) == narrow


def test_a_patch_names_the_parts_that_it_touches() -> None:
    def operation(path: str, source: str | None = None) -> dict[str, Any]:
        return {"op": "move", "path": path, "from": source}

    assert touched([operation("/panels/a/x", "/links/l/data")]) == (
        ("panels", "a"),
        ("links", "l"),
    )
    assert touched([operation("/panels/a/x", "/panels")]) is None
    with pytest.raises(GraphError, match="within"):
        touched([operation("/boards/a")])


def test_an_excerpt_has_the_named_parts_alone() -> None:
    panel = {"title": "A", "x": 0, "y": 0}
    graph = loaded(orjson.dumps({"panels": {"a": panel, "b": panel}, "links": {}}))
    excerpt = graph.excerpt((("panels", "b"), ("panels", "zz"), ("links", "l")))
    assert orjson.loads(excerpt) == {"panels": {"b": panel}, "links": {}}


def test_panels_go_with_the_links_that_lead_to_them_and_not_without() -> None:
    panel = {"title": "A", "x": 0, "y": 0}
    links = {f"l{n}": {"source": "a", "target": "b"} for n in range(3)}
    graph = loaded(orjson.dumps({"panels": {"a": panel, "b": panel}, "links": links}))
    removals = [{"op": "remove", "path": f"/links/l{n}"} for n in range(3)]
    both = [{"op": "remove", "path": f"/panels/{name}"} for name in "ab"]
    with pytest.raises(GraphError, match="link 'l2' leads to panel 'a'"):
        changed(graph, orjson.dumps([*removals[:2], *both]))
    changed(graph, orjson.dumps([*removals, *both]))
    assert graph.text == EMPTY


@pytest.mark.parametrize("value", [1e100, -1e308, 1e-320])
def test_numbers_that_are_long_when_written_out_are_refused(value: float) -> None:
    patch = orjson.dumps([{"op": "add", "path": "/panels/a/data/k", "value": [{"k": value}]}])
    with pytest.raises(GraphError, match="number"):
        parse_patch(patch, LIMITS)


def test_what_only_looks_like_a_long_number_is_text() -> None:
    patch = orjson.dumps([{"op": "add", "path": "/panels/a/data/k", "value": "1e308"}])
    assert parse_patch(patch, LIMITS)[0]["value"] == "1e308"


def test_a_patch_is_measured_as_it_is_kept() -> None:
    numbers = b",".join([b"1e15"] * 300)
    patch = b'[{"op":"add","path":"/panels/a/data/k","value":[' + numbers + b"]}]"
    assert len(patch) < LIMITS.size
    with pytest.raises(TooLargeError, match="kept"):
        parse_patch(patch, LIMITS)


def test_what_was_accepted_is_opened_though_the_rules_are_stricter_by_now() -> None:
    snapshot = b'{"panels":{"a":{"title":"A","x":1e308,"y":0}},"links":{}}'
    patch = b'[{"op":"replace","path":"/panels/a/y","value":1e-320}]'
    graph = PartedGraph(opened(snapshot, [patch]))
    assert orjson.loads(graph.text)["panels"]["a"] == {"title": "A", "x": 1e308, "y": 1e-320}


def test_a_patch_is_kept_as_it_was_though_its_values_are_changed_by_itself() -> None:
    add = {"op": "add", "path": "/panels/a", "value": {"title": "A", "x": 0, "y": 0, "data": {}}}
    steps = [
        {"op": "add", "path": "/panels/a/data/k", "value": [1]},
        {"op": "copy", "path": "/panels/a/data/l", "from": "/panels/a/data/k"},
        {"op": "replace", "path": "/panels/a/data/k/0", "value": 2},
    ]
    text = orjson.dumps([add, *steps])
    done = rework(EMPTY, text, LIMITS)
    assert done.patch == text
    graph = PartedGraph(done.parts)
    assert orjson.loads(graph.text)["panels"]["a"]["data"] == {"k": [2], "l": [1]}
    assert graph.size == len(graph.text)
    operations = parse_patch(text, LIMITS)
    assert apply(EMPTY, operations, LIMITS) == graph.text
    assert orjson.dumps(operations) == text
