"""A forge on the loopback interface: real Git by HTTP, and an API that is held to its schema.

What each forge takes is beside this module, by operation: github.json and gitea.json from the
descriptions that they publish (github/rest-api-description by @octokit/openapi 23.0.2, and
templates/swagger/v1_json.tmpl of Gitea 1.26.4), gitlab.json from
https://docs.gitlab.com/api/merge_requests/. An unknown field or value is answered with 422.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import jsonschema_rs

from tests.git_http import ApiCall, HttpServer
from tests.publish.conftest import Remote

TOKEN = "t0ken-of-the-forge"
_SCHEMES = {"github": "Bearer", "gitlab": "Bearer", "gitea": "token"}


@dataclass
class Forge:
    """One repository `acme/gitops` on a forge.

    Attributes:
        kind: github, gitlab or gitea.
        git: serves the repository, and this API beside it.
        remote: the repository itself.
        requests: pull requests by number, as they are kept here.
        refuses_merge: answers 405 to a merge, as where a review is missing.
        how: merges by a rebase, a squash or a merge commit.
    """

    kind: str
    git: HttpServer
    remote: Remote
    requests: dict[int, dict[str, Any]] = field(default_factory=dict)
    refuses_merge: bool = False
    how: str = "rebase"
    calls: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.git.url("acme/gitops.git")

    @property
    def open(self) -> list[dict[str, Any]]:
        return [one for one in self.requests.values() if one["state"] == "open"]

    def answer(self, call: ApiCall) -> tuple[int, Any]:
        if call.authorization != f"{_SCHEMES[self.kind]} {TOKEN}":
            return 401, {"message": "Bad credentials"}
        for operation in json.loads((Path(__file__).parent / f"{self.kind}.json").read_text()):
            path = re.sub(r"\{[^}]*\}", r"([^/]+)", operation["path"])
            match = re.fullmatch(path, call.path)
            if match and operation["method"] == call.method:
                return self._held(operation, call, match)
        return 404, {"message": "Not Found"}

    def _held(
        self, operation: dict[str, Any], call: ApiCall, match: re.Match[str]
    ) -> tuple[int, Any]:
        project = "acme%2Fgitops" if self.kind == "gitlab" else "acme/gitops"
        if project not in call.path:
            return 404, {"message": "Not Found"}
        query = {
            name: int(value) if operation["query"].get(name, {}).get("type") == "integer" else value
            for name, value in parse_qsl(call.query)
        }
        asked = {
            "type": "object",
            "properties": operation["query"],
            "additionalProperties": False,
        }
        body = json.loads(call.body) if call.body else {}
        for schema, value in ((asked, query), (operation.get("body", {}), body)):
            for error in jsonschema_rs.validator_for(schema).iter_errors(value):
                return 422, {"message": str(error)}
        numbers = [int(part) for part in match.groups() if part.isdecimal()]
        self.calls.append(f"{call.method} {operation['path'].rpartition('/')[2]}")
        if call.method == "GET":
            return 200, [self._shown(one) for one in self.open if self._fits(one, query)]
        if call.path.endswith("/merge"):
            return self._merge(self.requests[numbers[0]], body)
        if numbers:
            return 200, self._shown(self._changed(self.requests[numbers[0]], body))
        return self._created(body)

    def _fits(self, one: dict[str, Any], query: dict[str, Any]) -> bool:
        match self.kind:
            case "github":
                owner, _, branch = query["head"].partition(":")
                return (owner, branch, query["base"]) == ("acme", one["head"], one["base"])
            case "gitlab":
                wanted = query["source_branch"], query["target_branch"]
                return wanted == (one["head"], one["base"])
            case _:
                return int(query["page"]) == 1

    def _created(self, body: dict[str, Any]) -> tuple[int, Any]:
        head = body.get("head") or body["source_branch"]
        base = body.get("base") or body["target_branch"]
        if any((one["head"], one["base"]) == (head, base) for one in self.open):
            return 422, {"message": "A pull request already exists"}
        for branch in (head, base):
            if not self.remote.commits(branch):
                return 422, {"message": f"no branch {branch}"}
        number = len(self.requests) + 1
        self.requests[number] = {
            "number": number,
            "head": head,
            "base": base,
            "title": body["title"],
            "body": body.get("body") or body.get("description"),
            "state": "open",
        }
        return 201, self._shown(self.requests[number])

    def _changed(self, one: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        one["title"] = body.get("title", one["title"])
        one["body"] = body.get("body", body.get("description", one["body"]))
        if "closed" in (body.get("state"), f"{body.get('state_event')}d"):
            one["state"] = "closed"
        return one

    def _merge(self, one: dict[str, Any], body: dict[str, Any]) -> tuple[int, Any]:
        head = self.remote.commits(one["head"])[-1]
        if head != body.get("sha", body.get("head_commit_id")):
            return 409, {"message": "Head branch was modified"}
        if self.refuses_merge:
            return 405, {"message": "At least 1 approving review is required"}
        if self.how != "rebase":
            tree = self.remote.git("rev-parse", f"{head}^{{tree}}")
            parents = ["-p", one["base"], *(["-p", head] if self.how == "merge" else [])]
            message = f"{one['title']} (#{one['number']})"
            head = self.remote.git("commit-tree", tree, *parents, "-m", message)
        self.remote.git("update-ref", f"refs/heads/{one['base']}", head)
        one["state"] = "merged"
        return 200, {"merged": True, "sha": head, "message": "merged"}

    def _shown(self, one: dict[str, Any]) -> dict[str, Any]:
        page = f"{self.git.url('acme/gitops')}/pulls/{one['number']}"
        if self.kind == "gitlab":
            return {
                "iid": one["number"],
                "web_url": page,
                "title": one["title"],
                "description": one["body"],
            }
        return {
            "number": one["number"],
            "html_url": page,
            "title": one["title"],
            "body": one["body"],
            "head": {"ref": one["head"]},
            "base": {"ref": one["base"]},
        }
