"""Where the GitOps repository is, without the credentials that open it.

Credentials are taken out of the URL here, once, and travel apart from it: what is left may
be printed, logged, stored and given to a process as an argument.
"""

import base64
import hashlib
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from nexus_gitops.errors import UsageError

REDACTED: Final = "***"

_WAY_OUT: Final = "name it as https://host/path, ssh://user@host/path, user@host:path or a folder"
_NETWORK: Final = frozenset({"https", "http", "ssh"})
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_TRANSPORT: Final = re.compile(r"^[A-Za-z0-9+.-]+::")
_SCHEME: Final = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://")
_SCP_LIKE: Final = re.compile(r"^(?:(?P<user>[^@/:]+)@)?(?P<host>[^/:@]{2,}):(?P<path>.+)$")
_USERINFO: Final = re.compile(r"(?<=://)[^/@\s'\"]+@")


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a URL held before its host. Never shown: not even by `repr`."""

    username: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RepositoryAddress:
    """A Git repository that can be published to.

    Attributes:
        location: what Git is told: a URL without credentials, or an absolute path.
        credentials: for HTTP; None where the URL held none.
        embedded: whether it is the default repository that is made when it is missing.
    """

    location: str
    credentials: Credentials | None = None
    embedded: bool = False

    def __str__(self) -> str:
        """The location for people; a byte of a path that is not UTF-8 as `\\xff`."""
        return os.fsencode(self.location).decode(errors="backslashreplace")

    @property
    def is_local(self) -> bool:
        """Whether it is a folder of this machine."""
        return self.location.startswith("/") or Path(self.location).is_absolute()

    @property
    def is_unborn(self) -> bool:
        """Whether it is the default repository, and nothing was published to it yet."""
        return self.embedded and not Path(self.location).is_dir()

    @property
    def public_url(self) -> str:
        """Its URL without credentials, as an Application may name it."""
        return Path(self.location).as_uri() if self.is_local else self.location

    @property
    def key(self) -> str:
        """A stable file name for what is kept of it; the same whoever logs in."""
        location = self.location.rstrip("/")
        name = location.rpartition("/")[2].lower().removesuffix(".git")
        slug = re.sub(r"[^a-z0-9]+", "-", name).strip("-")[:32] or "repository"
        return f"{slug}-{hashlib.sha256(os.fsencode(location)).hexdigest()[:16]}"

    def redact(self, text: str) -> str:
        """`text` without any form of the credentials, and of those in any other URL."""
        for secret in self._secrets():
            text = text.replace(secret, REDACTED)
        return _USERINFO.sub(f"{REDACTED}@", text)

    def _secrets(self) -> list[str]:
        if self.credentials is None:
            return []
        username, password = self.credentials.username, self.credentials.password
        pair = base64.b64encode(f"{username}:{password}".encode()).decode()
        secret = password or username
        forms = {pair, secret, quote(secret, safe=""), quote(secret)}
        return sorted(forms - {""}, key=len, reverse=True)


def parse_address(text: str) -> RepositoryAddress:
    """The repository that a user names by a URL or a path.

    Args:
        text: an http, https, ssh or file URL, an scp-like `user@host:path`, or a path.

    Raises:
        UsageError: it is none of these, or could be taken for an option of Git.
    """
    if not text.strip():
        raise UsageError("the repository's address is empty", _WAY_OUT)
    if _CONTROL.search(text) or _CONTROL.search(unquote(text)):
        raise UsageError("the repository's address has a control character", _WAY_OUT)
    if text.startswith("-"):
        raise UsageError("the repository's address starts with a dash", _WAY_OUT)
    if _TRANSPORT.match(text):
        raise UsageError("the repository's address names a transport helper", _WAY_OUT)
    if _SCHEME.match(text):
        return _from_url(text)
    if not os.path.lexists(text):
        match = _SCP_LIKE.match(text)
        if "@" in text and not (match and match["user"]):
            raise UsageError(
                "the repository's address has an @, but neither a protocol nor user@host:", _WAY_OUT
            )
        if match:
            return _from_scp(match)
    return RepositoryAddress(_absolute(text))


def _from_url(text: str) -> RepositoryAddress:
    scheme = text.partition("://")[0].lower()
    if scheme not in _NETWORK | {"file"}:
        raise UsageError(f"{scheme}:// is no protocol to publish by", _WAY_OUT)
    try:
        url = urlsplit(text)
        port = f":{url.port}" if url.port else ""
        host = url.hostname or ""
    except ValueError:
        raise UsageError("the repository's URL has a bad host or port", _WAY_OUT) from None
    if url.query or url.fragment:
        raise UsageError("the repository's URL has a query or a fragment", _WAY_OUT)
    if scheme == "file":
        if host not in {"", "localhost"}:
            raise UsageError(f"file://{host} is on another machine", _WAY_OUT)
        return RepositoryAddress(_absolute(unquote(url.path)))
    _check_host(host)
    host = f"[{host}]" if ":" in host else host
    userinfo = url.netloc.rpartition("@")[0]
    username, _, password = userinfo.partition(":")
    if scheme == "ssh":
        _check_host(unquote(username) or host)
        login = f"{username}@" if username else ""
        return RepositoryAddress(f"ssh://{login}{host}{port}{url.path}")
    credentials = Credentials(unquote(username), unquote(password)) if userinfo else None
    return RepositoryAddress(f"{scheme}://{host}{port}{url.path}", credentials)


def _from_scp(match: re.Match[str]) -> RepositoryAddress:
    user, host, path = match["user"], match["host"], match["path"]
    for part in (user or host, host, path):
        _check_host(part)
    return RepositoryAddress(f"{user}@{host}:{path}" if user else f"{host}:{path}")


def _check_host(name: str) -> None:
    """A user, host or path that starts with a dash would become an option of ssh."""
    if not name or name.startswith("-"):
        raise UsageError("the repository's address names no valid host", _WAY_OUT)


def _absolute(path: str) -> str:
    return os.fspath(Path(path).expanduser().resolve())
