"""Files of values say no more than what differs, and Helm makes the whole of them."""

from typing import Any

import yaml
from helm import CHART
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from nexus_gitops.chart.inputs import data_of, environment_of
from nexus_gitops.chart.shapes import Object
from nexus_gitops.chart.source import source
from nexus_gitops.chart.values import from_values, merged, overrides, to_values
from nexus_gitops.platform import loading

_SCALARS = st.integers(0, 2) | st.sampled_from(["", "a", "b"]) | st.lists(st.integers(0, 1))
_VALUES = st.dictionaries(
    st.sampled_from("abc"),
    st.recursive(_SCALARS, lambda inner: st.dictionaries(st.sampled_from("abc"), inner)),
)


@given(standard=_VALUES, wanted=_VALUES)
def test_a_file_and_the_standard_make_what_is_wanted(standard: Any, wanted: Any) -> None:
    assert merged(standard, overrides(standard, wanted)) == wanted


@given(standard=_VALUES)
def test_the_standard_itself_needs_no_file(standard: Any) -> None:
    assert overrides(standard, standard) == {}


def test_an_environment_comes_back_from_its_values(shape: Object) -> None:
    standard = yaml.safe_load((CHART / "values.yaml").read_text())
    for name in loading.names():
        told, images = source(), loading.images(name)
        left_out = {field: getattr(told.standard, field) for field in told.leaves_out}
        env = structs.replace(loading.load(name), **left_out)
        said = yaml.safe_load((CHART / f"values-{name}.yaml").read_text())

        values = merged(standard, said)

        assert values == to_values(shape, data_of(env, images))
        assert environment_of(from_values(shape, values), env) == (env, images)
