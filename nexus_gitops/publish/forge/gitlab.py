"""GitLab. Source: https://docs.gitlab.com/api/merge_requests/"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from nexus_gitops.publish.forge.api import PullRequest, Rest


@dataclass(frozen=True, slots=True)
class GitLab:
    """See `Forge`; what GitLab calls a merge request is a pull request here.

    Attributes:
        rest: its API.
        page: of the project.
        project: its path, as `group/subgroup/name`.
    """

    rest: Rest
    page: str
    project: str

    def link(self, branch: str, base: str) -> str:
        """See `Forge`."""
        query = {"merge_request[source_branch]": branch, "merge_request[target_branch]": base}
        return f"{self.page}/-/merge_requests/new?{urlencode(query)}"

    def find(self, branch: str, base: str) -> PullRequest | None:
        """See `Forge`."""
        found = self.rest.get(
            self._requests, state="opened", source_branch=branch, target_branch=base, per_page=1
        )
        return _pull_request(found[0]) if found else None

    def create(self, branch: str, base: str, title: str, body: str) -> PullRequest:
        """See `Forge`."""
        said = {
            "title": title,
            "description": body,
            "source_branch": branch,
            "target_branch": base,
            "remove_source_branch": True,
        }
        return _pull_request(self.rest.send("POST", self._requests, said))

    def update(self, number: int, title: str, body: str) -> PullRequest:
        """See `Forge`."""
        said = {"title": title, "description": body}
        return _pull_request(self.rest.send("PUT", f"{self._requests}/{number}", said))

    def close(self, number: int) -> None:
        """See `Forge`."""
        self.rest.send("PUT", f"{self._requests}/{number}", {"state_event": "close"})

    def merge(self, number: int, commit: str) -> None:
        """See `Forge`."""
        said = {"sha": commit, "auto_merge": True}
        self.rest.send("PUT", f"{self._requests}/{number}/merge", said)

    @property
    def _requests(self) -> str:
        return f"/projects/{quote(self.project, safe='')}/merge_requests"


def _pull_request(answer: Mapping[str, Any]) -> PullRequest:
    return PullRequest(
        answer["iid"], answer["web_url"], answer["title"], answer.get("description") or ""
    )
