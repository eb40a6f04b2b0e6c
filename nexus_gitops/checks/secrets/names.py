"""What a name says of the value that it is given to: `DB_PASSWORD_1`, `bindPW`, `checksum/config`.

Only the end of a name counts: `TOKEN_TTL` and `PASSWORD_FILE` hold no secret.
"""

import re
from enum import Enum, auto
from functools import lru_cache
from typing import Final

from nexus_gitops.checks.secrets import vocabulary


class Meaning(Enum):
    """What is kept under a name.

    `PASSWORD` may be any word. What is `ISSUED` (a token, a key) is no plain word, and an
    `OBJECT` is most often the name of a Secret, as in `TLS_SECRET`. A `KEY` of unknown use
    and a `LOGIN` (`user:password`) are secret where their value looks so. What is random
    under a `PUBLIC` name is none: a digest, an id, a certificate.
    """

    PASSWORD = auto()
    ISSUED = auto()
    OBJECT = auto()
    KEY = auto()
    LOGIN = auto()
    PUBLIC = auto()
    NOTHING = auto()


_ENDS_IN_PASS: Final = re.compile(
    r"(?<!com)(?<!by)(?<!tres)(?<!sur)(?<!over)(?<!under)(?<!low)(?<!high)(?<!band)(?<!all)"
    r"(?<!multi)(?<!proxy)(?<!cgi)(?<!grpc)(?<!memcached)pass$"
)
_OBJECT_ENDINGS: Final = ("secret", "secrets", "credentials", "credential")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_GAP: Final = re.compile(r"[\W_]+")
_EXTENSION: Final = re.compile(
    r"\.(?:txt|dat|bin|conf|cfg|env|properties|b64|base64|json|ya?ml|ini|xml|toml)$", re.IGNORECASE
)
_LONGEST: Final = 200  # characters; a longer text is no name


@lru_cache(maxsize=8192)  # the names of API fields come again in every object
def words(name: str) -> tuple[str, ...]:
    """The words of a name, folded: `("db", "password", "1")` of `dbPassword_1`."""
    parts = _GAP.split(_HUMP.sub(" ", name[-_LONGEST:]))
    return tuple(vocabulary.folded(part) for part in parts if part)


@lru_cache(maxsize=8192)
def meaning(name: str) -> Meaning:
    """What a value under `name` is; of a path (`auth.password`) the end counts."""
    said = words(_EXTENSION.sub("", name))
    if not said or said[0] in vocabulary.DENYING:
        return Meaning.NOTHING
    if not vocabulary.CHECKSUMS.isdisjoint(said) or said[-2:] == ("site", "key"):
        return Meaning.PUBLIC
    is_of_an_object = "existing" in said
    said = _without_suffixes(said)
    if _is_password(said):
        return Meaning.PASSWORD
    if is_of_an_object:
        return Meaning.OBJECT
    credential = _credential(said)
    if credential is not Meaning.NOTHING:
        return Meaning.PUBLIC if vocabulary.MADE_PUBLIC & set(said) else credential
    last = said[-1]
    if vocabulary.PUBLIC_ANYWHERE & set(said) or (
        last in vocabulary.PUBLIC_LAST
        and not (len(said) > 1 and said[-2] in vocabulary.IDS_THAT_OPEN)
    ):
        return Meaning.PUBLIC
    return Meaning.NOTHING


def is_counted(name: str) -> bool:
    """Whether a number under `name` only counts, as in `MIN_PASSWORD` and `MAX_TOKENS`."""
    said = words(name)
    return bool(vocabulary.COUNTING & set(said)) or (
        bool(said) and said[-1] in ("tokens", "passes", "pass")
    )


def speaks_of_a_secret(text: str) -> bool:
    """Whether a word of `text` is one for a secret, as in a label: `Password`, `密码`."""
    return any(_says_password(word) or _says_issued(word) for word in words(text))


def _without_suffixes(said: tuple[str, ...]) -> tuple[str, ...]:
    while len(said) > 1:
        last = re.sub(r"\d+$", "", said[-1]) or said[-1]
        about_a_hash = last in vocabulary.ABOUT_A_HASH and _says_password(said[-2])
        of_an_owner = said[-1] in vocabulary.OWNERS and _says_password(said[-2])
        if not (
            last.isdecimal()
            or said[-1] in vocabulary.SUFFIXES
            or about_a_hash
            or of_an_owner
            or len(last) == 1
        ):
            break
        said = said[:-1]
    if not said:
        return said
    *before, last = said
    return (*before, _numberless(last))


def _numberless(word: str) -> str:
    """`password` of `password2`; but `sha256` and `ed25519` stay."""
    bare = word.rstrip("0123456789")
    return bare if bare and (_says_password(bare) or _says_issued(bare)) else word


def _is_password(said: tuple[str, ...]) -> bool:
    last = said[-1]
    if last == "pass" and len(said) > 1 and said[-2] in vocabulary.BEFORE_ANOTHER_PASS:
        return False
    return _says_password(last)


def _says_password(word: str) -> bool:
    return not word.startswith("nopass") and (
        word in vocabulary.PASSWORD_WORDS
        or word.endswith(vocabulary.PASSWORD_ENDINGS)
        or (word.endswith("pwd") and word != "oldpwd")
        or (word.endswith("pw") and word[:-2] in vocabulary.BEFORE_PW)
        or _ENDS_IN_PASS.search(word) is not None
    )


def _says_issued(word: str) -> bool:
    return (
        word in vocabulary.ISSUED_WORDS
        or word in vocabulary.OBJECT_WORDS
        or word.endswith(vocabulary.ISSUED_ENDINGS)
    )


def _credential(said: tuple[str, ...]) -> Meaning:
    *before, last = said
    qualifiers = set(before)
    if last in vocabulary.OBJECT_WORDS or last.endswith(_OBJECT_ENDINGS):
        if qualifiers & vocabulary.OF_AN_OBJECT and before[-1:] != ["client"]:
            return Meaning.OBJECT
        return Meaning.ISSUED
    if last in ("id", "ids") and before[-1:] == ["secret"]:
        return Meaning.ISSUED
    if _says_issued(last):
        return Meaning.ISSUED
    if last in ("key", "keys") or (
        last.endswith("key") and last[:-3] in vocabulary.KEYS_OF_CREDENTIALS
    ):
        return _key(before)
    if last == "base" and before[-1:] == ["key"]:
        return Meaning.ISSUED
    if last == "cookie" and qualifiers & {"erlang", "session", "auth"}:
        return Meaning.ISSUED
    return Meaning.LOGIN if last in vocabulary.LOGIN_WORDS else Meaning.NOTHING


def _key(before: list[str]) -> Meaning:
    if not before or before[-1] in vocabulary.KEYS_OF_ANOTHER_KIND:
        return Meaning.NOTHING
    return Meaning.ISSUED if before[-1] in vocabulary.KEYS_OF_CREDENTIALS else Meaning.KEY


def names_a_value(name: str) -> bool:
    """Whether what `name` calls a secret is its value, as `JWT_SECRET`, and not an object's name."""
    said = _without_suffixes(words(name))
    return (
        bool(vocabulary.OF_A_VALUE & set(said[:-1])) or not set(said[-1:]) & vocabulary.OBJECT_WORDS
    )
