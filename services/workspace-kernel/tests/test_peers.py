"""How pods know each other's word, also while the key that seals it is replaced."""

import pytest

from workspace_kernel.peers import HOPS, MOST_HOPS, Peers, _sealed

NEW, OLD, OTHER = (letter * 32 for letter in "not")


@pytest.mark.parametrize("count", range(1, MOST_HOPS + 1))
@pytest.mark.parametrize("key", [NEW, OLD])
def test_a_hop_counts_that_either_key_has_sealed(key: str, count: int) -> None:
    assert Peers(NEW, OLD).hops({HOPS: _sealed(count, key.encode()).decode()}) == count


def test_a_hop_of_any_other_key_counts_nothing() -> None:
    assert Peers(NEW, OLD).hops({HOPS: _sealed(1, OTHER.encode()).decode()}) == 0
    assert Peers(NEW).hops({HOPS: _sealed(1, OLD.encode()).decode()}) == 0
    assert Peers(NEW, OLD).hops({}) == 0
