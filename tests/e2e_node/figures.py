"""What the tests measured, for docs/live.md; how fast a machine is decides no test."""

import json
from typing import Final

from tests.cli.conftest import ROOT

_FILE: Final = ROOT / ".cache" / "e2e-node.json"


def forget() -> None:
    """Begin anew."""
    _FILE.unlink(missing_ok=True)


def record(what: str, figure: object) -> None:
    """Keep a figure."""
    _FILE.parent.mkdir(exist_ok=True)
    _FILE.write_text(json.dumps({**recorded(), what: str(figure)}, indent=2) + "\n")


def recorded() -> dict[str, str]:
    """All that are kept."""
    found: dict[str, str] = json.loads(_FILE.read_text()) if _FILE.exists() else {}
    return found
