"""Keeps one comment on a pull request or merge request: `python ci/comment.py diff.md`.

It writes the comment the first time, and changes it from then on. GitHub Actions and GitLab CI say
where; COMMENT_TOKEN may write there.
"""

import json
import os
import sys
from pathlib import Path
from urllib.request import Request, urlopen

MARK = "<!-- nexus-gitops -->"
LONGEST = 60_000  # what a forge takes of a comment


def main() -> None:
    """Write the comment."""
    text = f"{MARK}\n{Path(sys.argv[1]).read_text('utf-8')}"
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}\n\n… and more: see the log."
    listed, one, change = _places()
    ours = [comment["id"] for comment in _call("GET", listed) if comment["body"].startswith(MARK)]
    if ours:
        _call(change, one.format(ours[0]), {"body": text})
    else:
        _call("POST", listed.partition("?")[0], {"body": text})


def _places() -> tuple[str, str, str]:
    """Where comments are listed, where one of them is, and the method that changes it."""
    variables = os.environ
    if "GITHUB_REPOSITORY" in variables:
        issues = f"{variables['GITHUB_API_URL']}/repos/{variables['GITHUB_REPOSITORY']}/issues"
        listed = f"{issues}/{variables['PULL_REQUEST']}/comments?per_page=100"
        return listed, f"{issues}/comments/{{}}", "PATCH"
    project = f"{variables['CI_API_V4_URL']}/projects/{variables['CI_PROJECT_ID']}"
    notes = f"{project}/merge_requests/{variables['CI_MERGE_REQUEST_IID']}/notes"
    return f"{notes}?per_page=100", f"{notes}/{{}}", "PUT"


def _call(method: str, url: str, body: dict[str, str] | None = None) -> list[dict[str, str]]:
    if not url.startswith(("https://", "http://")):
        sys.exit(f"{url} is no address of a forge")
    headers = {
        "Authorization": f"Bearer {os.environ['COMMENT_TOKEN']}",
        "Content-Type": "application/json",
    }
    data = None if body is None else json.dumps(body).encode()
    request = Request(url, data=data, method=method, headers=headers)  # noqa: S310 -- seen above
    with urlopen(request, timeout=60) as answer:  # noqa: S310 -- likewise
        found: list[dict[str, str]] = json.load(answer)
    return found


if __name__ == "__main__":
    main()
