"""Credentials that are known by their form alone: private keys and issuers' tokens.

A form is taken from what its issuer documents (GitHub's and GitLab's token prefixes, RFC
7519 for JWT, RFC 3986 section 3.2.1 for userinfo, RFC 7468 for PEM). A value that only
refers to a secret, as `$(DATABASE_PASSWORD)` does, is no credential.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from typing import Final, NamedTuple

_REFERENCE: Final = re.compile(
    r"""(?: \$\(\w+\) | \$\w+ | \$\{\w+(?::?\?[^{}]*|:?-)?\} | \{\{[^{}]*\}\} | <[^<>]+>
          | %\(\w+\)s | %[sL] | \*+ | \.{3} | … )+""",
    re.VERBOSE,
)


def is_reference(value: str) -> bool:
    """Whether `value` stands for a secret kept elsewhere: `$(NAME)`, `${NAME}`, `{{ .x }}`, `***`.

    `${NAME:-fallback}` is none: its fallback is a literal.
    """
    return _REFERENCE.fullmatch(value) is not None


def base64_forms(text: bytes) -> tuple[str, ...]:
    """What `text` looks like inside base64, at each of the three places it may begin.

    The first and last characters also depend on neighbours, so they are left out.
    """
    forms = []
    for lead in range(3):
        encoded = b64encode(bytes(lead) + text).decode()
        known_from = -(-lead * 8 // 6)
        known_to = (lead + len(text)) * 8 // 6
        forms.append(encoded[known_from:known_to])
    return tuple(forms)


_PRIVATE_KEY: Final = re.compile(r"-----? ?BEGIN [A-Z0-9 ]*PRIVATE KEY|PuTTY-User-Key-File-\d")
_SHORTEST_PRIVATE_KEY: Final = 20  # characters, of a mark that one begins
_PRIVATE_KEY_BASE64: Final = tuple(
    form
    for marker in (
        b"PRIVATE KEY-----",
        b"PRIVATE KEY BLOCK",
        b"PuTTY-User-Key-File",
        b"openssh-key-v1",
    )
    for form in base64_forms(marker)
)


def private_key(text: str) -> str:
    """What kind of private key `text` holds, as "a private key in base64"; "" if none."""
    if len(text) < _SHORTEST_PRIVATE_KEY:
        return ""
    if _PRIVATE_KEY.search(text):
        return "a private key"
    unwrapped = "".join(text.split()) if "\n" in text else text
    if any(form in unwrapped for form in _PRIVATE_KEY_BASE64):
        return "a private key in base64"
    return ""


class _Shape(NamedTuple):
    """A form of credential.

    Attributes:
        name: with its article, as "a GitHub token".
        hint: lower-case text without which the pattern cannot match; saves running it.
        pattern: its group `secret`, where it has one, must not be a mere reference.
    """

    name: str
    hint: str
    pattern: re.Pattern[str]


def _shape(name: str, hint: str, pattern: str) -> _Shape:
    return _Shape(name, hint, re.compile(pattern))


_COMMANDS: Final = {
    "-cli": r"(?:redis|valkey|keydb)-cli\s(?:[^|;&]*\s)?-a\s+[\"']?(?P<secret>[^\s\"'|;&]+)",
    "curl": r"curl\s(?:[^|;&]*\s)?(?:-u|--user[ =])\s*[\"']?[^\s:\"']+:(?P<secret>[^\s\"'|;&]+)",
    "mysql": r"mysql\w*\s(?:[^|;&]*\s)?-p[\"']?(?P<secret>[^\s\"'|;&]+)",
    "mariadb": r"mariadb[\w-]*\s(?:[^|;&]*\s)?-p[\"']?(?P<secret>[^\s\"'|;&]+)",
    "sshpass": r"sshpass\s+-p\s*[\"']?(?P<secret>[^\s\"'|;&]+)",
}
"""How programs that take a password as an argument are called, by a part of their name."""

_SHAPES: Final = (
    _shape(
        # A port and a path before an `@` are no password: http://host:80/@scope/package.
        "a password in a URL",
        "://",
        r"(?i)[a-z][a-z0-9+.-]{0,30}://[^\s/?#@:\"'<>]*:(?!\d{1,5}/)(?P<secret>[^\s@\"']{1,256})@",
    ),
    _shape("a password in a URL", "://", r"(?i)\bhttps?://(?P<secret>[^\s/?#@:\"'<>]{12,256})@"),
    _shape(
        "a password in a data source name",
        "@",
        r"(?<![\w/:@])[\w.-]+:(?P<secret>[^\s:@/]+)@(?:tcp|unix)\(",
    ),
    # Prose says `--password to`; what is no plain word is a password.
    _shape(
        "a password on a command line",
        "--",
        r"(?<!\S)--(?!no-)(?:[\w-]+-)?pass(?:word|wd|phrase)?[ \t]+"
        r"(?P<secret>(?=\S*[^a-z\s])[\w$({][^\s;|&]*)",
    ),
    *(
        _shape("a password on a command line", tool, rf"(?<![\w-])(?:{pattern})")
        for tool, pattern in _COMMANDS.items()
    ),
    _shape("a password in a netrc file", "login", r"\blogin\s+\S+\s+password\s+(?P<secret>\S+)"),
    _shape(
        "an Authorization header",
        "authorization",
        r"(?i)authorization[\s\"':=]{1,6}(?:basic|bearer|token)\s+(?P<secret>[^\s\"'%]{8,})",
    ),
    _shape("an Authorization header", "bearer ", r"(?i)^\s*bearer\s+(?P<secret>[^\s]{8,})\s*$"),
    _shape(
        "an Authorization header", "basic ", r"(?i)^\s*basic\s+(?P<secret>[\w+/]{8,}={0,2})\s*$"
    ),
    _shape("a JSON Web Token", "eyj", r"(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*"),
    _shape(
        "an AWS access key id", "ia", r"(?<![A-Z0-9])(?:AKIA|ASIA|ABIA)[A-Z2-7]{16}(?![A-Z0-9])"
    ),
    _shape(
        "an AWS secret access key",
        "secret",
        r"(?i)secret_?access_?key\W{1,8}[a-z0-9/+]{40}(?![a-z0-9/+])",
    ),
    _shape("a GitHub token", "gh", r"gh[pousr]_[A-Za-z0-9]{36,}"),
    _shape("a GitHub token", "github_pat_", r"github_pat_\w{36,}"),
    _shape("a GitLab token", "gl", r"gl(?:pat|ptt|rt|dt|oas|cbt|ft|soat|imt|agent)-[\w-]{20,}"),
    _shape("a Slack token", "xox", r"xox[abceoprs]-[A-Za-z0-9-]{10,}"),
    _shape("a Slack token", "xapp-", r"xapp-\d-[A-Za-z0-9-]{10,}"),
    _shape(
        "a Slack webhook",
        "hooks.slack.com/",
        r"hooks\.slack\.com/(?:services|workflows|triggers)/\w+/\w+/\w+",
    ),
    _shape("a Google API key", "aiza", r"AIza[\w-]{35}"),
    _shape("a Google OAuth secret", "gocspx-", r"GOCSPX-[\w-]{28}"),
    _shape("a Google OAuth token", "ya29.", r"ya29\.[\w-]{20,}"),
    _shape("a Stripe key", "k_", r"(?<![A-Za-z0-9])[sr]k_(?:live|test)_[A-Za-z0-9]{16,}"),
    _shape("a Stripe webhook secret", "whsec_", r"whsec_[\w+/-]{24,}"),
    _shape("an npm token", "npm_", r"npm_[A-Za-z0-9]{36}"),
    _shape("a PyPI token", "pypi-age", r"pypi-AgE[\w-]{50,}"),
    _shape(
        "an Azure account key",
        "key=",
        r"(?:AccountKey|SharedAccessKey)=(?P<secret>[A-Za-z0-9+/]{32,}={0,2})",
    ),
    _shape("an Azure SAS signature", "sig=", r"[?&]sig=[\w%+/-]{20,}"),
    _shape("an Azure client secret", "q~", r"(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}"),
    _shape("an Anthropic or OpenAI key", "sk-", r"(?<![A-Za-z0-9])sk-[A-Za-z0-9]{20,}"),
    _shape(
        "an Anthropic or OpenAI key",
        "sk-",
        r"(?<![A-Za-z0-9])sk-(?:ant|proj|svcacct|admin|or)-[\w-]{20,}",
    ),
    _shape("a SendGrid key", "sg.", r"(?<![A-Za-z0-9])SG\.[\w-]{16,}\.[\w-]{16,}"),
    _shape("a Twilio key", "sk", r"(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])"),
    _shape("a Vault token", "hv", r"(?<![A-Za-z0-9])hv[sbr]\.[\w-]{20,}"),
    _shape("an age secret key", "age-secret-key-", r"AGE-SECRET-KEY-1[0-9A-Z]{20,}"),
    _shape("a Docker Hub token", "dckr_", r"dckr_[po]at_[\w-]{20,}"),
    _shape("a DigitalOcean token", "_v1_", r"do[opr]_v1_[0-9a-f]{64}"),
    _shape("a Hugging Face token", "hf_", r"(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,}"),
    _shape("a Grafana token", "gl", r"(?<![A-Za-z0-9])gl(?:sa|c)_[\w+/=]{32,}"),
    _shape("a Telegram bot token", ":aa", r"(?<!\d)\d{8,10}:AA[\w-]{33}"),
    _shape("a registry login", '"auth"', r'"auth"\s*:\s*"(?P<secret>[A-Za-z0-9+/]{8,}={0,2})"'),
    _shape(
        "a password hash",
        "$",
        r"\$(?:2[abxy]?\$\d\d|apr1|[156y]|argon2id?)\$[./A-Za-z0-9$=,+]{20,}",
    ),
    _shape(
        "a Redis password",
        "requirepass",
        r"(?:^\s*|--)requirepass\s+[\"']?(?P<secret>[^\s\"']+)",
    ),
    _shape(
        "a Redis password", "masterauth", r"(?:^\s*|--)masterauth\s+[\"']?(?P<secret>[^\s\"']+)"
    ),
    _shape("a Redis password", "user ", r"(?i)\buser\s+\S+\s+on\s(?:.{0,200}\s)?>(?P<secret>\S+)"),
)


def token_shapes(line: str) -> tuple[str, ...]:
    """The forms of credential in one line, each named with its article."""
    lower = line.lower()
    found = [
        shape.name
        for shape in _SHAPES
        if shape.hint in lower and any(_is_secret(match) for match in shape.pattern.finditer(line))
    ]
    return tuple(dict.fromkeys(found))


def password_argument(words: Sequence[str]) -> str:
    """What `words`, a program and its arguments, tells only as a whole; "" where nothing.

    Args:
        words: as a container's `command`.
    """
    program = words[0].rpartition("/")[2]
    line = " ".join((program, *words[1:]))
    matches = (re.match(pattern, line) for pattern in _COMMANDS.values())
    found = any(match is not None and _is_secret(match) for match in matches)
    return "a password on a command line" if found else ""


def _is_secret(match: re.Match[str]) -> bool:
    secret = match.groupdict().get("secret")
    return secret is None or not is_reference(secret)
