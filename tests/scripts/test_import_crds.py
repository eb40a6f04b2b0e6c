"""The committed bindings are what cdk8s-cli makes of the pinned CRDs, to the byte."""

import importlib
import shutil
from pathlib import Path

import pytest


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name != "table.jsonl"
    }


def test_the_bindings_are_up_to_date(root: Path, tmp_path: Path) -> None:
    node_modules = root / "node_modules"
    if not shutil.which("go"):
        pytest.skip("Go, which fetches the CRDs, is not installed")
    if not (node_modules / "cdk8s-cli").is_dir():
        pytest.skip("cdk8s-cli is not in node_modules/")
    configuration = (root / "cdk8s.yaml").read_bytes()
    try:
        importlib.import_module("import_crds").generate(tmp_path / "imports", node_modules)
    except RuntimeError as error:
        pytest.skip(f"the CRDs cannot be fetched: {error}")
    assert tree(tmp_path / "imports") == tree(root / "imports")
    assert (root / "cdk8s.yaml").read_bytes() == configuration
