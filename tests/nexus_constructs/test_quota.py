"""What a ResourceQuota must grant."""

from hypothesis import given, settings
from hypothesis import strategies as st

from nexus_constructs.quantity import parse_quantity
from nexus_constructs.quota import Peak, quota
from nexus_constructs.sizing import Resources


@st.composite
def peaks(draw: st.DrawFn) -> Peak:
    def container() -> Resources:
        cpu = sorted(draw(st.tuples(st.integers(1, 8000), st.integers(1, 8000))))
        memory = sorted(draw(st.tuples(st.integers(1, 9000), st.integers(1, 9000))))
        return Resources(f"{cpu[0]}m", f"{cpu[1]}m", f"{memory[0]}Mi", f"{memory[1]}Mi")

    beside = tuple(container() for _ in range(draw(st.integers(0, 2))))
    return Peak(draw(st.integers(1, 30)), container(), beside)


@settings(max_examples=30)
@given(st.lists(peaks(), max_size=6), st.lists(st.integers(1, 100).map("{}Gi".format)))
def test_it_grants_exactly_what_all_pods_at_their_peak_use(
    wanted: list[Peak], claims: list[str]
) -> None:
    granted = {
        name: parse_quantity(amount) for name, amount in quota(wanted, claims=claims).items()
    }

    for resource in ("cpu", "memory"):
        for kind, field in (("requests", "request"), ("limits", "limit")):
            assert granted[f"{kind}.{resource}"] == sum(
                peak.pods * parse_quantity(getattr(one, f"{resource}_{field}"))
                for peak in wanted
                for one in (peak.resources, *peak.beside)
            )
    assert granted["pods"] == sum(peak.pods for peak in wanted)
    assert granted["persistentvolumeclaims"] == len(claims)
    assert granted["requests.storage"] == sum(map(parse_quantity, claims))
