"""The commands that a document tells its readers to type."""

import re
from pathlib import Path
from typing import Final

_BLOCK: Final = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
_FENCED: Final = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_QUOTED: Final = re.compile(r"`([^`]+)`")


def typed(page: Path, program: str) -> list[str]:
    """The lines of blocks of shell that begin with a program, without what is said of them."""
    blocks = _BLOCK.findall(page.read_text("utf-8"))
    lines = [line.partition("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith(f"{program} ")]


def quoted(page: Path, program: str) -> list[str]:
    """What is quoted in sentences and tables, and begins with a program."""
    spans = _QUOTED.findall(_FENCED.sub("", page.read_text("utf-8")))
    lines = [" ".join(span.split()) for span in spans]
    return [line for line in lines if line.startswith(f"{program} ")]
