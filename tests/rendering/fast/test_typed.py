"""Whatever typed objects a platform makes, both engines render the same."""

import json
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_recipes import KINDS, random_chart, spoilt

if TYPE_CHECKING:
    from tests.rendering.conftest import Peer


def rendered(peer: "Peer", charts: list[Any]) -> list[tuple[str, str | None]]:
    """Text, in which the order of fields shows, or error of each chart."""
    return [(json.dumps(result), error) for result, error in peer.call("recipes:render", charts)]


@pytest.mark.parametrize("seed", range(12))
def test_an_object_of_every_kind_is_the_same(seed: int, fast: "Peer", cdk8s: "Peer") -> None:
    random = Random(seed)
    charts = [random_chart(random, [kind]) for kind in KINDS]

    ours, theirs = rendered(fast, charts), rendered(cdk8s, charts)

    for chart, one, other in zip(charts, ours, theirs, strict=True):
        assert one == other, chart
        assert one[1] is None


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    random=st.randoms(use_true_random=False),
    kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=4),
)
def test_charts_of_several_objects_are_the_same(
    random: Random, kinds: list[tuple[str, str]], fast: "Peer", cdk8s: "Peer"
) -> None:
    chart = random_chart(random, kinds)

    (ours,), (theirs,) = rendered(fast, [chart]), rendered(cdk8s, [chart])

    assert ours == theirs
    assert ours[1] is None


@pytest.mark.parametrize("seed", range(4))
def test_what_cdk8s_refuses_or_reads_otherwise_is_left_to_it(
    seed: int, fast: "Peer", cdk8s: "Peer"
) -> None:
    random = Random(seed)
    charts = [spoilt(random, random_chart(random, [kind])) for kind in KINDS]

    ours, theirs = rendered(fast, charts), rendered(cdk8s, charts)

    for chart, one, other in zip(charts, ours, theirs, strict=True):
        if one[1] is None:
            assert one == other, chart
    assert sum(error is not None for _, error in theirs) > len(charts) // 2
