"""The tree of constructs, which both engines build alike."""

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.rendering.conftest import Peer


@pytest.mark.parametrize(
    ("function", "argument"),
    [
        ("tree", ["api", "10", "9", "a/b", "Default", "a\nc"]),
        ("names", ["api", "x" * 70, "\u00c4rger", "with space", "Default", "7", "UPPER_case.x"]),
        ("metadata", None),
        ("of_its_own", None),
    ],
)
def test_both_engines_answer_the_same(
    function: str, argument: Any, fast: "Peer", cdk8s: "Peer"
) -> None:
    (ours,) = fast.call(f"trees:{function}", [argument])
    (theirs,) = cdk8s.call(f"trees:{function}", [argument])

    assert ours == theirs
    assert ours[1] is None
