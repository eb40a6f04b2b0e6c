"""Credentials for a registry, as `docker login` left them; only read, never shown.

Sources: https://docs.docker.com/reference/cli/docker/login/#credential-stores and
https://github.com/docker/docker-credential-helpers for the helpers' protocol.
"""

import base64
import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from nexus_gitops.errors import LocalError
from nexus_gitops.images.image import DOCKER_HUB

_DOCKER_HUB_KEY: Final = "https://index.docker.io/v1/"
_DOCKER_HUB_HOSTS: Final = frozenset({DOCKER_HUB, "index.docker.io", "registry-1.docker.io"})
_IDENTITY_TOKEN_USER: Final = "<token>"  # noqa: S105 -- the helpers' word for "no user name"
_HELPER_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_HELPER_SECONDS: Final = 60
_NOT_FOUND: Final = "credentials not found in native keychain"


@dataclass(frozen=True, slots=True)
class Credential:
    """What opens a registry.

    Attributes:
        user: user name; "" where `secret` is an identity token.
        secret: password or token.
    """

    user: str
    secret: str = field(repr=False)

    @property
    def is_identity_token(self) -> bool:
        """Whether it can only be exchanged for an access token."""
        return not self.user


def find_credential(registry: str) -> Credential | None:
    """What Docker's configuration has for the registry; None where it has nothing.

    The configuration is `config.json` in DOCKER_CONFIG or `~/.docker`. A helper for this
    registry comes before the common one, and that before the file itself.

    Raises:
        LocalError: the configuration, or a helper that it names, does not work.
    """
    path = _config_path()
    config = _read(path)
    helper = _section(config, "credHelpers", path).get(registry) or config.get("credsStore")
    found = _from_helper(helper, registry, path) if helper else None
    return found or _from_file(_section(config, "auths", path), registry, path)


def _config_path() -> Path:
    folder = os.environ.get("DOCKER_CONFIG")
    return (Path(folder) if folder else Path("~/.docker").expanduser()) / "config.json"


def _read(path: Path) -> Mapping[str, Any]:
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise LocalError(f"{path} cannot be read: {error.strerror}", "check its owner") from error
    except (ValueError, RecursionError):
        # Not chained: the error holds the text, and the text the passwords.
        raise LocalError(f"{path} is not valid JSON", "log in again with docker login") from None
    if not isinstance(config, dict):
        raise LocalError(f"{path} holds no JSON object", "log in again with docker login")
    return config


def _section(config: Mapping[str, Any], name: str, path: Path) -> Mapping[str, Any]:
    section = config.get(name) or {}
    if not isinstance(section, dict):
        raise LocalError(f"{path}: {name} is no JSON object", "log in again with docker login")
    return section


def _from_file(auths: Mapping[str, Any], registry: str, path: Path) -> Credential | None:
    hosts = _DOCKER_HUB_HOSTS if registry == DOCKER_HUB else {registry}
    keys = [key for key in auths if _host(key) in hosts]
    if not keys:
        return None
    key = registry if registry in keys else keys[0]
    try:
        return _from_entry(auths[key])
    except (ValueError, KeyError, AttributeError, TypeError):
        raise LocalError(
            f"{path}: the entry of {registry} is damaged",
            f"log in again with docker login {registry}",
        ) from None


def _host(key: str) -> str:
    """The host of a key, which may be a URL: Docker's ConvertToHostname."""
    return key.removeprefix("https://").removeprefix("http://").partition("/")[0]


def _from_entry(entry: Mapping[str, str]) -> Credential | None:
    if token := entry.get("identitytoken"):
        return Credential("", token)
    if auth := entry.get("auth"):
        user, colon, secret = base64.b64decode(auth, validate=True).decode().partition(":")
        if not (user and colon):
            raise ValueError("no user name")
        return Credential(user, secret)
    if name := entry.get("username"):
        return Credential(name, entry["password"])
    return None  # a helper has it


def _from_helper(helper: str, registry: str, path: Path) -> Credential | None:
    if not (isinstance(helper, str) and _HELPER_NAME.fullmatch(helper)):
        raise LocalError(f"{path} names a credential helper {helper!r}", "correct its name")
    program = f"docker-credential-{helper}"
    executable = shutil.which(program)
    if executable is None:
        raise LocalError(
            f"{program}, which {path} names, is not installed", "install it or remove its entry"
        )
    broken = LocalError(
        f"{program} does not give the credentials of {registry}",
        f"log in again with docker login {registry}",
    )
    try:
        run = subprocess.run(  # noqa: S603 -- a fixed argument and a name checked above
            [executable, "get"],
            input=_DOCKER_HUB_KEY if registry == DOCKER_HUB else registry,
            capture_output=True,
            text=True,
            timeout=_HELPER_SECONDS,
            check=False,
        )
        if run.returncode:
            if _NOT_FOUND in run.stdout:
                return None
            raise broken
        answer = json.loads(run.stdout)
        user, secret = str(answer["Username"]), str(answer["Secret"])
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError, TypeError):
        raise broken from None  # what it said may hold the secret
    return Credential("" if user == _IDENTITY_TOKEN_USER else user, secret)
