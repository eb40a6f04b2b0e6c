"""Credentials that are known by the name they are kept under, as `DATABASE_PASSWORD=...`."""

import re
from typing import Final

from nexus_gitops.checks.secrets.shapes import is_reference

_MEMORIZED = r"(?:pass(?:word|wd|phrase|code)|(?<![a-z])(?:pass|pwd)|requirepass|masterauth)"
_KEY = (
    r"(?:(?:api|access|secret|private|signing|encryption|auth|account|master|shared|hmac)"
    r"[._-]?key)"
)
_ISSUED = rf"(?:secret|token|credential|{_KEY})"

# Only the end of a name counts: TOKEN_TTL and PASSWORD_FILE hold no secret.
_NAME: Final = re.compile(rf"(?:{_MEMORIZED}|{_ISSUED})(?P<plural>s?)$", re.IGNORECASE)
_ASSIGNMENT: Final = re.compile(
    rf"""
    (?:(?P<password>{_MEMORIZED})|{_ISSUED})s?["']?
    (?:
      (?: [ \t]*(?:=>|:=|=(?!=))[ \t]* | :[ \t]* | [ \t]+:[ \t]+ | [ \t]+(?=["']) )
      (?: "(?P<double>[^"\s]+)" | '(?P<single>[^'\s]+)' )
    | [ \t]*(?:=>|:=|=(?!=))[ \t]*
      (?P<bare>[^\s"'`,;&(){{}}\[\]<>$]+)(?=[\s,;&}}\]]|$)
    | [ \t]*:[ \t]+
      (?P<last>[^\s"'`,;&(){{}}\[\]<>$]+)(?=[ \t]*(?:[,;&}}\]#]|$))
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ASSIGNMENT_HINTS: Final = ("pass", "pwd", "secret", "token", "credential", "key", "auth")

_NOT_A_SECRET: Final = re.compile(
    r"true|false|yes|no|on|off|enabled|disabled|required|optional|none|null|nil|undefined"
    r"|auto|default|string|str|text|varchar|bytes|object|int|integer|number|uuid",
    re.IGNORECASE,
)
_FILE_OR_URL: Final = re.compile(r"(?:\.{0,2}/[\w.-]+){2,}/?|[a-z][a-z0-9+.-]*://\S*")
_IDENTIFIER: Final = re.compile(
    r"[a-z]+(?:[-_./:][a-z0-9]+)*"  # nexus-secrets
    r"|[A-Z]+(?:_[A-Z0-9]+)+"  # JWT_SECRET
    r"|\.?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+"  # process.env.TOKEN
)


def is_literal_secret(name: str, value: str) -> bool:
    """Whether `name` says that it is kept secret (`JWT_SECRET`, `apiKey`) and `value` is literal.

    A switch, a count (`MAX_TOKENS`), a file, a URL or a reference is not.
    """
    match = _NAME.search(name)
    if match is None or name.startswith("--no-"):
        return False
    is_count = bool(match["plural"]) and value.isdecimal()
    return not is_count and _is_literal(value.strip())


def assigned_literal(line: str) -> int:
    """Length of the first literal that `line` gives to a secret's name; 0 if there is none.

    Reads shell, YAML, JSON, INI, SQL and command-line flags. A text may well say
    `secret: nexus-secrets` and mean a name, so a plain word counts only as a password.
    """
    lower = line.lower()
    if not any(hint in lower for hint in _ASSIGNMENT_HINTS):
        return 0
    for match in _ASSIGNMENT.finditer(line):
        value = match["double"] or match["single"] or match["bare"] or match["last"]
        if _is_literal(value) and not _means_a_name(value, is_password=bool(match["password"])):
            return len(value)
    return 0


def _is_literal(value: str) -> bool:
    return not (
        not value
        or _NOT_A_SECRET.fullmatch(value)
        or _FILE_OR_URL.fullmatch(value)
        or is_reference(value)
    )


def _means_a_name(value: str, *, is_password: bool) -> bool:
    """`JWT_SECRET`, `config.password`; but a password may be any other word, as `nexus`."""
    is_identifier = _IDENTIFIER.fullmatch(value) is not None
    if is_password:
        return is_identifier and not value.islower() and _NAME.search(value) is not None
    return is_identifier or value.isdecimal()
