"""Writes docs/rules.md from the docstrings of the checks: `python scripts/rules_page.py`."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
CHECKS: Final = ROOT / "nexus_gitops" / "checks"
PAGE: Final = ROOT / "docs" / "rules.md"
_HELPERS: Final = frozenset({"__init__.py", "sarif.py"})
_ARGUMENTS: Final = re.compile(r"\n\n(?:Args|Raises|Returns):\n.*", re.DOTALL)
_HEAD: Final = """\
# Rules

What `nexus-gitops validate` and `publish` hold every manifest to. Written by
`python scripts/rules_page.py` from the checks themselves: change it there.

A finding names the rule, the object, the field, what is wrong and the way out. An error stops a
publish; rules that are only a warning say so. Rules `refused-<subject>`, `syntax-<subject>` and
`schema` tell what an API server refuses in any of the Kubernetes versions of the environment; the
others, what it takes and never works, or is dangerous.
"""


def page() -> str:
    """The text of the page."""
    top = [*_modules(CHECKS), *_modules(CHECKS / "secrets")]
    sections = [_section(path, "##") for path in top]
    refusals = CHECKS / "refusals"
    head = _documentation(refusals / "__init__.py")
    parts = [_section(path, "###") for path in _modules(refusals)]
    body = "\n\n".join(part for part in (*sections, f"## {head}", *parts) if part)
    return f"{_HEAD}\n{body}\n"


def main() -> None:
    """Writes the page."""
    PAGE.write_text(page(), encoding="utf-8", newline="\n")


def _modules(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.glob("*.py")) if path.name not in _HELPERS)


def _section(path: Path, level: str) -> str:
    """A module that has rules; "" for one that has none."""
    told = [text for text in _functions(path) if "`" in text and re.search(r"\bRules?\b", text)]
    head = _documentation(path)
    return "\n\n".join((f"{level} {head}", *told)) if told else ""


def _functions(path: Path) -> Iterator[str]:
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield _ARGUMENTS.sub("", ast.get_docstring(node) or "")


def _documentation(path: Path) -> str:
    """Heading and text of a module's docstring."""
    first, _, rest = inspect.cleandoc(
        ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    ).partition("\n\n")
    heading = " ".join(first.split()).removesuffix(".")
    heading = re.sub(r"^Checks (?:that )?", "", heading)
    heading = heading[0].upper() + heading[1:]
    return f"{heading}\n\n{rest}" if rest else heading


if __name__ == "__main__":
    main()
