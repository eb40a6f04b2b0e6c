"""A short name for a content."""

from hypothesis import given, settings
from hypothesis import strategies as st

from nexus_constructs.checksum import content_checksum

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@settings(max_examples=50)
@given(JSON, JSON)
def test_a_checksum_tells_different_contents_apart(one: object, other: object) -> None:
    # 1 == True in Python, but not in JSON.
    same = repr(_sorted(one)) == repr(_sorted(other))
    assert (content_checksum(one) == content_checksum(other)) is same


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        return [(key, _sorted(value[key])) for key in sorted(value)]
    if isinstance(value, list):
        return ("list", [_sorted(item) for item in value])
    return value
