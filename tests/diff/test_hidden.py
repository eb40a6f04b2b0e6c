"""No value of a Secret survives the comparison, and still a change is seen."""

import copy
import dataclasses
import json
import pickle
from typing import Any

import pytest

from nexus_gitops.diff import ABSENT, diff, to_json, to_markdown, to_text
from nexus_gitops.diff.hidden import Hidden

OLD, NEW = "b2xkLXBhc3N3b3Jk", "bmV3LXBhc3N3b3Jk"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"data": {"PASSWORD": OLD}}, {"data": {"PASSWORD": NEW}}),
        ({"stringData": {"PASSWORD": OLD}}, {"stringData": {"PASSWORD": NEW}}),
        ({"data": {"PASSWORD": OLD}}, {}),
        ({}, {"data": {"PASSWORD": NEW}}),
        ({"data": OLD}, {"data": [NEW]}),
        (
            {},
            {
                "metadata": {
                    "annotations": {"kubectl.kubernetes.io/last-applied-configuration": NEW}
                }
            },
        ),
    ],
)
def test_no_output_holds_a_secret_value(
    make: Any, files: Any, before: dict[str, Any], after: dict[str, Any]
) -> None:
    found = diff(
        files(make("v1", "Secret", "nexus-secrets", **before)),
        files(make("v1", "Secret", "nexus-secrets", **after)),
    )
    outputs = [
        to_text(found),
        to_markdown(found, "t"),
        json.dumps(to_json(found)),
        repr(found),
        repr(dataclasses.asdict(found)),
        repr(pickle.dumps(found)),
    ]
    assert "(hidden)" in outputs[0]
    assert not any(value in output for output in outputs for value in (OLD, NEW))


def test_an_unchanged_secret_value_is_no_change(make: Any, files: Any, field: Any) -> None:
    before = make("v1", "Secret", "s", data={"A": OLD, "B": OLD})
    after = make("v1", "Secret", "s", data={"A": OLD, "B": NEW})
    changed = field(before, after)
    assert (changed.field, str(changed.before), str(changed.after)) == (
        "data.B",
        "(hidden)",
        "(hidden)",
    )


def test_equal_values_are_equal_and_hash_alike() -> None:
    assert Hidden("a") == copy.deepcopy(Hidden("a"))
    assert len({Hidden("a"), Hidden("a"), Hidden("b")}) == 2
    assert Hidden("a") != "a"


def test_a_reference_to_a_secret_is_shown(make: Any, field: Any) -> None:
    before = make("external-secrets.io/v1", "ExternalSecret", "s", spec={})
    after = make(
        "external-secrets.io/v1",
        "ExternalSecret",
        "s",
        spec={"data": [{"secretKey": "A", "remoteRef": {"key": "nexus/prod"}}]},
    )
    changed = field(before, after)
    assert changed.before is ABSENT
    assert changed.after == [{"secretKey": "A", "remoteRef": {"key": "nexus/prod"}}]
