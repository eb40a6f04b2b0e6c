"""Where the figures go."""

from pathlib import Path

REPORT = Path(__file__).parents[2] / "docs" / "benchmarks-services.md"
