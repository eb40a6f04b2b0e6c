"""Literals that a text gives to a secret's name: `DATABASE_PASSWORD=...`, `password: "..."`.

Reads shell, YAML, JSON, INI, properties, SQL, HCL and command-line flags, line by line; what
is a document as a whole is read by its structure instead.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from nexus_gitops.checks.secrets.names import Meaning, meaning
from nexus_gitops.checks.secrets.values import is_secret

_NAME: Final = re.compile(
    r"""(?<![\w.$%-])(?P<name>[\w.-]{1,100})(?P<closed>["'\]]{0,2})
        (?P<sign>[ \t]{0,20}(?:=>|:=|\+=|\?=|=(?!=)|:(?!=|:))[ \t]{0,20}|[ \t]{1,20})""",
    re.VERBOSE,
)
_QUOTED: Final = re.compile(
    r"""(?P<quote>["'`])(?P<value>(?:(?!(?P=quote))[^\\\n]|\\.){1,400})(?P=quote)"""
)
_BARE: Final = re.compile(r"""[^\s"'`,;&(){}\[\]<>|]{1,512}(?=[\s"'`,;&)}\]|]|$)""")
_LAST: Final = re.compile(r"""[^\s"'`,;&(){}\[\]<>|]{1,512}(?=[ \t]*(?:[,;&}\]#]|$))""")
_WHOLE_LINE: Final = re.compile(r"^\s*(?:export\s+|set\s+|ENV\s+|ARG\s+|-\s+)?[\w.-]{1,100}$")
_UNQUOTED_REST: Final = re.compile(r"""[^\s"'`]{1,512}$""")
_CALL: Final = re.compile(r"[\w.]+\(.*\)?;?$")
_WORDS_TO_THE_END: Final = re.compile(
    r"[^\s\"'`<>{}()\[\]$#;=:|&]+(?: [^\s\"'`<>{}()\[\]$#;=:|&]+){1,12}$"
)
_DIRECTIVE: Final = re.compile(r"\s*[\w.-]{1,100}$")
_NAME_AND_VALUE: Final = re.compile(
    r"""(?:\b|["'])(?:[Nn]ame|[Kk]ey|NAME|KEY)["']?\s{0,4}[:=]\s{0,4}["']?(?P<name>[\w.-]{2,100})["']?\s{0,4},?\s{0,40}
        ["']?(?:[Vv]alue|VALUE)["']?\s{0,4}[:=]\s{0,4}(?:["'](?P<quoted>[^"'\n]{1,400})["']|(?P<bare>[^\s"',}{\[\]]{1,400}))""",
    re.VERBOSE,
)


_CALL_WITH_BOTH: Final = re.compile(
    r"""\b(?:define|set|put|add|env|def|const)\w{0,30}\(\s{0,9}["'](?P<name>[\w.-]{2,100})["']\s{0,9},\s{0,9}
        (?:["'](?P<quoted>[^"'\n]{1,400})["']|(?P<bare>\d{1,40}))\s{0,9}\)""",
    re.VERBOSE,
)


_WRITTEN_TO_A_FILE: Final = re.compile(
    r"""\b(?:echo|printf)\s{1,9}(?:-\w{1,3}\s{1,9})?(?:["'](?P<quoted>[^"'\n]{1,400})["']|(?P<bare>[^\s"'|;&<>]{1,400}))
        \s{0,9}>{1,2}\s{0,9}["']?(?:[\w./$-]{0,200}/)?(?P<name>[\w.-]{1,100})""",
    re.VERBOSE,
)
_PAIRS: Final = (_NAME_AND_VALUE, _CALL_WITH_BOTH, _WRITTEN_TO_A_FILE)
_MAY_PAIR: Final = re.compile("[\"'>]")  # most texts have none
_INSERTED: Final = re.compile(
    r"insert\s{1,9}into\s{1,9}\S{1,100}\s{0,9}\((?P<names>[^()]{1,500})\)"
    r"\s{0,9}values\s{0,9}\((?P<values>[^()]{1,2000})\)",
    re.IGNORECASE,
)


def assigned_literal(line: str) -> str:
    """The first literal that `line` gives to a secret's name; "" if there is none.

    A text may well say `secret: nexus-secrets` and mean a name, so a plain word counts only
    as a password.
    """
    return next(_literals(line.replace('\\"', '"')), "")


def paired_literal(text: str) -> str:
    """The first literal that `text` gives to a secret's name in another way than by a sign.

    As in `{"name": "DB_PASSWORD", "value": "..."}`, `define("DB_PASSWORD", "...")`, a row that SQL
    inserts, or what a shell writes into a file of that name.
    """
    return next(
        (value for name, value in _pairs(text) if is_secret(name, value, is_setting=True)), ""
    )


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    if not _MAY_PAIR.search(text):
        return
    for match in chain.from_iterable(form.finditer(text) for form in _PAIRS):
        yield match["name"], match["quoted"] or match["bare"]
    for match in _INSERTED.finditer(text):
        columns, values = (
            re.split(r"\s*,\s*", match[part].strip()) for part in ("names", "values")
        )
        for name, value in zip(columns, values, strict=False):
            if value.startswith("'"):
                yield name, value.strip("'")


def _literals(line: str) -> Iterator[str]:
    at = 0
    while match := _NAME.search(line, at):
        at = match.end("name")
        said = meaning(match["name"])
        if said not in (Meaning.NOTHING, Meaning.PUBLIC):
            for value in _values(line, match, said):
                if is_secret(match["name"], value, is_setting=False):
                    yield value


def _values(line: str, match: re.Match[str], said: Meaning) -> Iterator[str]:
    sign, start = match["sign"], match.end()
    before = line[: match.end("name")]
    if quoted := _QUOTED.match(line, start):
        if sign[:1].isspace() and sign[-1:] == ":":  # psql's `PASSWORD :'variable'`
            return
        if quoted["quote"] == "`" and " " in quoted["value"]:  # a command of a shell
            return
        if sign.strip() or _takes_a_word(match, said):
            yield quoted["value"]
        return
    if "=" in sign:
        if _WHOLE_LINE.match(before) and (rest := _UNQUOTED_REST.match(line, start)):
            if not _CALL.match(rest.group()):
                yield rest.group()
        elif bare := _BARE.match(line, start):
            yield bare.group()
        yield from _words(line, before, start, said)
    elif ":" in sign:
        if sign.endswith((" ", "\t")):
            if last := _LAST.match(line, start):
                yield last.group()
        elif said is Meaning.PASSWORD and _WHOLE_LINE.match(before):
            rest = _UNQUOTED_REST.match(line, start)
            if rest and not re.search(r"[:/]", rest.group()):
                yield rest.group()
    elif said is Meaning.PASSWORD and _DIRECTIVE.match(before):
        rest = re.compile(r"[^\s\"'`;]{1,512}(?=[ \t]*;?$)").match(line, start)
        if rest and re.search(r"\d", rest.group()):
            yield rest.group()


def _takes_a_word(match: re.Match[str], said: Meaning) -> bool:
    """Whether a value may follow without a sign, as SQL has it: `PASSWORD 'x'`."""
    return said is Meaning.PASSWORD and not match["closed"] and match["name"].lower() != "pass"


def _words(line: str, before: str, start: int, said: Meaning) -> Iterator[str]:
    """A pass phrase without quotes, to the end of its line."""
    if said is Meaning.PASSWORD and _WHOLE_LINE.match(before):
        phrase = _WORDS_TO_THE_END.match(line, start)
        if phrase:
            yield phrase.group()
