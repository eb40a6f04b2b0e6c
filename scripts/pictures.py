"""Draws the pictures of the documents from the environments: `python scripts/pictures.py [--check]`."""

import sys
from pathlib import Path
from typing import Final

from nexus_gitops.operations.graph import rendered_graph, to_svg

FOLDER: Final = Path(__file__).parents[1] / "docs" / "images"
ENVIRONMENTS: Final = ("dev", "staging")


def pictures() -> dict[Path, str]:
    """Text by file."""
    return {FOLDER / f"{name}.svg": to_svg(rendered_graph(name)) for name in ENVIRONMENTS}


def main() -> int:
    """Writes what differs, or with --check only tells it; then the exit code is 1."""
    checking = sys.argv[1:] == ["--check"]
    differing = [
        (path, text)
        for path, text in pictures().items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    for path, text in differing:
        print(f"~ {path.relative_to(FOLDER.parents[1])}")
        if not checking:
            path.write_text(text, encoding="utf-8", newline="\n")
    return int(checking and bool(differing))


if __name__ == "__main__":
    sys.exit(main())
