"""Gitea, and Forgejo, which speaks the same. Source: templates/swagger/v1_json.tmpl of Gitea."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from nexus_gitops.publish.forge.api import PullRequest, Rest

_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Gitea:
    """See `Forge`.

    Attributes:
        rest: its API.
        page: of the repository.
        owner, name: of the repository.
    """

    rest: Rest
    page: str
    owner: str
    name: str

    def link(self, branch: str, base: str) -> str:
        """See `Forge`."""
        return f"{self.page}/compare/{base}...{branch}"

    def find(self, branch: str, base: str) -> PullRequest | None:
        """See `Forge`."""
        for one in self._open():  # it knows no question by branch
            if one["head"]["ref"] == branch and one["base"]["ref"] == base:
                return _pull_request(one)
        return None

    def _open(self) -> Iterator[Any]:
        for page in count(1):
            found = self.rest.get(self._pulls, state="open", page=page, limit=_PAGE)
            yield from found
            if len(found) < _PAGE:
                return

    def create(self, branch: str, base: str, title: str, body: str) -> PullRequest:
        """See `Forge`."""
        said = {"title": title, "body": body, "head": branch, "base": base}
        return _pull_request(self.rest.send("POST", self._pulls, said))

    def update(self, number: int, title: str, body: str) -> PullRequest:
        """See `Forge`."""
        return _pull_request(
            self.rest.send("PATCH", f"{self._pulls}/{number}", {"title": title, "body": body})
        )

    def close(self, number: int) -> None:
        """See `Forge`."""
        self.rest.send("PATCH", f"{self._pulls}/{number}", {"state": "closed"})

    def merge(self, number: int, commit: str) -> None:
        """See `Forge`."""
        said = {"do": "rebase", "head_commit_id": commit, "merge_when_checks_succeed": True}
        self.rest.send("POST", f"{self._pulls}/{number}/merge", said)

    @property
    def _pulls(self) -> str:
        return f"/repos/{self.owner}/{self.name}/pulls"


def _pull_request(answer: Mapping[str, Any]) -> PullRequest:
    return PullRequest(
        answer["number"], answer["html_url"], answer["title"], answer.get("body") or ""
    )
