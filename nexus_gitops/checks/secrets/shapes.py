"""Credentials that are known by their form: passwords in URLs and on command lines, hashes.

A form is taken from what defines it (RFC 7519 for JWT, RFC 3986 section 3.2.1 for userinfo,
RFC 7617 for Basic, each program's manual for its options). The forms of most issuers' tokens
are gitleaks', in `known_forms`; here are those that it does not know, or only narrower. A
value that only refers to a secret, as `$(DATABASE_ARGUMENT)` does, is no credential.

Every quantifier that another may follow is bounded, so that no text takes long.
"""

import re
from base64 import b64decode
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from nexus_gitops.checks.secrets.commands import COMMANDS
from nexus_gitops.checks.secrets.names import speaks_of_a_secret
from nexus_gitops.checks.secrets.values import is_reference


class Shape(NamedTuple):
    """A form of credential.

    Attributes:
        name: with its article, as "a GitHub token".
        hint: lower-case text without which the pattern cannot match; saves running it.
        pattern: its group `secret`, where it has one, must not be a mere reference.
    """

    name: str
    hint: str
    pattern: re.Pattern[str]


def _shape(name: str, hint: str, pattern: str) -> Shape:
    return Shape(name, hint, re.compile(pattern))


_SHAPES: Final = (
    _shape(
        # A port and a path before an `@` are no password: http://host:80/@scope/package.
        "a password in a URL",
        "://",
        r"(?i)[a-z][a-z0-9+.-]{0,30}://[^\s/?#@:\"'<>]{0,256}"
        r":(?!\d{1,5}/)(?P<secret>[^\s@\"']{1,256})@",
    ),
    _shape(
        # A data source name of Sentry's is public: a browser sends it.
        "a password in a URL",
        "://",
        r"(?i)\bhttps?://(?P<secret>[^\s/?#@:\"'<>]{12,256})@(?![\w.-]{0,200}\bsentry\b)",
    ),
    _shape(
        "a password in a data source name",
        "@",
        r"(?<![\w/:@])[\w.-]{1,100}:(?P<secret>[^\s:@/]{1,200})@(?:tcp|unix)\(",
    ),
    _shape(
        "a password in a data source name",
        "jdbc:",
        r"(?i)jdbc:oracle:\w{1,10}:[^\s/:@]{1,60}/(?P<secret>[^\s/@]{1,100})@",
    ),
    _shape(
        "a password file's line",
        ":",
        r"(?m)^[\w.*-]{1,253}:(?:\d{1,5}|\*):[\w.*-]{1,100}:[\w.*@-]{1,100}:(?P<secret>[^\s:]{3,200})\s*$",
    ),
    _shape(
        "a password in a list of users",
        '" "',
        r"(?m)^\s*\"[\w.@+-]{1,100}\" \"(?P<secret>[^\"\s]{3,300})\"\s*$",
    ),
    # Prose says `--password to`; what is no plain word is a password.
    _shape(
        "a password on a command line",
        "--",
        r"(?<!\S)--(?!no-)(?:[\w-]{1,60}-)?pass(?:word|wd|phrase)?[ \t]+"
        r"(?P<secret>(?=\S*[^a-z\s])[\w$({][^\s;|&]{0,300})",
    ),
    *(
        _shape("a password on a command line", hint, rf"(?<![\w-])(?:{pattern})")
        for hint, pattern in COMMANDS
    ),
    _shape(
        "a password in a netrc file",
        "login",
        r"\blogin\s{1,20}\S{1,200}\s{1,20}password\s{1,20}(?P<secret>\S{1,300})",
    ),
    _shape(
        "a password in a list of users",
        "password",
        r"\buser\s+\S{1,100}\s+(?:insecure-)?password\s+(?P<secret>\S{3,300})",
    ),
    _shape(
        "a password in SQL",
        "identified",
        r"(?i)\bidentified\s+(?:with\s+\w{1,60}\s+)?(?:by|as)\s+(?:password\s+)?[\"'](?P<secret>[^\"']{1,300})[\"']",
    ),
    _shape(
        "a password in SQL",
        "password",
        r"(?i)\b(?:set\s+password\b.{0,200}?=\s*(?:password\()?|password\(\s*)[\"'](?P<secret>[^\"'\s]{1,300})[\"']",
    ),
    _shape(
        "a line of chap-secrets",
        "*",
        r"(?m)^\s*\S{1,100}\s+\*\s+(?P<secret>(?=\S*\d)[^\s*]{3,200})\s+\*\s*$",
    ),
    _shape("a pre-shared key", "psk", r":\s*(?:PSK|EAP|XAUTH)\s+\"(?P<secret>[^\"]{1,200})\""),
    _shape(
        "an Authorization header",
        "authorization",
        r"(?i)authorization[\s\"'\\:=,]{1,8}(?:basic|bearer|token|apikey)\s+"
        r"(?P<secret>(?=[^\s\"']*[^a-z\s\"'])[^\s\"'%\\]{8,2000})",
    ),
    _shape("an Authorization header", "bearer ", r"(?i)^\s*bearer\s+(?P<secret>\S{8,4000})\s*$"),
    _shape(
        "an Authorization header",
        "basic ",
        r"(?i)^\s*basic\s+(?P<secret>(?=\S*[A-Z0-9=])[\w+/]{8,2000}={0,2})\s*$",
    ),
    _shape(
        "a token in a header",
        "-",
        r"(?i)\b(?:x-(?:[a-z]{1,20}-){0,3}(?:api-?key|(?:auth|access|vault|api|gitlab|csrf)-?token|token|secret|api-?secret)"
        r"|private-token|job-token|api-key|deploy-token)[\"']?\s*:\s*[\"']?(?P<secret>(?=[^\s\"']*\d)[^\s\"',;%]{8,500})",
    ),
    _shape("a JSON Web Token", "eyj", r"(?<![\w-])eyJ[\w-]{8,4000}\.eyJ[\w-]{8,8000}\.[\w-]*"),
    _shape(
        "an AWS secret access key",
        "secret",
        r"(?i)secret_?access_?key\W{1,8}(?P<secret>[a-z0-9/+]{40})(?![a-z0-9/+])",
    ),
    _shape(
        "a bootstrap token",
        ".",
        r"(?<![\w.-])[a-z0-9]{6}\.(?=[a-z]*\d[a-z]*\d)[a-z0-9]{16}(?![\w.-])",
    ),
    _shape("a GitHub token", "gh", r"gh[pousr]_[A-Za-z0-9]{36,255}"),
    _shape(
        "a GitLab token", "gl", r"gl(?:pat|ptt|rt|dt|oas|cbt|ft|soat|imt|agent|ffct)-[\w-]{20,300}"
    ),
    _shape("a Slack token", "xox", r"xox[abceoprs]-[A-Za-z0-9-]{10,300}"),
    _shape("a Slack token", "xapp-", r"xapp-\d-[A-Za-z0-9-]{10,300}"),
    _shape(
        "a Slack webhook",
        "hooks.slack.com/",
        r"hooks\.slack\.com/(?:services|workflows|triggers)/\w{1,40}/\w{1,40}/\w{1,100}",
    ),
    _shape(
        "a Discord webhook",
        "/webhooks/",
        r"discord(?:app)?\.com/api/webhooks/\d{1,30}/[\w-]{30,100}",
    ),
    _shape("a webhook", ".webhook.office.com/", r"\.webhook\.office\.com/\S{1,200}/[0-9a-f]{32}"),
    _shape("a Google OAuth secret", "gocspx-", r"GOCSPX-[\w-]{28}"),
    _shape("a Google OAuth token", "ya29.", r"ya29\.[\w-]{20,300}"),
    _shape("a Google API key", "aiza", r"(?<![\w-])AIza[\w-]{35}(?![\w-])"),
    _shape("a Stripe key", "k_", r"(?<![A-Za-z0-9])[sr]k_(?:live|test)_[A-Za-z0-9]{16,300}"),
    _shape("a Stripe webhook secret", "whsec_", r"whsec_[\w+/-]{24,100}"),
    _shape("a PyPI token", "pypi-age", r"pypi-AgE[\w-]{50,500}"),
    _shape(
        "an Azure account key",
        "key=",
        r"(?:AccountKey|SharedAccessKey)=(?P<secret>[A-Za-z0-9+/]{32,200}={0,2})",
    ),
    _shape("an Azure SAS signature", "sig=", r"[?&]sig=[\w%+/-]{20,300}"),
    _shape("an Azure client secret", "q~", r"(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}"),
    _shape(
        "an Anthropic or OpenAI key",
        "sk-",
        r"(?<![A-Za-z0-9-])sk-(?=[a-zA-Z]*\d)[A-Za-z0-9]{20,200}",
    ),
    _shape(
        "an Anthropic or OpenAI key",
        "sk-",
        r"(?<![A-Za-z0-9])sk-(?:ant|proj|svcacct|admin|or)-[\w-]{20,300}",
    ),
    _shape("a SendGrid key", "sg.", r"(?<![A-Za-z0-9])SG\.[\w-]{16,100}\.[\w-]{16,100}"),
    _shape("a Vault token", "hv", r"(?<![A-Za-z0-9])hv[sbr]\.[\w-]{20,300}"),
    _shape("a New Relic key", "nrak-", r"(?<![A-Z0-9])NRAK-[A-Z0-9]{27}(?![A-Z0-9])"),
    _shape("a Docker Hub token", "dckr_", r"dckr_[po]at_[\w-]{20,100}"),
    _shape("a Hugging Face token", "hf_", r"(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,100}"),
    _shape("a Grafana token", "gl", r"(?<![A-Za-z0-9])gl(?:sa|c)_[\w+/=]{32,500}"),
    _shape("a Telegram bot token", ":aa", r"(?<!\d)\d{8,10}:AA[\w-]{33}"),
    _shape(
        "a password hash",
        "$",
        r"\$(?:2[abxy]?\$\d\d|apr1|[1567y]|argon2id?|scrypt|pbkdf2[\w-]{0,20}|gy|sha1|bcrypt-sha256)"
        r"\$[./A-Za-z0-9$=,+-]{20,400}",
    ),
    _shape(
        "a password hash",
        "}",
        r"\{(?:S?SHA(?:256|384|512)?|S?MD5|CRYPT|PBKDF2[\w-]{0,10}|ARGON2|BCRYPT|NT|PLAIN|CLEAR)\}"
        r"(?P<secret>[./A-Za-z0-9+$=]{8,300})",
    ),
    _shape(
        "a password hash",
        "scram-sha-",
        r"SCRAM-SHA-\d{1,3}\$\d{1,7}:[A-Za-z0-9+/=]{8,200}\$[A-Za-z0-9+/=]{20,100}:[A-Za-z0-9+/=]{20,100}",
    ),
    _shape("a password hash", "md5", r"(?<![\w$])md5[0-9a-f]{32}(?![\w])"),
    _shape(
        "a Redis password",
        "requirepass",
        r"(?:^\s*|--)requirepass\s+[\"']?(?P<secret>[^\s\"']{1,512})",
    ),
    _shape(
        "a Redis password",
        "masterauth",
        r"(?:^\s*|--)masterauth\s+[\"']?(?P<secret>[^\s\"']{1,512})",
    ),
    _shape(
        "a Redis password",
        "user ",
        r"(?i)\buser\s+\S{1,100}\s+(?:\S+\s+){0,1}?on\s(?:.{0,200}?\s)?[>#](?P<secret>\S{1,512})",
    ),
)


def possible_shapes(text: str) -> Sequence[Shape]:
    """The shapes that may be in `text`, by their hints."""
    lower = text.lower()
    return [shape for shape in _SHAPES if shape.hint in lower]


def token_shapes(line: str, possible: Iterable[Shape]) -> tuple[str, ...]:
    """The `possible` forms of credential that are in one line, each named with its article."""
    lower = line.lower()
    found = [
        shape.name
        for shape in possible
        if shape.hint in lower and any(map(_is_secret, shape.pattern.finditer(line)))
    ]
    return tuple(dict.fromkeys(found))


def password_argument(words: Sequence[str]) -> str:
    """What `words`, a program and its arguments, tells only as a whole; "" where nothing.

    Args:
        words: as a container's `command`.
    """
    program = words[0].rpartition("/")[2]
    line = " ".join((program, *words[1:]))
    lower = line.lower()
    matches = (re.match(pattern, line) for hint, pattern in COMMANDS if hint in lower)
    found = any(match is not None and _is_secret(match) for match in matches)
    return "a password on a command line" if found else ""


def is_login(value: str) -> bool:
    """Whether `value` is `user:password` in base64, as a registry's login is (RFC 7617)."""
    try:
        login = b64decode(value.strip(), validate=True).decode()
    except ValueError:
        return False
    user, colon, password = login.partition(":")
    return bool(user and colon and password) and login.isprintable() and not is_reference(password)


def _is_secret(match: re.Match[str]) -> bool:
    secret = match.groupdict().get("secret")
    return secret is None or not (
        is_reference(secret)
        or secret.startswith(("`", "<"))
        or (secret.isupper() and secret.isalpha() and speaks_of_a_secret(secret))
    )
