"""The one text of an object, which every reader of YAML reads alike."""

import re
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.manifests.writer import to_yaml

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
# What the YAML reader of Argo CD and kubectl takes for a number or a boolean.
# Source: https://github.com/yaml/go-yaml/blob/v2.4.2/resolve.go
NOT_TEXT_IN_GO = re.compile(
    r"[-+]?(0[bB][01_]+|0[oO]?[0-7_]+|0[xX][0-9a-fA-F_]+|"
    r"(\.[0-9][0-9_]*|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?)"
    r"|[yYnN]|[yY]es|YES|[nN]o|NO|[oO]n|ON|[oO]ff|OFF|[tT]rue|TRUE|[fF]alse|FALSE"
    r"|~|[nN]ull|NULL|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)|"
)


def config_map(**data: object) -> KubeObject:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": data}


@settings(max_examples=50)
@given(VALUES)
@example("\n")
@example(" leading\nspace \n\n")
@example("\u2028\x85\ufeff\U0001f600\t")
def test_what_is_written_is_read_again(value: object) -> None:
    obj = config_map(key=value)

    assert from_yaml(to_yaml(obj), "c.yaml") == obj


@settings(max_examples=50)
@given(VALUES)
def test_writing_what_was_read_gives_the_same_text(value: object) -> None:
    text = to_yaml(config_map(key=value))

    assert to_yaml(from_yaml(text, "c.yaml")) == text


@settings(max_examples=50)
@given(st.dictionaries(TEXT, SCALARS, max_size=6), st.randoms(use_true_random=False))
def test_the_text_does_not_depend_on_the_order_of_keys(
    data: dict[str, object], random: Random
) -> None:
    keys = list(data)
    random.shuffle(keys)
    shuffled: KubeObject = {
        "data": {key: data[key] for key in keys},
        "metadata": {"namespace": "ns"},
    }
    shuffled |= {"kind": "ConfigMap", "apiVersion": "v1"}
    shuffled["metadata"]["name"] = "c"

    text = to_yaml(shuffled)

    obj = config_map(**data)
    obj["metadata"]["namespace"] = "ns"
    assert text == to_yaml(obj)
    assert text.startswith(
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n  namespace: ns\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "y",
        "n",
        "Y",
        "N",
        "yes",
        "off",
        "true",
        "null",
        "~",
        "1e3",
        "1234567e8",
        "0.1e5",
        "-.5e3",
        ".5",
        "1.",
        "1_000",
        "012",
        "09",
        "0o17",
        "0x1F",
        "0X1F",
        "0b1",
        "0B1",
        "2025-01-01",
        "1:30",
    ],
)
def test_text_stays_text_for_readers_of_other_yaml_versions(text: str) -> None:
    """A version label `1234567e8`, written plainly, is a number to Argo CD, and no sync passes."""
    line = to_yaml(config_map(key=text)).splitlines()[-1]

    assert line == f"  key: '{text}'"


@settings(max_examples=50)
@given(
    st.from_regex(NOT_TEXT_IN_GO, fullmatch=True),
)
def test_nothing_that_looks_like_a_number_or_a_boolean_is_written_plainly(text: str) -> None:
    line = to_yaml(config_map(key=text)).splitlines()[-1]

    assert line.removeprefix("  key: ")[0] in "'\""


@pytest.mark.parametrize("text", ["0.1.0", "500m", "5Gi", "16-alpine", "10.0.0.0/8", "1e", "info"])
def test_plain_words_stay_plain(text: str) -> None:
    assert f"  key: {text}\n" in to_yaml(config_map(key=text))


def test_scripts_are_readable_in_a_review() -> None:
    assert "  run: |\n    set -e\n    exec it\n" in to_yaml(config_map(run="set -e\nexec it\n"))


def test_long_values_stay_on_one_line() -> None:
    words = "word " * 500 + "end"

    assert f"  key: {words}\n" in to_yaml(config_map(key=words))


def test_shared_values_are_written_out_each_time() -> None:
    shared = {"a": 1}

    assert "&" not in to_yaml(config_map(one=shared, two=shared))
