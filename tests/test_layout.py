"""Where Python must and must not find packages. Imports no cdk8s, so that it always runs."""

import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]


def test_constructs_is_a_source_root_and_never_a_package() -> None:
    """With an `__init__.py` it would hide the package `constructs` that cdk8s is built on."""
    assert not (ROOT / "constructs" / "__init__.py").exists(), "delete constructs/__init__.py"
    assert (ROOT / "constructs" / "nexus_constructs" / "__init__.py").is_file()


@pytest.mark.parametrize("folder", ["imports", "imports/io"])
def test_generated_bindings_lie_in_namespace_folders(folder: str) -> None:
    """`io` as a package of its own would meet the standard library's."""
    assert (ROOT / folder).is_dir()
    assert not (ROOT / folder / "__init__.py").exists()


def test_cdk8s_runs_the_app_without_the_checkout_on_the_path() -> None:
    config = yaml.safe_load((ROOT / "cdk8s.yaml").read_text())

    assert config["app"] == "python -P main.py"
    assert config["output"] == "dist"


def test_nothing_else_puts_the_checkout_on_the_path() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]

    paths = {(ROOT / path).resolve() for path in settings["ini_options"]["pythonpath"]}
    assert ROOT not in paths
    assert not (ROOT / "conftest.py").exists()


def test_each_decision_has_a_number_of_its_own() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    numbers = [int(path.name[:4]) for path in decisions]
    assert numbers == list(range(1, len(numbers) + 1))
    for path, number in zip(decisions, numbers, strict=True):
        assert path.read_text().startswith(f"# {number}. ")
