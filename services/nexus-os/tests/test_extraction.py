"""Where a patch stands in a text."""

import json

import pytest

from nexus_os.extraction import LONGEST_ANSWER, Candidate, candidates

OP = {"op": "remove", "path": "/links/l"}
TEXT = json.dumps(OP)


@pytest.mark.parametrize(
    "text",
    [
        f"[{TEXT}]",
        f"Here you are:\n```json\n[{TEXT}]\n```\nAnything else?",
        f'```\n{{"patch": [{TEXT}]}}\n```',
        f"see [1] and {{this}}: [{TEXT}] (as in [2])",
        f'{{"operations": [{TEXT}]}}',
        f'{{"result": {{"patch": [{TEXT}]}}}}',
        json.dumps({"patch": json.dumps([OP])}),
        TEXT,
        f"I would do this: {TEXT}",
        f'[{TEXT}, {{"op": "add", "path": "/panels/a", "value": {{"title": "cut',
        f'```json\n{{"patch": [{TEXT}, {{"op": "add", "pa\n```\nSorry, I ran out of space.',
    ],
)
def test_one_operation_is_found(text: str) -> None:
    (found,) = candidates(text)
    assert found.operations == [OP]


def test_operations_one_after_another_are_one_patch() -> None:
    assert candidates(f"{TEXT}\n{TEXT}") == [Candidate([OP, OP])]


def test_several_patches_are_told_apart() -> None:
    assert len(candidates(f"[{TEXT}] or rather [{TEXT},{TEXT}]")) == 2


def test_an_object_brings_its_explanation_and_confidence() -> None:
    (found,) = candidates(json.dumps({"patch": [OP], "explanation": "why", "confidence": 0.5}))
    assert found == Candidate([OP], "why", 0.5)


@pytest.mark.parametrize("confidence", [True, "0.5", 80, -1, None, [1]])
def test_a_confidence_that_is_none_is_ignored(confidence: object) -> None:
    (found,) = candidates(json.dumps({"patch": [], "confidence": confidence}))
    assert found.confidence is None


def test_the_last_operation_of_a_cut_off_patch_is_not_trusted() -> None:
    cut = '[{"op": "replace", "path": "/panels/a/x", "value": 12'  # of 120
    assert candidates(cut) == [Candidate([], cut_off=True)]


@pytest.mark.parametrize(
    "text",
    ["", "no", "[1, 2]", '{"a": 1}', "[" * 100_000, '{"a":' * 40_000, '["' * 100_000, "\ud800[\0"],
)
def test_a_text_without_a_patch_has_none(text: str) -> None:
    assert candidates(text) == []


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "9" * 5000])
def test_a_number_that_json_has_not_makes_no_patch(number: str) -> None:
    text = f'[{{"op": "add", "path": "/panels/a/x", "value": {number}}}]'
    assert all(not found.operations for found in candidates(text))


def test_what_looks_like_an_operation_inside_a_value_is_none() -> None:
    inner = {"title": "x", "data": {"op": "remove", "path": "/panels/a"}}
    text = json.dumps([OP, {"op": "add", "path": "/panels/b", "value": inner}])
    assert candidates(text[:-4]) == [Candidate([OP], cut_off=True)]


def test_a_fence_inside_a_value_does_not_end_the_patch() -> None:
    step = {"op": "add", "path": "/panels/a/data/doc", "value": "```sh\nls\n```"}
    assert candidates(json.dumps([step])) == [Candidate([step])]


def test_what_is_beyond_the_longest_answer_is_not_read() -> None:
    assert candidates(" " * LONGEST_ANSWER + f"[{TEXT}]") == []
