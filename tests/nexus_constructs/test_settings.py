"""An immutable ConfigMap named after its content."""

from collections.abc import Callable

from cdk8s import App, Chart

from nexus_constructs.component import Installation
from nexus_constructs.settings import Settings
from nexus_constructs.volumes import ConfigMapVolume
from nexus_gitops.manifests.identity import KubeObject


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


def test_its_keys_are_files_in_a_folder_that_nobody_writes_to(
    chart: Chart, installation: Installation
) -> None:
    made = Settings(chart, "config", installation=installation, data={"a.yaml": "x: 1\n"})

    files = made.files("/etc/web")

    assert files == ConfigMapVolume("config", "/etc/web", made.object_name)
    assert files.mount().read_only is True
