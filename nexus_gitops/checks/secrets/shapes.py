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


_ARGUMENTS: Final = r"(?:[^|;&]{0,300}\s)?"
_ARGUMENT: Final = r"[\"']?(?P<secret>[^\s\"'|;&]{1,300})"


def _command(programs: str, option: str, secret: str = _ARGUMENT) -> str:
    return rf"(?:{programs})\s{_ARGUMENTS}{option}{secret}"


_LOGIN: Final = r"[\"']?[^\s:\"'|;&]{1,100}:(?P<secret>[^\s\"'|;&]{1,300})"
_NO_FILE: Final = r"(?![\"']?(?:-|/|\./))"
_COMMANDS: Final[Sequence[tuple[str, str]]] = (
    ("-cli", _command(r"(?:redis|valkey|keydb)-cli", r"(?:-a|--pass)\s+")),
    (
        "-cli",
        _command(
            r"(?:redis|valkey|keydb)-cli", r"(?i:auth|config\s+set\s+(?:requirepass|masterauth))\s+"
        ),
    ),
    ("curl", _command("curl", r"(?:-[a-zA-Z]{0,4}u|--user[ =]|--proxy-user[ =])\s{0,4}", _LOGIN)),
    ("http", _command("https?|xh", r"(?:-a|--auth)[ =]", _LOGIN)),
    ("my", _command(r"mysql\w*|mycli", r"-p")),
    ("maria", _command(r"mariadb[\w-]*", r"-p")),
    ("mysqladmin", _command("mysqladmin", r"password\s+")),
    ("sshpass", _command("sshpass", r"-p\s*")),
    (
        "login",
        _command(
            r"(?:docker|podman|nerdctl|buildah|skopeo|crane|oras|regctl|img|registry|helm registry|az|cf|oc|ibmcloud|argocd|rancher|heroku|vault|npm|flux|crictl)\s+(?:[\w-]+\s+)?login",
            r"(?:-p\s{0,3}|--password[ =]|--token[ =]|-t\s+)" + _NO_FILE,
        ),
    ),
    (
        "login",
        r"vault\s+login\s+(?:-[\w-]+(?:=\S+)?\s+){0,4}(?:token=)?(?P<secret>[^\s=|;&$-][^\s=|;&]{7,200})(?=\s|$)",
    ),
    ("creds", _command("skopeo|podman|buildah|crictl|ctr", r"--(?:src-|dest-)?creds[ =]", _LOGIN)),
    ("-u", _command(r"ctr", r"(?:-u|--user)[ =]", _LOGIN)),
    ("mongo", _command(r"mongo\w*", r"(?:-p\s{0,3}|--password[ =])" + _NO_FILE)),
    ("cqlsh", _command("cqlsh", r"-p\s*")),
    ("cypher-shell", _command("cypher-shell", r"-p\s*")),
    ("sqlcmd", _command(r"sqlcmd|bcp|isql|tsql|osql|ipmitool|dsconf", r"-P\s*")),
    ("clickhouse", _command(r"clickhouse(?:-client)?", r"--password[ =]" + _NO_FILE)),
    ("influx", _command("influx", r"(?:-password|--password|--token|-t)[ =]" + _NO_FILE)),
    (
        "ldap",
        _command(
            r"ldap(?:search|add|modify|delete|whoami|passwd|modrdn|compare)",
            r"-[a-zA-Z]{0,4}w\s*" + _NO_FILE,
        ),
    ),
    ("ldappasswd", _command("ldappasswd", r"-s\s*")),
    (
        "smb",
        _command(
            r"smbclient|rpcclient|net|winexe",
            r"-U\s*[\"']?[^\s%\"']{1,100}%",
            r"(?P<secret>[^\s\"'|;&]{1,300})",
        ),
    ),
    (
        "mount",
        _command(
            r"mount(?:\.cifs)?",
            r"-o\s*\S{0,200}pass(?:word|wd)?=",
            r"(?P<secret>[^\s\"',|;&]{1,300})",
        ),
    ),
    ("pass:", _command("openssl", r"-pass(?:in|out)?\s+pass:")),
    ("openssl", _command(r"openssl\s+enc", r"-(?:k|K)\s+" + _NO_FILE)),
    (
        "pass",
        _command(
            "keytool|jarsigner|keystore",
            r"-(?:store|key|src|dest|deststore|srcstore)pass\s+" + _NO_FILE,
        ),
    ),
    (
        "htpasswd",
        r"htpasswd\s+-[a-zA-Z]{0,6}b[a-zA-Z]{0,6}\s(?:[^|;&]{0,200}\s)?"
        + _ARGUMENT
        + r"\s*(?=$|[|;&>)])",
    ),
    ("zip", _command(r"unzip|zip", r"-P\s*")),
    ("7z", _command(r"7za?|7zr", r"-p")),
    ("ssh-keygen", _command("ssh-keygen", r"-[NP]\s+" + _NO_FILE)),
    ("npm", r"npm\s+config\s+set\s+\S{0,200}(?:_authToken|_password|_auth)[\s=]" + _ARGUMENT),
    ("snmp", _command(r"snmp\w+", r"-(?:A|X)\s*")),
    (
        "rabbitmqctl",
        r"rabbitmqctl\s(?:-\S+\s){0,4}(?:add_user|change_password|authenticate_user)\s+\S{1,100}\s+"
        + _ARGUMENT,
    ),
    (
        "alias",
        r"\bmc\s(?:-\S+\s){0,4}(?:alias\s+set|config\s+host\s+add)\s+\S{1,100}\s+\S{1,200}\s+\S{1,200}\s+"
        + _ARGUMENT,
    ),
    (
        "sqlplus",
        r"(?:sqlplus|sqlldr|expdp|impdp|rman)\s(?:-\S+\s){0,4}[\"']?\w{1,60}/(?P<secret>[^\s@/\"']{1,100})@",
    ),
    ("wpa_passphrase", r"wpa_passphrase\s+\S{1,100}\s+" + _ARGUMENT),
    ("wifi", _command("nmcli", r"password\s+")),
    ("xfreerdp", _command(r"xfreerdp|rdesktop", r"(?:/p:|-p\s+)")),
    ("gpg", _command(r"gpg2?", r"--passphrase[ =]" + _NO_FILE)),
    ("svn", _command("svn", r"--password[ =]" + _NO_FILE)),
    (
        "from-literal",
        r"secret\b[^|;&]{0,300}\s--from-literal[ =][\"']?[\w.-]{1,253}=(?P<secret>[^\s\"'|;&]{1,300})",
    ),
    ("docker-password", r"--docker-password[ =]" + _ARGUMENT),
    (
        "password-stdin",
        r"(?:echo|printf)\s(?:-\w+\s+)?(?:[\"']%s(?:\\n)?[\"']\s+)?"
        + _ARGUMENT
        + r"[\"']?\s*\|[^|]{0,200}--password-stdin",
    ),
    ("chpasswd", r"(?:echo|printf)\s(?:-\w+\s+)?" + _LOGIN + r"[\"']?\s*\|\s*(?:sudo\s+)?chpasswd"),
    (
        "passwd",
        r"(?:echo|printf)\s(?:-\w+\s+)?"
        + _ARGUMENT
        + r"[\"']?\s*\|\s*(?:sudo\s+)?passwd\s+--stdin",
    ),
    (
        "sudo",
        r"(?:echo|printf)\s(?:-\w+\s+)?" + _ARGUMENT + r"[\"']?\s*\|\s*sudo\s+-[a-zA-Z]{0,3}S",
    ),
)
"""How programs that take a password as an argument are called, by a part of what is written."""

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
        for hint, pattern in _COMMANDS
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
    matches = (re.match(pattern, line) for hint, pattern in _COMMANDS if hint in lower)
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
