"""What goes to a terminal beside results: text of others made safe, and what is for debugging."""

import os
import sys


def debug(text: str) -> None:
    """Say on stderr what only matters to whoever set NEXUS_GITOPS_DEBUG."""
    if os.environ.get("NEXUS_GITOPS_DEBUG"):
        print(f"nexus-gitops: debug: {printable(text)}", file=sys.stderr)


def printable(text: str) -> str:
    """`text` with everything escaped that a terminal would obey instead of show."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def counted(number: int, thing: str) -> str:
    """`number` of `thing`, whose plural ends with an s: 1 file, 2 files."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
