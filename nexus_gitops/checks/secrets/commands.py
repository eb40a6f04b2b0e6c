"""How programs that take a password as an argument are called."""

from collections.abc import Sequence
from typing import Final

_ARGUMENTS: Final = r"(?:[^|;&]{0,300}\s)?"
_ARGUMENT: Final = r"[\"']?(?P<secret>[^\s\"'|;&]{1,300})"


def _command(programs: str, option: str, secret: str = _ARGUMENT) -> str:
    return rf"(?:{programs})\s{_ARGUMENTS}{option}{secret}"


_LOGIN: Final = r"[\"']?[^\s:\"'|;&]{1,100}:(?P<secret>[^\s\"'|;&]{1,300})"
_NO_FILE: Final = r"(?![\"']?(?:-|/|\./))"
COMMANDS: Final[Sequence[tuple[str, str]]] = (
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
