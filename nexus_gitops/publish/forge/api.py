"""What all forges can do for us, and the one door to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from nexus_gitops.errors import RefusedError, RejectedError, UnreachableError

_SECONDS: Final = 30.0
_NOT_LET_IN: Final = frozenset({401, 403})
_NOT_NOW: Final = frozenset({405, 406, 409, 422})
_BUSY: Final = 429
_BROKEN: Final = 500
_WORDS_SHOWN: Final = 300


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request (GitLab: merge request) that is open.

    Attributes:
        number: as the forge shows it.
        url: of its page.
        title: of it.
        body: in Markdown.
    """

    number: int
    url: str
    title: str
    body: str


class Forge(Protocol):
    """One repository on a forge.

    Every method raises UnreachableError where the forge does not answer or does not let us in, and
    RejectedError where it says no.
    """

    def link(self, branch: str, base: str) -> str:
        """Page on which a person opens the pull request."""

    def find(self, branch: str, base: str) -> PullRequest | None:
        """The open pull request of a branch onto another one."""

    def create(self, branch: str, base: str, title: str, body: str) -> PullRequest:
        """Open one."""

    def update(self, number: int, title: str, body: str) -> PullRequest:
        """Change its text."""

    def close(self, number: int) -> None:
        """Close it without merging."""

    def merge(self, number: int, commit: str) -> None:
        """Merge it, as soon as the forge's own rules allow; not another commit than this one."""


@dataclass(frozen=True, slots=True)
class Rest:
    """A REST API with a token, which is in no error, no log and no `repr`.

    Attributes:
        url: that all paths are below.
        headers: of every request, with the token.
    """

    url: str
    headers: Mapping[str, str] = field(repr=False)

    def get(self, path: str, **query: str | int) -> Any:
        """What is there."""
        return self._asked("GET", path, query=query)

    def send(self, method: str, path: str, body: Mapping[str, Any]) -> Any:
        """What it answers to a change."""
        return self._asked(method, path, body=body)

    def _asked(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Any:
        import httpx2

        place = f"{method} {self.url}{path}"
        try:
            answer = httpx2.request(
                method,
                f"{self.url}{path}",
                params=query,
                json=body,
                headers={"User-Agent": "nexus-gitops", **self.headers},
                timeout=_SECONDS,
            )
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise UnreachableError(
                f"cannot reach {place}: {type(error).__name__}", "check the address and the network"
            ) from None  # its own words may quote a header
        if answer.is_success:
            return answer.json() if answer.content else None
        said = f"{place}: {answer.status_code} {_words(answer)}"
        if answer.status_code in _NOT_LET_IN:
            raise UnreachableError(
                f"the forge does not let us in: {said}", "check the token and what it may do"
            )
        if answer.status_code == _BUSY or answer.status_code >= _BROKEN:
            raise UnreachableError(f"the forge cannot answer now: {said}", "try again")
        if answer.status_code in _NOT_NOW:
            raise RejectedError(
                f"the forge says no: {said}", "its own words tell what is in the way"
            )
        raise RefusedError(
            f"the forge does not know that: {said}",
            "check the address, and NEXUS_GITOPS_FORGE, which names the kind of forge",
        )


def _words(answer: Any) -> str:
    try:
        told = answer.json()
    except ValueError:
        return ""
    message = told.get("message") or told.get("error") if isinstance(told, dict) else told
    return " ".join(str(message or "").split())[:_WORDS_SHOWN]
