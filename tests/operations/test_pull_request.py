"""Pull requests on each kind of forge, on top of real Git by HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from nexus_gitops.errors import (
    NexusError,
    RefusedError,
    RejectedError,
    UnreachableError,
    UsageError,
)
from nexus_gitops.operations.pull_request import Action, Request, request
from nexus_gitops.operations.release import Target
from nexus_gitops.publish import Permission, Proposed, parse_address, propose, releases
from nexus_gitops.publish.forge import forge_of
from nexus_gitops.publish.release import Source
from nexus_gitops.rendering.synthesis import Request as Rendered
from tests.forges.server import TOKEN, Forge
from tests.git_http import serving
from tests.publish.conftest import AUTHOR, Remote, git, isolated_machine, put, release_of

__all__ = ["isolated_machine"]

BRANCH = "nexus/dev"


@pytest.fixture(params=["github", "gitlab", "gitea"])
def forge(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Forge]:
    """A forge of each kind, with dev published to main."""
    path = tmp_path / "acme" / "gitops.git"
    path.mkdir(parents=True)
    git(path, "init", "--quiet", "--bare", "--initial-branch=main")
    git(path, "config", "http.receivepack", "true")
    git(path, "config", "user.name", "Forge")
    git(path, "config", "user.email", "forge@example.org")
    remote = Remote(path)
    with serving(tmp_path) as server:
        found = Forge(request.param, server, remote)
        server.api = found.answer
        monkeypatch.setenv("NEXUS_GITOPS_FORGE", request.param)
        monkeypatch.setenv("NEXUS_GITOPS_FORGE_TOKEN", TOKEN)
        put(parse_address(found.url), release_of("dev", web=0))
        yield found


def ask(
    forge: Forge, web: int, *permissions: Permission, auto_merge: bool = False
) -> tuple[Proposed, Request]:
    """Publish a release by a pull request."""
    address = parse_address(forge.url)
    release = release_of("dev", web=web, source=Source("", str(web) * 40))
    proposed = propose(
        address,
        "main",
        release,
        permissions=frozenset(permissions),
        author=AUTHOR,
        on_progress=lambda _: None,
    )
    target = Target("dev", address, "main", Rendered("dev"))
    return proposed, request(target, release, proposed, auto_merge=auto_merge)


def test_a_release_becomes_a_branch_on_top_of_the_target_and_a_request(forge: Forge) -> None:
    main = forge.remote.commits()

    proposed, done = ask(forge, 1)

    assert done.action is Action.CREATED
    (one,) = forge.open
    assert (one["head"], one["base"]) == (BRANCH, "main")
    assert one["title"] == "nexus-gitops: publish dev"
    assert "ConfigMap/web" in one["body"]
    assert done.url.endswith("/pulls/1")
    assert forge.remote.commits() == main
    assert forge.remote.commits(BRANCH) == [*main, proposed.commit]


def test_the_one_request_is_found_again_and_updated_in_place(forge: Forge) -> None:
    ask(forge, 1)
    first = forge.requests[1]["body"]
    forge.remote.write({"README": "main moved on"})

    proposed, done = ask(forge, 2)

    assert done.action is Action.UPDATED
    assert len(forge.requests) == 1
    assert forge.requests[1]["body"] != first
    assert forge.remote.commits(BRANCH) == [*forge.remote.commits(), proposed.commit]


def test_the_same_again_pushes_and_says_nothing(forge: Forge) -> None:
    ask(forge, 1)
    before, calls = forge.remote.commits(BRANCH), len(forge.calls)

    proposed, done = ask(forge, 1)

    assert (done.action, proposed.is_new) == (Action.UNCHANGED, False)
    assert forge.remote.commits(BRANCH) == before
    assert forge.calls[calls:] == [forge.calls[0]]


def test_it_is_closed_and_its_branch_goes_once_there_is_nothing_to_publish(forge: Forge) -> None:
    ask(forge, 1)

    _, done = ask(forge, 0)

    assert done.action is Action.CLOSED
    assert forge.requests[1]["state"] == "closed"
    assert forge.remote.commits(BRANCH) == []
    assert ask(forge, 0)[1].action is Action.NONE


def test_nothing_is_merged_unless_that_is_asked_for(forge: Forge) -> None:
    ask(forge, 1)
    assert forge.requests[1]["state"] == "open"

    _, done = ask(forge, 1, auto_merge=True)

    assert done.action is Action.MERGED
    assert forge.requests[1]["state"] == "merged"


@pytest.mark.parametrize("how", ["rebase", "squash", "merge"])
def test_however_it_is_merged_the_release_is_found(forge: Forge, how: str) -> None:
    forge.how = how
    ask(forge, 1, auto_merge=True)

    newest, first = releases(parse_address(forge.url), "main", "dev")

    assert newest.commit == forge.remote.commits()[-1]
    assert newest.revision == "1" * 40
    assert first.revision == "1" * 40
    assert ask(forge, 1)[0].commit == ""
    assert forge.remote.commits(BRANCH) == []


def test_a_merge_that_the_forge_holds_back_is_told_in_its_words(forge: Forge) -> None:
    forge.refuses_merge = True

    with pytest.raises(RejectedError, match="approving review is required"):
        ask(forge, 1, auto_merge=True)


def test_what_somebody_committed_to_the_branch_is_not_overwritten(forge: Forge) -> None:
    ask(forge, 1)
    theirs = forge.remote.write({"README": "a reviewer's"}, BRANCH)

    with pytest.raises(RefusedError, match=rf"somebody committed {theirs[:12]} to {BRANCH}"):
        ask(forge, 2)
    assert forge.remote.commits(BRANCH)[-1] == theirs

    ask(forge, 2, Permission.OVERWRITE)
    assert theirs not in forge.remote.commits(BRANCH)


def test_without_a_token_the_link_is_told(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEXUS_GITOPS_FORGE_TOKEN")

    proposed, done = ask(forge, 1)

    assert done.action is Action.NONE
    assert done.variables[0] == "NEXUS_GITOPS_FORGE_TOKEN"
    assert done.url.startswith(forge.git.url("acme/gitops/"))
    assert "dev" in done.url
    assert forge.remote.commits(BRANCH)[-1] == proposed.commit
    assert forge.calls == []


def test_a_wrong_token_is_told_without_it(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEXUS_GITOPS_FORGE_TOKEN", "n0t-this-one")

    with pytest.raises(UnreachableError, match="does not let us in") as caught:
        ask(forge, 1)

    assert "n0t-this-one" not in str(caught.value)


def test_another_kind_of_forge_is_told(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEXUS_GITOPS_FORGE", "sourcehut")
    with pytest.raises(UsageError, match="github, gitlab, gitea or forgejo"):
        ask(forge, 1)
    monkeypatch.setenv("NEXUS_GITOPS_FORGE", "gitea" if forge.kind != "gitea" else "github")
    with pytest.raises(NexusError, match=r"NEXUS_GITOPS_FORGE|does not let us in"):
        ask(forge, 1)


@pytest.mark.parametrize(
    ("address", "kind", "page"),
    [
        ("https://github.com/acme/gitops.git", "GitHub", "https://github.com/acme/gitops/compare/"),
        ("git@github.com:acme/gitops.git", "GitHub", "https://github.com/acme/gitops/compare/"),
        ("ssh://git@gitlab.example.com:2222/a/b/c.git", "GitLab",
         "https://gitlab.example.com/a/b/c/-/merge_requests/new?"),
        ("https://codeberg.org/acme/gitops", "Gitea", "https://codeberg.org/acme/gitops/compare/"),
    ],
)  # fmt: skip
def test_a_forge_is_known_by_its_host(address: str, kind: str, page: str) -> None:
    chosen = forge_of(parse_address(address))
    assert chosen is not None
    assert type(chosen.forge).__name__ == kind
    assert chosen.forge.link("nexus/dev", "main").startswith(page)
    assert not chosen.has_token


@pytest.mark.parametrize("address", ["https://git.example.com/acme/gitops.git", "/srv/gitops.git"])
def test_an_unknown_host_is_no_forge(address: str) -> None:
    assert forge_of(parse_address(address)) is None


def test_a_token_is_in_no_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "gh-s3cret")
    assert "gh-s3cret" not in repr(forge_of(parse_address("https://github.com/acme/gitops")))
