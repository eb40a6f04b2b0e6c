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

    assert settings["ini_options"]["pythonpath"] == ["tests/support"]
    assert not (ROOT / "conftest.py").exists()
