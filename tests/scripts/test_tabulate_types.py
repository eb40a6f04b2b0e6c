"""The committed tables are what the installed packages say, to the byte."""

import importlib
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def tabulate(root: Path) -> Any:
    """The script, imported."""
    return importlib.import_module("tabulate_types")


def test_the_tables_are_up_to_date(tabulate: Any, root: Path) -> None:
    drawn = tabulate.outputs()

    assert {path: path.read_text("utf-8") for path in drawn} == drawn
    assert {path.parent for path in drawn if path.name == "table.jsonl"} == {
        bindings.parent for bindings in (root / "imports").rglob("_jsii")
    }


def test_code_of_another_form_is_not_tabulated(tabulate: Any) -> None:
    """A new cdk8s may write a field in another way; the engine must learn it first."""
    source = tabulate.read("imports.io.argoproj")
    (first, *others) = source.written["ApplicationSpecSourceDirectory"]
    wire, code = first
    source.written["ApplicationSpecSourceDirectory"] = [(wire, f"{code}.trim()"), *others]

    with pytest.raises(ValueError, match=r"ApplicationSpecSourceDirectory\.\w+ is written by"):
        tabulate.table(source)
