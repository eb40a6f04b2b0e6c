"""The committed shapes are what the script makes of gitleaks' rules, in Python's words."""

import importlib
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def secret_shapes(root: Path) -> ModuleType:
    return importlib.import_module("secret_shapes")


def test_the_shapes_are_up_to_date(root: Path, secret_shapes: ModuleType) -> None:
    if not shutil.which("go"):
        pytest.skip("Go, which fetches gitleaks, is not installed")
    try:
        made = secret_shapes.secret_shapes()
    except RuntimeError as error:
        pytest.skip(f"gitleaks cannot be fetched: {error}")
    assert made == secret_shapes.OUTPUT.read_text("utf-8")


@pytest.mark.parametrize(
    ("pattern", "meets", "meets_not"),
    [
        (r"\b(p8e-(?i)[a-z]{4})\b", ["p8e-ABCD", "p8e-abcd"], ["P8E-abcd"]),
        (r"(a(?i)b|c)d", ["abd", "aBd", "Cd", "cd"], ["Abd", "abD", "cD"]),
        (r"(?i)key(?-i:[ab])", ["KEYa"], ["KEYA"]),
        (r"^a$", ["a"], ["a\n"]),
        (r"a\z", ["a"], ["a\n"]),
        (r"[[:alnum:]_-]+\z", ["a_9-"], ["a+"]),
        (r"[[.]", ["[", "."], ["]"]),
        (r"[^]a]", ["b"], ["]", "a"]),
        (r"(?P<name>a)(?P<other>b)", ["ab"], ["ba"]),
        (r"(?s:.)x", ["\nx"], ["x"]),
        (r"\x60\.\w", ["`.a"], ["`aa", "`.ä"]),
    ],
)
def test_pattern_means_in_python_what_it_means_in_re2(
    secret_shapes: ModuleType, pattern: str, meets: list[str], meets_not: list[str]
) -> None:
    translated = re.compile(secret_shapes.translate(pattern), re.ASCII)
    assert [text for text in meets if not translated.search(text)] == []
    assert [text for text in meets_not if translated.match(text)] == []


@pytest.mark.parametrize(
    "pattern",
    [r"\pL+", r"\Qa.b\E", r"(?U)a+", r"(?m)^a$", r"\C", r"[[:punct:]]", r"\x{10FFFF}", r"a{,3}"],
)
def test_what_python_has_no_words_for_is_refused(secret_shapes: ModuleType, pattern: str) -> None:
    with pytest.raises(secret_shapes.UntranslatableError):
        secret_shapes.translate(pattern)


def rule(**fields: object) -> dict[str, object]:
    return {"id": "x-token", "regex": "x", "keywords": ["x"], **fields}


def test_refusal_names_the_rule(secret_shapes: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret_shapes, "LEFT_OUT", {})
    with pytest.raises(secret_shapes.UntranslatableError, match=r"x-token.*escape"):
        list(secret_shapes.shapes({"rules": [rule(regex=r"\pL")]}))
    with pytest.raises(secret_shapes.UntranslatableError, match=r"x-token.*allowlist"):
        list(secret_shapes.shapes({"rules": [rule(allowlists=[{"regexTarget": "line"}])]}))


def test_rule_that_is_left_out_must_exist(
    secret_shapes: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secret_shapes, "LEFT_OUT", {"gone": "a reason"})
    with pytest.raises(KeyError, match="gone"):
        list(secret_shapes.shapes({"rules": [rule()]}))


def test_rule_for_files_of_a_name_is_left_out(
    secret_shapes: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secret_shapes, "LEFT_OUT", {})
    assert list(secret_shapes.shapes({"rules": [rule(path=r"\.php$")]})) == []
