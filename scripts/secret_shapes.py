"""Writes the forms of credentials that gitleaks knows: `python scripts/secret_shapes.py`.

Needs Go, which fetches gitleaks' module. Its rules are regular expressions of Go's RE2; what
Python's `re` writes otherwise is translated, and what cannot be is refused by name. The same
module gives the same bytes.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from go_modules import GoModule

OUTPUT: Final = (
    Path(__file__).parent.parent / "nexus_gitops" / "checks" / "secrets" / "gitleaks.jsonl"
)
GITLEAKS: Final = GoModule(
    path="github.com/zricethezav/gitleaks/v8",
    version="v8.30.1",
    checksum="h1:PmEvCfVI7ti9dV3s5aMZUY7sS2GxRvG3yzih7E+cS3w=",
)
CONFIG: Final = "config/gitleaks.toml"

_JUDGED_OTHERWISE: Final = "the guard judges it by structure, or by its name"
_PUBLIC: Final = "its issuer documents it as public: alone it opens nothing"
LEFT_OUT: Final[Mapping[str, str]] = {
    "generic-api-key": _JUDGED_OTHERWISE,
    "private-key": _JUDGED_OTHERWISE,
    "jwt": _JUDGED_OTHERWISE,
    "curl-auth-header": _JUDGED_OTHERWISE,
    "curl-auth-user": _JUDGED_OTHERWISE,
    "adobe-client-id": _PUBLIC,
    "asana-client-id": _PUBLIC,
    "bitbucket-client-id": _PUBLIC,
    "discord-client-id": _PUBLIC,
    "flutterwave-public-key": _PUBLIC,
    "linkedin-client-id": _PUBLIC,
    "lob-pub-api-key": _PUBLIC,
    "looker-client-id": _PUBLIC,
    "mailgun-pub-key": _PUBLIC,
    "messagebird-client-id": _PUBLIC,
    "new-relic-browser-api-token": _PUBLIC,
    "new-relic-user-api-id": _PUBLIC,
    "plaid-client-id": _PUBLIC,
    "sendbird-access-id": _PUBLIC,
    "sumologic-access-id": _PUBLIC,
}
"""Why a rule is left out, by its id; those that ask for a file's name are left out too."""

# Both only widen where source code would begin and end a value, which a manifest does not.
_LAZY: Final = r"[\w.-]{0,50}?"
_BEGINNING: Final = re.compile(rf"(?:\(\?i:|{re.escape(_LAZY)})*")
_END_OF_SOURCE: Final = re.compile(
    re.escape(r"(?:[\x60'") + r"\\?" + re.escape(r'"\s;]|\\[nr]|\Z') + r"(?:\|\\b)?\)"
)
_END_OF_VALUE: Final = r"(?![\w-])"

_ESCAPES: Final = frozenset("wWdDsSbBntrfvx")
_POSIX: Final = {"[:alnum:]": "a-zA-Z0-9", "[:alpha:]": "a-zA-Z", "[:digit:]": "0-9"}
_FLAGS: Final = re.compile(r"\(\?([a-zA-Z]*(?:-[a-zA-Z]+)?)([:)])")
_NAMED: Final = re.compile(r"\(\?P?<\w+>")
_PERMITTED_FLAGS: Final = frozenset("is-")


class UntranslatableError(ValueError):
    """A pattern holds what Python's `re` has no words for."""


@dataclass(slots=True)
class _Group:
    """A group that is open: the flags that were set inside it, as `(?i:`, are open too."""

    flags: list[str] = field(default_factory=list)


def translate(pattern: str) -> str:
    """Python's form of a pattern of RE2 (https://github.com/google/re2/wiki/Syntax).

    Flags in the middle of a group become a group of their own, `$` and `\\z` become `\\Z`,
    POSIX classes are written out, and names of groups are dropped. The result is meant
    for `re.ASCII`, as RE2's classes are.

    Raises:
        UntranslatableError: it holds something else that differs.
    """
    written: list[str] = []
    groups = [_Group()]
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            piece, at = _escape(pattern, at)
        elif char == "[":
            piece, at = _character_class(pattern, at)
        elif flags := _FLAGS.match(pattern, at):
            piece, at = f"(?{_permitted(flags[1])}:", flags.end()
            if flags[2] == ")":
                groups[-1].flags.append(piece)
            else:
                groups.append(_Group())
        elif char == "(":
            named = _NAMED.match(pattern, at)
            if pattern.startswith("(?", at) and named is None:
                raise UntranslatableError(f"the group at {pattern[at : at + 8]!r}")
            piece, at = "(", named.end() if named else at + 1
            groups.append(_Group())
        elif char == ")":
            piece, at = ")" * (1 + len(groups.pop().flags)), at + 1
        elif char == "|":
            flags_here = groups[-1].flags
            piece, at = ")" * len(flags_here) + "|" + "".join(flags_here), at + 1
        elif char == "$":
            piece, at = r"\Z", at + 1
        elif re.match(r"\{,\d+\}", pattern[at:]):
            raise UntranslatableError("a repetition without a lower bound, which RE2 reads as text")
        else:
            piece, at = char, at + 1
        written.append(piece)
    written.append(")" * len(groups.pop().flags))
    return "".join(written)


def _permitted(flags: str) -> str:
    if not set(flags) <= _PERMITTED_FLAGS:
        raise UntranslatableError(f"the flags {flags!r}")
    return flags


def _escape(pattern: str, at: int) -> tuple[str, int]:
    char = pattern[at + 1 : at + 2]
    if char == "z":
        return r"\Z", at + 2
    if char.isalnum() and (char not in _ESCAPES or pattern.startswith("\\x{", at)):
        raise UntranslatableError(f"the escape \\{char}")
    return pattern[at : at + 2], at + 2


def _character_class(pattern: str, at: int) -> tuple[str, int]:
    start = re.compile(r"\[\^?\]?").match(pattern, at)
    assert start is not None  # noqa: S101 the caller saw the bracket
    written = [start.group()]
    at = start.end()
    while pattern[at] != "]":
        if pattern.startswith("[:", at):
            name = pattern[at : pattern.index(":]", at) + 2]
            if name not in _POSIX:
                raise UntranslatableError(f"the class {name}")
            piece, at = _POSIX[name], at + len(name)
        elif pattern[at] == "\\":
            piece, at = _escape(pattern, at)
        else:
            # Python keeps `[`, `&&`, `||` and `~~` in a class for set operations to come.
            char = pattern[at]
            piece, at = f"\\{char}" if char in "[&|~" else char, at + 1
        written.append(piece)
    return "".join((*written, "]")), at + 1


def secret_shapes() -> str:
    """The shapes as the file has them, one JSON object a line.

    Raises:
        FileNotFoundError: Go is not installed.
        RuntimeError: the module cannot be fetched, or is not the one that is pinned.
        UntranslatableError: a pattern cannot be translated.
    """
    with GITLEAKS.open() as archive:
        config = tomllib.loads(archive.read(GITLEAKS.folder + CONFIG).decode())
    return "".join(f"{json.dumps(shape, ensure_ascii=False)}\n" for shape in shapes(config))


def shapes(config: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A shape for each rule of gitleaks' configuration that is not left out.

    Raises:
        KeyError: `LEFT_OUT` names a rule that does not exist any more.
        UntranslatableError: a pattern cannot be translated; it names the rule.
    """
    rules = {rule["id"]: rule for rule in config["rules"]}
    if gone := LEFT_OUT.keys() - rules.keys():
        raise KeyError(", ".join(sorted(gone)))
    for name, rule in sorted(rules.items()):
        if name not in LEFT_OUT and "path" not in rule:
            yield _shape(name, rule)


def _shape(name: str, rule: Mapping[str, Any]) -> dict[str, Any]:
    try:
        pattern = _widened(translate(rule["regex"]))
        allowed = [translate(text) for text in _allowed(rule)]
        for text in (pattern, *allowed):
            re.compile(text, re.ASCII)
    except (UntranslatableError, re.error) as error:
        raise UntranslatableError(f"gitleaks' rule {name}: {error}") from error
    return {
        "name": name,
        "keywords": sorted({word.lower() for word in rule["keywords"]}),
        "source": pattern,
        "least_entropy": rule.get("entropy", 0),
        "group": rule.get("secretGroup", 0),
        "allowed": allowed,
    }


def _widened(pattern: str) -> str:
    beginning = _BEGINNING.match(pattern)
    assert beginning is not None  # noqa: S101 it matches the empty text
    rest = _END_OF_SOURCE.sub(lambda _: _END_OF_VALUE, pattern[beginning.end() :])
    return beginning.group().replace(_LAZY, "") + rest


def _allowed(rule: Mapping[str, Any]) -> Iterator[str]:
    for entry in rule.get("allowlists", ()):
        if "paths" in entry and "regexes" not in entry:
            continue
        if entry.keys() - {"regexes", "description"}:
            raise UntranslatableError(f"an allowlist with {sorted(entry)}")
        yield from entry["regexes"]


def main() -> None:
    """Writes the file."""
    OUTPUT.write_text(secret_shapes(), "utf-8")


if __name__ == "__main__":
    main()
