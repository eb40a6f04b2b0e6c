"""Whatever a model answers, what gets out is a patch of the graph that was asked about."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nexus_os.proposal import Proposal, propose
from nexus_runtime.graph import Graph, GraphLimits, apply, parse_patch

LIMITS = GraphLimits()
GRAPH: dict[str, Any] = {
    "panels": {
        "a": {"title": "Orders", "x": 0, "y": 0, "data": {"rows": [1, 2]}},
        "b": {"title": "Invoices", "x": 240, "y": 0},
    },
    "links": {"l": {"source": "a", "target": "b", "data": {}}},
}
GOOD = {"op": "replace", "path": "/panels/a/title", "value": "All"}
BAD = {"op": "zap", "path": "/panels/a"}


def proposed(answer: str) -> Proposal:
    made = propose(GRAPH, answer, LIMITS)
    patch = parse_patch(orjson.dumps(made.patch), LIMITS)
    after = apply(orjson.dumps(GRAPH), patch, LIMITS)
    Graph.model_validate(orjson.loads(after))
    assert 0 <= made.confidence <= 1
    assert bool(made.patch) or made.confidence == 0
    orjson.dumps([made.warnings, made.explanation])
    return made


PLACES = st.sampled_from(
    [
        "/panels/a",
        "/panels/b",
        "/panels/c",
        "/panels/a/x",
        "/panels/a/data",
        "/panels/a/data/k",
        "/panels/a/data/rows/0",
        "/links/l",
        "/links/m",
        "/links/l/source",
        "/",
        "/panels",
        "/x/y",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)
VALUES = JSON | st.sampled_from(
    ["a", "b", "c", {"title": "N"}, {"title": "N", "x": 1, "y": 2}, {"source": "a", "target": "c"}]
)
OPERATIONS = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "remove", "replace", "move", "copy", "test", "zap"])},
    optional={"path": PLACES, "from": PLACES, "value": VALUES},
)
ANSWERS = st.builds(
    lambda patch, form, cut: form.replace("PATCH", json.dumps(patch))[: cut or None],
    st.lists(OPERATIONS, max_size=8),
    st.sampled_from(
        [
            "PATCH",
            "```json\nPATCH\n```",
            'Sure: {"patch": PATCH, "confidence": 0.9}',
            "PATCH\nPATCH",
        ]
    ),
    st.integers(0, 200),
)


@settings(deadline=None, max_examples=300)
@given(ANSWERS)
def test_any_patch_that_is_answered_applies_and_leaves_the_graph_whole(answer: str) -> None:
    proposed(answer)


@settings(deadline=None)
@given(st.text(st.characters()) | st.text('[]{}",:op/panelsa01 \\'))
@example("\ud800")
@example("[" * 100_000)
@example('{"patch":' * 10_000)
def test_any_text_at_all_is_an_answer(answer: str) -> None:
    proposed(answer)


@pytest.mark.parametrize(
    "hostile",
    [
        # Other tenants, the whole graph, the service itself.
        '[{"op": "replace", "path": "", "value": {"panels": {}, "links": {}}}]',
        '[{"op": "add", "path": "/workspaces/other/panels/x", "value": {}}]',
        '[{"op": "move", "from": "/panels", "path": "/links/x"}]',
        '[{"op": "add", "path": "/version", "value": 999}]',
        '[{"op": "add", "path": "/panels/a/__class__", "value": {}}]',
        '[{"op": "copy", "from": "/__class__", "path": "/panels/x"}]',
        '[{"op": "add", "path": "/panels/a/id", "value": "b"}]',
        '[{"op": "remove", "path": "/panels/a/"}]',
        '{"patch": {"op": "remove"}, "workspaceId": "other"}',
    ],
)
def test_a_hostile_answer_changes_nothing(hostile: str) -> None:
    made = proposed(hostile)
    assert made.patch == []
    assert made.warnings


def test_confidence_falls_with_every_operation_that_is_dropped() -> None:
    answers = [json.dumps({"patch": [GOOD] + [BAD] * n, "confidence": 0.9}) for n in range(4)]
    confidences = [proposed(answer).confidence for answer in answers]
    assert confidences[0] == 0.9
    assert confidences == sorted(set(confidences), reverse=True)


def test_confidence_falls_where_the_answer_was_cut_off_or_completed() -> None:
    whole = proposed(json.dumps([GOOD, GOOD])).confidence
    cut = proposed(json.dumps([GOOD, GOOD])[:-5]).confidence
    completed = proposed(json.dumps([GOOD, {"op": "remove", "path": "/panels/b"}])).confidence
    assert cut < whole
    assert completed < whole


def test_a_model_can_lower_its_confidence_and_not_raise_it() -> None:
    low, high = (
        proposed(json.dumps({"patch": [GOOD, BAD], "confidence": stated})).confidence
        for stated in (0.1, 1)
    )
    assert low < high == 0.5


def test_the_better_of_two_patches_is_taken_and_the_later_of_equals() -> None:
    other = GOOD | {"value": "Other"}
    assert proposed(f"[{json.dumps(GOOD)}] no: {json.dumps([BAD])}").patch == [GOOD]
    assert proposed(f"{json.dumps([GOOD])} no: {json.dumps([other])}").patch == [other]


def test_an_explanation_is_shortened_and_can_be_stored() -> None:
    made = proposed(json.dumps({"patch": [GOOD], "explanation": "\0\ud800" + "x" * 5000}))
    assert len(made.explanation) == 2000
    assert made.explanation.startswith("\ufffd\ufffdx")


def test_an_empty_patch_is_an_answer() -> None:
    made = proposed('{"patch": [], "explanation": "Nothing to do."}')
    assert made == Proposal([], 0.0, [], "Nothing to do.")
