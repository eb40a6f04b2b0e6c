"""Helm renders what the typed code renders, whatever the values."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from helm import CHART, Helm, of_code, of_helm
from random_values import Values

from nexus_gitops.chart.shapes import Object
from nexus_gitops.chart.source import source
from nexus_gitops.checks.findings import Severity
from nexus_gitops.checks.schema import check_schema
from nexus_gitops.checks.subject import OF_OBJECTS
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.platform import loading
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering.render import render

DRAWN = 60
"""Values a seed; `PYTEST_ARGS="--chart-seeds 50"` draws thousands."""


@pytest.mark.parametrize("name", loading.names())
def test_an_environments_values_render_its_manifests(any_helm: Helm, name: str) -> None:
    """But for what the platform says that its chart leaves out."""
    told = source()
    left_out = {field: getattr(told.standard, field) for field in told.leaves_out}
    env = msgspec.structs.replace(loading.load(name), **left_out)
    applications = render(platform(), env, loading.images(name), env.repository).applications

    found = any_helm.template(CHART, "--values", CHART / f"values-{name}.yaml")

    assert of_helm(found) == of_code(
        from_yaml(text, path) for texts in applications.values() for path, text in texts.items()
    )


def test_random_values_render_what_the_typed_code_renders(
    any_helm: Helm,
    shape: Object,
    schema: Mapping[str, Any],
    rendered: Callable[..., list[Any]],
    chart_seed: int,
    tmp_path: Path,
) -> None:
    drawing = Values(shape, schema, chart_seed)
    values = [drawing.draw() for _ in range(DRAWN)]
    expected = rendered(values)
    refused = [answer for answer in expected if isinstance(answer, str)]
    assert not refused, refused[0]

    found = any_helm.template_all(CHART, values, tmp_path)

    for one, ours, theirs in zip(values, expected, found, strict=True):
        if of_code(ours) != of_helm(theirs):
            pytest.fail(_narrowed(any_helm, one, rendered, tmp_path))


def test_the_comparison_sees_a_template_that_is_wrong(
    helm4: Helm, rendered: Callable[..., list[Any]], tmp_path: Path
) -> None:
    standard = yaml.safe_load((CHART / "values.yaml").read_text())
    changed = {**standard, "logLevel": "warn"}

    found = helm4.template_all(CHART, [standard], tmp_path)

    assert of_code(rendered([standard])[0]) == of_helm(found[0])
    assert of_code(rendered([changed])[0]) != of_helm(found[0])


def test_a_number_of_the_users_is_not_taken_for_what_stands_for_values(
    helm4: Helm, rendered: Callable[..., list[Any]], tmp_path: Path
) -> None:
    standard = yaml.safe_load((CHART / "values.yaml").read_text())
    values = {**standard, "postgres": {**standard["postgres"], "storage": "8777000000000000"}}

    (found,) = helm4.template_all(CHART, [values], tmp_path)

    assert of_helm(found) == of_code(rendered([values])[0])


def test_the_standard_passes_lint_and_our_own_checks(any_helm: Helm) -> None:
    lint = any_helm.run("lint", "--strict", CHART)

    assert lint.returncode == 0, lint.stdout + lint.stderr
    objects = of_helm(any_helm.template(CHART))
    assert check_schema(objects, ("1.27", "1.34", "1.37"), ()) == ()
    found = [finding for check in OF_OBJECTS for finding in check(objects)]
    assert [finding for finding in found if finding.severity is Severity.ERROR] == []


@pytest.mark.parametrize("name", loading.names())
def test_the_values_of_each_environment_pass_lint(any_helm: Helm, name: str) -> None:
    lint = any_helm.run("lint", "--strict", CHART, "--values", CHART / f"values-{name}.yaml")

    assert lint.returncode == 0, lint.stdout + lint.stderr


def _narrowed(
    any_helm: Helm, values: Mapping[str, Any], rendered: Callable[..., list[Any]], folder: Path
) -> str:
    """The fields that have to be other than the standard for the difference to show."""
    standard = yaml.safe_load((CHART / "values.yaml").read_text())
    current = dict(values)
    while True:
        paths = [path for path in _leaves(current) if _at(current, path) != _at(standard, path)]
        simpler = [_with(current, path, _at(standard, path)) for path in paths]
        expected = rendered(simpler)
        kept = [
            (one, answer)
            for one, answer in zip(simpler, expected, strict=True)
            if not isinstance(answer, str)
        ]
        found = any_helm.template_all(CHART, [one for one, _ in kept], folder)
        failing = [
            one
            for (one, ours), theirs in zip(kept, found, strict=True)
            if of_code(ours) != of_helm(theirs)
        ]
        if not failing:
            said = {".".join(path): _at(current, path) for path in paths}
            return f"Helm renders something else for {json.dumps(said, ensure_ascii=False)}"
        current = failing[0]


def _leaves(values: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if isinstance(values, dict) and values and path[-1:] not in (("annotations",), ("logLevels",)):
        return [leaf for key, inner in values.items() for leaf in _leaves(inner, (*path, key))]
    return [path]


def _at(values: Any, path: Sequence[str]) -> Any:
    for key in path:
        values = values.get(key) if isinstance(values, dict) else None
    return values


def _with(values: Any, path: Sequence[str], value: Any) -> Any:
    if not path:
        return value
    return {**values, path[0]: _with(values.get(path[0]), path[1:], value)}
