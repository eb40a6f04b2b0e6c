"""What a value is: a reference to a secret, a word, a path, or a literal that must not be told."""

import math
import re
from collections import Counter
from typing import Final

from nexus_gitops.checks.secrets.names import (
    Meaning,
    is_counted,
    meaning,
    names_a_value,
    speaks_of_a_secret,
)

_REFERENCE: Final = re.compile(
    r"""(?: \$\$?\([^()]{1,200}\) | \$\$?[A-Za-z_][\w]*(?:[.:-][\w-]+)* | \$\d
          | \$\$?\{(?:\w+(?:\.[\w-]+)*|(?:env|file|vault|secrets?|sys|configmaps?|directory|k8s|aws|azure|gcp|ssm|sm)[:.][\w.:/\#-]+)(?::?\?[^{}]*|:?-|:)?\}
          | \$__\w+\{[^{}]*\}
          | \$?\{\{[^{}]*\}\} | \[\[[^\[\]]*\]\] | \#\{[^{}]*\} | \$\[[^\[\]]*\]
          | <[^<>]+> | \[[A-Z_ ]+\] | %\(\w+\)s | %[sLvq] | %\w+% | @[A-Z_]+@ | `[^`]*`
          | __[A-Z][A-Z_]+__ | \*+ | \.{3,} | … | [?*]+ | [xX]{3,} | •+ )+""",
    re.VERBOSE,
)
_FALLBACK: Final = re.compile(r"\$\$?\{\w{1,100}:?[-=](.{2,300})\}")
_ENCRYPTED: Final = re.compile(
    r"""ENC\[[A-Z0-9_]+,data:[^\[\]]*\] | ENC\([\w+/=]+\) | \{cipher\}[\w+/=-]+
      | \$ANSIBLE_VAULT;[\s\S]* | vault:v\d+:[\w+/=]+ | AQICAH[\w+/=]{40,}
      | -----BEGIN\ (?:PGP\ MESSAGE|AGE\ ENCRYPTED\ FILE)-----[\s\S]*
      | (?:KSOPS|SOPS)?age-encryption\.org/v1[\s\S]*""",
    re.VERBOSE,
)
_KEPT_ELSEWHERE: Final = re.compile(
    r"""(?:vault|ref\+\w+|sm|ssm|awssm|awsps|gcpsm|azurekv|op|file|env|secretref|aws-secrets?|gsm
          |arn|secretsmanager|keyvault|conjur|k8s|bao)[:/]\S*
      | projects/[\w-]+/secrets/\S+ | @Microsoft\.KeyVault\(.*\)
      | (?:secrets?|env|vars?|local|data|module|self|process\.env|os\.environ)\.[\w.]+""",
    re.VERBOSE | re.IGNORECASE,
)
_NOT_A_SECRET: Final = re.compile(
    r"true|false|yes|no|on|off|0|1|enabled?|disabled?|required|optional|none|null|nil|undefined|~"
    r"|auto|default|string|str|text|varchar|bytes|object|int|integer|number|uuid|boolean|bool"
    r"|empty|unset|redacted|removed|hidden|masked|todo|tbd|n/?a|bcrypt|scrypt|argon2(?:id?)?"
    r"|pbkdf2|md5|sha-?\d+|scram-sha-\d+|plain|basic|bearer|digest|ldap|kerberos|oauth2?|oidc"
    r"|jwt|saml|opaque|any|always|never|prompt|stdin|generated?|random|internal|external|inherit"
    r"|must|should|may|can|is|was|are|for|to|of|from|and|or|in|the|a|an|not|if|with|reset|change"
    r"|[~^]?\d+\.\d+\.\d+(?:-[\w.]+)?|ifnotpresent|manual|automatic|vault|keyring|-|\+|\.|:|/",
    re.IGNORECASE,
)
_FILE_OR_URL: Final = re.compile(
    r"""(?:\.{0,2}/[\w.@{}$-]+){2,}/? | ~/\S+ | /[\w.-]+/? | [A-Za-z]:\\\S* | \$\{?\w+\}?/\S+
      | [a-z][a-z0-9+.-]*://\S*
      | [a-z][a-z_-]*\d?(?:/[a-z_][a-z0-9_-]*(?:\.[a-z]+)?)+(?:[:\#][\w.-]+)?""",
    re.VERBOSE,
)
_FILE_NAME: Final = re.compile(
    r"[\w.-]+\.(?:key|pem|crt|cer|p12|pfx|jks|txt|json|ya?ml|env|conf|cfg|ini|properties|pub|gpg"
    r"|asc|kdbx|token|secret|js|html?|php|py|go|sh)"
)
_SEGMENT: Final = r"(?:[a-z]+\d{0,3}|\d{1,4})"
_IDENTIFIER: Final = re.compile(
    rf"[a-z]+(?:\d{{0,3}}[-_./:]{_SEGMENT})*"  # nexus-secrets
    r"|[A-Z]+(?:_[A-Z0-9]+)+"  # JWT_SECRET
    r"|[A-Z]?[a-z]+(?:[A-Z][a-z]+)*"  # accessToken
    r"|\.?[A-Za-z_]\w{0,30}(?:\.[A-Za-z_][A-Za-z_]{0,30}\d{0,2}(?:\(\))?)+"  # process.env.TOKEN
    r"|[^\W\d_a-zA-Z]+"  # 密码
)
_OBJECT_NAME: Final = re.compile(r"(?:[a-z0-9-]{1,63}/)?[a-z](?:[a-z0-9.-]{0,251}[a-z0-9])?")
_PARTS_OF_A_NAME: Final = re.compile(r"[a-z]*\d{0,4}")
_LOGIN: Final = re.compile(r"[\w.@+-]{1,64}:(?P<password>[^\s:/]{3,128})")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?(?:[a-zA-Z]{1,2})?")
_ENDS_A_NAME: Final = frozenset(
    [
        "secret",
        "secrets",
        "tls",
        "cert",
        "certs",
        "creds",
        "credentials",
        "credential",
        "cred",
        "config",
        "conf",
        "regcred",
        "auth",
        "key",
        "keys",
        "token",
        "tokens",
        "ca",
        "ssl",
        "pull",
        "registry",
        "password",
        "passwords",
        "pass",
    ]
)

_NAMES_SURELY: Final = frozenset(("credentials", "creds", "tls", "cert", "certs", "regcred"))

_PROSE: Final = re.compile(
    r"(?i)\b(?:the|an?|of|to|is|are|for|your|with|and|or|if|must|enter|use|used|not|please|will"
    r"|can|should|this|that|my|forgot(?:ten)?|reset|change|new|invalid|required|wrong|show|hide)\b"
)
_SENTENCE: Final = re.compile(
    r"(?i)(?:must|should|may|can|is|are|has|have|use|enter|please|the|your|an?|no|not|at least)\b.*\s\S+\s\S"
)
_SHORTEST_ISSUED: Final = 5  # characters
_SHORTEST_RANDOM: Final = 16  # characters, where the name is a key's
_LEAST_ENTROPY: Final = 3.0


def is_reference(value: str) -> bool:
    """Whether `value` stands for a secret kept elsewhere, or for none: `$(NAME)`, `{{ .x }}`, `***`.

    `${NAME:-fallback}` is none: its fallback is a literal. What SOPS and others encrypted is
    made for Git.
    """
    if fallback := _FALLBACK.fullmatch(value):
        return is_reference(fallback[1])
    return value.startswith("$(") or bool(
        _REFERENCE.fullmatch(value)
        or _ENCRYPTED.fullmatch(value)
        or _KEPT_ELSEWHERE.fullmatch(value)
    )


def is_secret(name: str, value: str, *, is_setting: bool) -> bool:
    """Whether the literal `value` under `name` is to be kept secret.

    Args:
        name: as `DB_PASSWORD`; a path's end counts.
        value: what is kept under it.
        is_setting: whether `name` is one that the author gave, as an environment variable's,
            and not a field of an API or of a file, where `secretKey` holds but a key's name.
    """
    said = meaning(name)
    value = value.strip()
    if said in (Meaning.NOTHING, Meaning.PUBLIC) or not _is_literal(name, value):
        return False
    match said:
        case Meaning.PASSWORD:
            is_of_prose = " " in name and " " in value
            return not (is_of_prose or _is_label(value) or _names_a_secret(value))
        case Meaning.LOGIN:
            login = _LOGIN.fullmatch(value)
            return login is not None and not is_reference(login["password"])
        case Meaning.KEY:
            return looks_random(value)
        case Meaning.OBJECT:
            return not (_OBJECT_NAME.fullmatch(value) or _IDENTIFIER.fullmatch(value)) or (
                looks_random(value)
            )
        case _:
            return not _names_an_object(name, value, is_setting=is_setting)


def looks_random(value: str) -> bool:
    """Whether `value` is long and mixed enough for a key, and made of no words."""
    return (
        len(value) >= _SHORTEST_RANDOM
        and re.fullmatch(r"[\w+/=.~-]+", value) is not None
        and len(re.findall(r"(?<=[A-Za-z])\d|(?<=\d)[A-Za-z]", value)) >= 3
        and entropy(value) >= _LEAST_ENTROPY
        and not _IDENTIFIER.fullmatch(value)
    )


def entropy(text: str) -> float:
    """Shannon entropy, in bits a character."""
    length = len(text)
    return -sum(n / length * math.log2(n / length) for n in Counter(text).values())


def _is_literal(name: str, value: str) -> bool:
    if fallback := _FALLBACK.fullmatch(value):
        return _is_literal(name, fallback[1])
    return re.search(r"\w", value) is not None and not (
        not value
        or _NOT_A_SECRET.fullmatch(value)
        or _FILE_OR_URL.fullmatch(value)
        or is_reference(value)
        or (_NUMBER.fullmatch(value) and is_counted(name))
    )


def _is_label(value: str) -> bool:
    """Words that a person reads, as of a form: `Password`, `密码`, `Forgotten?`."""
    if _SENTENCE.match(value):
        return True
    if any(char.isdecimal() for char in value):
        return False
    if re.search(r"\s", value):
        return bool(_PROSE.search(value)) or speaks_of_a_secret(value)
    if value.endswith(("?", "…", ":", "*")) and value[:-1].isalpha():
        return True
    capital = value[:1].isupper() and value[1:].islower()
    return (capital or not value.isascii()) and value.isalpha() and speaks_of_a_secret(value)


def _names_a_secret(value: str) -> bool:
    """`DATABASE_PASSWORD`, `config.password`; but a password may be any other word."""
    is_identifier = _IDENTIFIER.fullmatch(value) is not None
    is_name = "_" in value or "." in value or not (value.islower() or value.istitle())
    return (
        is_identifier
        and is_name
        and not value.islower()
        and (meaning(value) in (Meaning.PASSWORD, Meaning.ISSUED))
    ) or (is_identifier and "." in value and meaning(value) is Meaning.PASSWORD)


def _names_an_object(name: str, value: str, *, is_setting: bool) -> bool:
    """Whether `value` is no token but the name of what holds one: a Secret, a key, a variable."""
    if _FILE_NAME.fullmatch(value):
        return True
    if not is_setting:
        return (
            len(value) < _SHORTEST_ISSUED
            or " " in value
            or _is_words(value)
            or value.isdecimal()
            or bool(_PROSE.search(value))
        )
    last = re.split(r"[-./]", value)[-1]
    return (
        _OBJECT_NAME.fullmatch(value) is not None
        and _is_words(value)
        and (last in _NAMES_SURELY or (last in _ENDS_A_NAME and not names_a_value(name)))
        and last != value
    )


def _is_words(value: str) -> bool:
    """Whether `value` is put together of words, as names are and issued tokens are not."""
    return _IDENTIFIER.fullmatch(value) is not None
