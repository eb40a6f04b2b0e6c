"""Which forge a repository is on, and the token for it."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from nexus_gitops.errors import UsageError
from nexus_gitops.publish.address import RepositoryAddress
from nexus_gitops.publish.forge.api import Forge, Rest
from nexus_gitops.publish.forge.gitea import Gitea
from nexus_gitops.publish.forge.github import GitHub
from nexus_gitops.publish.forge.gitlab import GitLab

KIND: Final = "NEXUS_GITOPS_FORGE"
TOKEN: Final = "NEXUS_GITOPS_FORGE_TOKEN"  # noqa: S105 -- the variable's name

_SCP: Final = re.compile(r"(?:[^@/]+@)?(?P<host>[^:/]+):(?P<path>.+)")
_TOKENS: Final[Mapping[str, tuple[str, ...]]] = {
    "github": (TOKEN, "GITHUB_TOKEN", "GH_TOKEN"),
    "gitlab": (TOKEN, "GITLAB_TOKEN"),
    "gitea": (TOKEN, "GITEA_TOKEN", "FORGEJO_TOKEN"),
}
_BY_HOST: Final[Mapping[str, str]] = {
    "github": "github", "gitlab": "gitlab", "gitea": "gitea", "forgejo": "gitea",
    "codeberg": "gitea",
}  # fmt: skip
_PUBLIC_GITHUB: Final = "github.com"


@dataclass(frozen=True, slots=True)
class _Place:
    scheme: str
    host: str
    path: str

    @property
    def site(self) -> str:
        return f"{self.scheme}://{self.host}"

    @property
    def page(self) -> str:
        return f"{self.site}/{self.path}"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A forge, and whether we may ask it anything.

    Attributes:
        forge: of the repository.
        has_token: whether the environment holds a token for it.
        variables: names of those that may hold one.
    """

    forge: Forge
    has_token: bool
    variables: tuple[str, ...]


def forge_of(address: RepositoryAddress) -> Chosen | None:
    """The forge that a repository is on; None where it is on none that is known.

    NEXUS_GITOPS_FORGE names its kind where the host does not.

    Raises:
        UsageError: the variable names no kind of forge.
    """
    place = _place(address)
    kind = os.environ.get(KIND, "").lower()
    kind = {"forgejo": "gitea"}.get(kind, kind)
    if kind and kind not in _TOKENS:
        raise UsageError(f"{KIND} is {kind!r}", "name github, gitlab, gitea or forgejo")
    if place is None:
        return None
    kind = kind or next((found for word, found in _BY_HOST.items() if word in place.host), "")
    if not kind:
        return None
    token = next((os.environ[name] for name in _TOKENS[kind] if os.environ.get(name)), "")
    return Chosen(_forge(kind, place, token), bool(token), _TOKENS[kind])


def _forge(kind: str, place: _Place, token: str) -> Forge:
    owner, _, name = place.path.rpartition("/")
    match kind:
        case "github":
            url = (
                "https://api.github.com"
                if place.host == _PUBLIC_GITHUB
                else (f"{place.site}/api/v3")
            )
            headers = {
                "Authorization": f"Bearer {token}",
                "Accept": "application/vnd.github+json",
                "X-GitHub-Api-Version": "2022-11-28",
            }
            return GitHub(Rest(url, headers), place.page, owner, name)
        case "gitlab":
            headers = {"Authorization": f"Bearer {token}"}
            return GitLab(Rest(f"{place.site}/api/v4", headers), place.page, place.path)
        case _:
            headers = {"Authorization": f"token {token}"}
            return Gitea(Rest(f"{place.site}/api/v1", headers), place.page, owner, name)


def _place(address: RepositoryAddress) -> _Place | None:
    """Where the forge's pages are; by ssh they are taken to be at the same host."""
    if address.is_local:
        return None
    match = _SCP.fullmatch(address.location) if "://" not in address.location else None
    if match:
        scheme, host, path = "https", match["host"], match["path"]
    else:
        url = urlsplit(address.location)
        is_ssh = url.scheme == "ssh"
        scheme = "https" if is_ssh else url.scheme
        host = (url.hostname or "") if is_ssh else url.netloc.rpartition("@")[2]
        path = url.path
    path = path.strip("/").removesuffix(".git")
    return _Place(scheme, host, path) if "/" in path else None
