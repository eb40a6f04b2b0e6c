"""docs/rules.md is what the checks say of themselves, and leaves out none of their rules."""

import importlib
import re
from pathlib import Path

import pytest

LITERAL = re.compile(
    r"""(?:rule=|RULE: Final = |\.(?:found|refused)\(\s*)f?"([a-z]+(?:-[a-z{}]+)+)\""""
    r"""|: Final = "(refused-[a-z-]+)\""""
)


@pytest.fixture
def rules_page(root: Path) -> str:
    return str(importlib.import_module("rules_page").page())


def test_it_is_up_to_date(root: Path, rules_page: str) -> None:
    assert (root / "docs" / "rules.md").read_text("utf-8") == rules_page


def test_every_rule_is_in_it(root: Path, rules_page: str) -> None:
    found = {
        rule
        for path in (root / "nexus_gitops" / "checks").rglob("*.py")
        for rule in map("".join, LITERAL.findall(path.read_text("utf-8")))
    }
    known = set(re.findall(r"`([a-z-]+(?:<[a-z]+>)?)`", rules_page))
    families = tuple(rule.partition("<")[0] for rule in known if "<" in rule)
    missing = {rule for rule in found if not _is_told(rule, known, families)}
    assert len(found) > 100
    assert missing == set()


def _is_told(rule: str, known: set[str], families: tuple[str, ...]) -> bool:
    """Whether the page has a rule: by its id, or by its family."""
    prefix, brace, _ = rule.partition("{")
    return (
        rule in known
        or prefix.startswith(families)
        or (bool(brace) and any(other.startswith(prefix) for other in known))
    )
