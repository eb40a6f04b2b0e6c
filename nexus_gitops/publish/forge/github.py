"""GitHub. Source: https://docs.github.com/en/rest/pulls/pulls?apiVersion=2022-11-28"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nexus_gitops.publish.forge.api import PullRequest, Rest


@dataclass(frozen=True, slots=True)
class GitHub:
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
        return f"{self.page}/compare/{base}...{branch}?expand=1"

    def find(self, branch: str, base: str) -> PullRequest | None:
        """See `Forge`."""
        found = self.rest.get(
            self._pulls, state="open", head=f"{self.owner}:{branch}", base=base, per_page=1
        )
        return _pull_request(found[0]) if found else None

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
        said = {"sha": commit, "merge_method": "rebase"}
        self.rest.send("PUT", f"{self._pulls}/{number}/merge", said)

    @property
    def _pulls(self) -> str:
        return f"/repos/{self.owner}/{self.name}/pulls"


def _pull_request(answer: Mapping[str, Any]) -> PullRequest:
    return PullRequest(
        answer["number"], answer["html_url"], answer["title"], answer.get("body") or ""
    )
