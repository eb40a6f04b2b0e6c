"""An environment from the chart is the environment from its manifests, with the same limits."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from helm import CHART, helm, of_code, of_helm

from nexus_gitops.argocd.layout import application_path
from nexus_gitops.checks.schema import check_schema
from nexus_gitops.images.image import Image
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.operations.chart_applications import (
    _definitions,
    beyond_the_chart,
    chart_applications,
)
from nexus_gitops.platform import loading
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering.render import Rendering
from nexus_gitops.rendering.synthesis import Request, synthesise

ROOT = CHART.parents[1]
PUSHED = Image("registry.example.com/charts/nexus", "1.2.0")


def _of_one_application() -> list[str]:
    """The environments whose project is that of one Application, in both ways."""
    return [
        name for name in loading.names() if len(platform().applications(loading.load(name))) == 1
    ]


@pytest.fixture(scope="module")
def definitions() -> dict[str, Any]:
    files = {
        str(path.relative_to(CHART)): path.read_text()
        for path in CHART.rglob("*")
        if path.is_file()
    }
    written = chart_applications(files, PUSHED, "1.2.0")
    return {name: yaml.safe_load(text) for name, text in written.items()}


def _of(definitions: dict[str, Any], kind: str, name: str) -> Any:
    (found,) = [
        obj
        for obj in definitions.values()
        if (obj["kind"], obj["metadata"]["name"]) == (kind, name)
    ]
    return found


def _synthesised(kind: str, name: str) -> Any:
    file = f"argoproj.io_{kind.lower()}_{name}.yaml"
    return yaml.safe_load((ROOT / "argocd" / file).read_text())


@pytest.mark.parametrize("name", sorted(set(loading.names()) - beyond_the_chart().keys()))
def test_its_values_render_the_environments_manifests(
    definitions: dict[str, Any],
    name: str,
    rendering: Callable[[str], Rendering],
    tmp_path: Path,
) -> None:
    source = _of(definitions, "Application", f"nexus-{name}-core")["spec"]["source"]
    values = tmp_path / "values.yaml"
    values.write_text(yaml.safe_dump(source["helm"]["valuesObject"]))

    found = helm("4", tmp_path).template(CHART, "--values", values)

    assert of_helm(found) == of_code(
        obj for objects in rendering(name).objects.values() for obj in objects
    )
    assert (source["repoURL"], source["chart"], source["targetRevision"]) == (
        "registry.example.com/charts",
        "nexus",
        "1.2.0",
    )


@pytest.mark.parametrize("name", _of_one_application())
def test_the_project_has_the_same_limits_but_for_the_source(
    definitions: dict[str, Any], name: str
) -> None:
    ours = _of(definitions, "AppProject", f"nexus-{name}")
    theirs = _synthesised("AppProject", f"nexus-{name}")

    assert ours["spec"].pop("sourceRepos") == ["registry.example.com/charts"]
    theirs["spec"].pop("sourceRepos")
    assert ours == theirs


@pytest.mark.parametrize("name", sorted(set(loading.names()) - beyond_the_chart().keys()))
def test_argo_cd_makes_the_namespace_with_its_labels(
    definitions: dict[str, Any], name: str, core: Callable[[str], list[KubeObject]]
) -> None:
    policy = _of(definitions, "Application", f"nexus-{name}-core")["spec"]["syncPolicy"]
    (namespace,) = [obj for obj in core(name) if obj["kind"] == "Namespace"]

    assert "CreateNamespace=true" in policy["syncOptions"]
    assert policy["managedNamespaceMetadata"]["labels"] == namespace["metadata"]["labels"]


@pytest.mark.parametrize(
    "limit", ["destinations", "clusterResourceWhitelist", "namespaceResourceWhitelist"]
)
def test_the_project_of_several_applications_permits_what_theirs_do_and_no_more(limit: str) -> None:
    (synthesis,) = synthesise([Request("staging")])
    paths = {application_path("staging", name) for name in synthesis.applications}
    plain = [from_yaml(text, path) for path, text in synthesis.argocd.items()]
    theirs = {
        o["spec"]["project"] for o in plain if o["spec"].get("source", {}).get("path") in paths
    }
    permitted = [
        one
        for obj in plain
        if obj["kind"] == "AppProject" and obj["metadata"]["name"] in theirs
        for one in obj["spec"].get(limit, [])
    ]

    written = _definitions(synthesis, {"repoURL": "registry.example.com/charts", "chart": "nexus"})

    (project,) = (obj for obj in written if obj["kind"] == "AppProject")
    found = project["spec"].get(limit, [])
    assert len(theirs) > 1
    assert all(one in found for one in permitted)
    assert all(one in permitted and found.count(one) == 1 for one in found)
    assert project["spec"]["sourceRepos"] == ["registry.example.com/charts"]


def test_the_definitions_are_valid(definitions: dict[str, Any]) -> None:
    assert check_schema(list(definitions.values()), ("1.34",), ()) == ()
