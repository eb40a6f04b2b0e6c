"""The platform's chart as it is committed, and both versions of Helm."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from helm import CHART, Helm, helm

from nexus_gitops.chart import process
from nexus_gitops.chart.inputs import Inputs
from nexus_gitops.chart.shapes import Object
from nexus_gitops.chart.source import source
from nexus_gitops.platform.project import platform


@pytest.fixture(scope="session", params=["3", "4"], ids=["helm3", "helm4"])
def any_helm(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Helm:
    return helm(request.param, tmp_path_factory.mktemp("helm"))


@pytest.fixture(scope="session")
def helm4(tmp_path_factory: pytest.TempPathFactory) -> Helm:
    return helm("4", tmp_path_factory.mktemp("helm"))


@pytest.fixture(scope="session")
def schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((CHART / "values.schema.json").read_text())
    return schema


@pytest.fixture(scope="session")
def shape() -> Object:
    told = source()
    return Inputs(told.standard, platform().images, told.leaves_out).shape


@pytest.fixture(scope="session")
def rendered() -> Callable[..., list[Any]]:
    """What the typed code renders for values, in a release `nexus` in the namespace `default`."""

    @cache
    def render(texts: tuple[str, ...]) -> list[Any]:
        told = [json.loads(text) for text in texts]
        return process.rendered(
            [
                {**v, "name": v["name"] or "nexus", "namespace": v["namespace"] or "default"}
                for v in told
            ]
        )

    return lambda values: render(tuple(json.dumps(one) for one in values))
