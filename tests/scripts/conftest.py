"""The scripts are no package, so they are imported from their folder."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def root(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The checkout, with its scripts importable."""
    monkeypatch.syspath_prepend(ROOT / "scripts")
    return ROOT
