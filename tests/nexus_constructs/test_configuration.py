"""Configuration files say what they were given, as any reader of YAML has it."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nexus_constructs.configuration import yaml_text

# Of one line: a file of configuration has no other texts.
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")))
VALUES = st.recursive(
    TEXTS | st.booleans() | st.integers(-1000, 1000),
    lambda inner: (
        st.lists(inner, max_size=3).filter(lambda one: not _nested(one))
        | st.dictionaries(TEXTS, inner, max_size=3)
    ),
    max_leaves=12,
)


def _nested(value: list[object]) -> bool:
    return any(isinstance(one, list) and one for one in value)


@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=4))
def test_what_is_read_is_what_was_written(data: dict[str, object]) -> None:
    assert yaml.safe_load(yaml_text(data)) == data


def test_a_value_that_a_file_cannot_say_is_refused() -> None:
    with pytest.raises(TypeError, match="give it texts"):
        yaml_text({"a": object()})
