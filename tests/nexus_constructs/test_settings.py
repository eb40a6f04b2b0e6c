"""An immutable ConfigMap named after its content."""

from collections.abc import Callable

from cdk8s import App, Chart
from hypothesis import given, settings
from hypothesis import strategies as st

from nexus_constructs.component import Installation
from nexus_constructs.settings import Settings, content_checksum
from nexus_gitops.manifests.identity import KubeObject

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def name_of(data: dict[str, str], installation: Installation) -> str:
    chart = Chart(App(), "test")
    return Settings(chart, "config", installation=installation, data=data).object_name


def test_a_configmap_is_immutable_and_holds_the_data(
    chart: Chart, installation: Installation, one: Callable[..., KubeObject]
) -> None:
    made = Settings(chart, "config", installation=installation, data={"A": "1"})

    found = one(chart, "ConfigMap")

    assert found["immutable"] is True
    assert found["data"] == {"A": "1"}
    assert found["metadata"]["name"] == made.object_name
    reference = made.env_from()[0].config_map_ref
    assert reference is not None
    assert reference.name == made.object_name


def test_the_name_follows_the_content_and_nothing_else(installation: Installation) -> None:
    name = name_of({"A": "1", "B": "2"}, installation)

    assert name == name_of({"B": "2", "A": "1"}, installation)
    assert name == name_of({"A": "1", "B": "2"}, Installation("other", "elsewhere", "x"))
    assert len({name, name_of({"A": "1"}, installation), name_of({"A": "2"}, installation)}) == 3


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
