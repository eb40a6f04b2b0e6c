from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nexus_gitops.publish import (
    ChangeByHand,
    Permission,
    bare_repository,
    is_before,
    line,
    read_history,
    release_at,
    releases,
)
from nexus_gitops.publish.history import is_published
from nexus_gitops.publish.mirror import Depth, Mirror
from nexus_gitops.publish.release import Source
from tests.publish.conftest import AUTHOR, Remote, git, manifest, put, release_of

WEB = "environments/dev/core/core_configmap_web.yaml"


@pytest.fixture
def shallow_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start with two commits, and take twice as many each time."""
    monkeypatch.setattr(line, "_FIRST_DEPTH", 2)
    monkeypatch.setattr(line, "_DEEPER", 2)


def test_a_release_tells_all_about_itself(remote: Remote) -> None:
    commit = put(remote, release_of("dev", web=1)).commit
    (release,) = releases(remote.address, "main", "dev")
    assert release.commit == commit
    assert release.author == str(AUTHOR)
    assert release.environment == "dev"
    assert (release.repository, release.revision) == ("https://example.org/nexus.git", "1" * 40)
    assert release.dirty is False
    assert release.tool_version == "0.1.0"
    assert release.summary == "nexus-gitops: publish dev: 2 added, 0 changed, 0 removed"
    assert release.changes == "2 added, 0 changed, 0 removed"
    assert release.objects == ("added Application/nexus-dev", "added ConfigMap/web")
    stamp = int(remote.git("log", "-1", "--format=%ct", "main"))
    assert release.time == datetime.fromtimestamp(stamp, UTC)


def test_newest_first_and_only_of_the_environment(remote: Remote) -> None:
    commits = []
    for value in range(3):
        commits.append(put(remote, release_of("dev", web=value)).commit)
        put(remote, release_of("prod", web=value))
        remote.write({"README": str(value)})
    found = releases(remote.address, "main", "dev")
    assert [release.commit for release in found] == commits[::-1]
    assert [release.commit for release in releases(remote.address, "main", "dev", 1)] == commits[
        -1:
    ]


def test_a_release_far_down_is_found(remote: Remote, shallow_steps: None) -> None:
    first = put(remote, release_of("dev", web=1)).commit
    for number in range(20):
        remote.write({"README": str(number)})
    assert [release.commit for release in releases(remote.address, "main", "dev")] == [first]
    last = put(remote, release_of("dev", web=2)).commit
    found = releases(remote.address, "main", "dev")
    assert [release.commit for release in found] == [last, first]


def test_a_shallow_remote_ends_where_it_ends(
    remote: Remote, shallow_steps: None, make_remote: Callable[[str], Remote]
) -> None:
    for value in range(9):
        put(remote, release_of("dev", web=value))
    copy = make_remote("copy.git")
    copy.git("fetch", "--quiet", "--depth=3", f"file://{remote.path}", "main:main")
    assert len(releases(copy.address, "main", "dev")) == 3


def test_a_dirty_source_shows(remote: Remote) -> None:
    source = Source("", "2" * 40, dirty=True)
    put(remote, release_of("dev", web=1, source=source), Permission.DIRTY)
    (release,) = releases(remote.address, "main", "dev")
    assert release.dirty


def test_a_merge_does_not_bring_releases_of_another_line(remote: Remote) -> None:
    first = put(remote, release_of("dev", web=1)).commit
    remote.git("branch", "side", "main")
    put(remote, release_of("dev", web=2), branch="side")
    tree, side = remote.git("rev-parse", "main^{tree}"), remote.git("rev-parse", "side")
    merge = remote.git(
        "-c", "user.name=S", "-c", "user.email=s@example.org",
        "commit-tree", tree, "-p", first, "-p", side, "-m", "merge",
    )  # fmt: skip
    remote.git("update-ref", "refs/heads/main", merge)
    assert [release.commit for release in releases(remote.address, "main", "dev")] == [first]


def test_a_message_that_only_quotes_a_trailer_is_no_release(remote: Remote) -> None:
    put(remote, release_of("dev", web=1))
    tree = remote.git("rev-parse", "main^{tree}")
    quoting = remote.git(
        "-c", "user.name=S", "-c", "user.email=s@example.org", "commit-tree", tree,
        "-p", "main", "-m", "It said:\n\nNexus-Environment: dev\n\nand was wrong.",
    )  # fmt: skip
    remote.git("update-ref", "refs/heads/main", quoting)
    assert len(releases(remote.address, "main", "dev")) == 1


def test_no_branch_has_no_releases(remote: Remote) -> None:
    assert releases(remote.address, "main", "dev") == ()


def test_a_commit_is_found_below_those_of_others(remote: Remote) -> None:
    commit = put(remote, release_of("dev", web=1)).commit
    remote.write({"README": "x"})
    assert is_published(remote.address, "main", commit)
    assert not is_published(remote.address, "main", "1" * 40)


def test_what_came_before_is_told_from_what_came_after(remote: Remote, shallow_steps: None) -> None:
    for number in range(9):
        remote.write({"README": str(number)})
    newest, *_, oldest = remote.git("rev-list", "main").split()
    address = remote.address
    assert is_before(address, "main", oldest, newest)
    assert not is_before(address, "main", newest, oldest)
    assert not is_before(address, "main", newest, newest)
    remote.write({"README": "later"})
    later = remote.git("rev-parse", "main")
    assert not is_before(address, "main", later, newest)
    assert is_before(address, "main", newest, later)
    for unknown in ("1" * 40, ""):
        assert not is_before(address, "main", unknown, newest)
        assert not is_before(address, "main", newest, unknown)


def test_what_was_merged_came_before(remote: Remote) -> None:
    first = put(remote, release_of("dev", web=1)).commit
    side = put(remote, release_of("dev", web=2)).commit
    tree = remote.git("rev-parse", "main^{tree}")
    merge = remote.git(
        "-c", "user.name=S", "-c", "user.email=s@example.org",
        "commit-tree", tree, "-p", first, "-p", side, "-m", "merge",
    )  # fmt: skip
    remote.git("update-ref", "refs/heads/main", merge)
    assert is_before(remote.address, "main", side, merge)


def test_a_time_beyond_the_calendar_is_its_end(remote: Remote) -> None:
    put(remote, release_of("dev", web=1))
    message = remote.git("log", "-1", "--format=%B", "main")
    remote.git(
        "fast-import",
        "--quiet",
        stdin="commit refs/heads/main\ncommitter S <s@example.org> 99999999999999 +0000\n"
        f"data {len(message)}\n{message}\nfrom refs/heads/main^0\n",
    )
    newest, first = releases(remote.address, "main", "dev")
    assert newest.time == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC) > first.time


def test_a_commit_holds_the_newest_release_up_to_it(remote: Remote) -> None:
    first = put(remote, release_of("dev", web=1)).commit
    other = put(remote, release_of("prod", web=1)).commit
    second = put(remote, release_of("dev", web=2)).commit

    def held(commit: str, environment: str = "dev") -> str:
        found = release_at(remote.address, "main", environment, commit)
        return found.commit if found else ""

    assert [held(commit) for commit in (first, other, second)] == [first, first, second]
    assert held(first, "prod") == ""


def test_the_repository_of_a_hook_that_calls_us_is_not_read(
    remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = put(remote, release_of("dev", web=1)).commit
    for name in ("GIT_DIR", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_INDEX_FILE",
                 "GIT_NAMESPACE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE", "GIT_GRAFT_FILE",
                 "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH"):  # fmt: skip
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    assert [release.commit for release in releases(remote.address, "main", "dev")] == [commit]


def commits_here(remote: Remote) -> int:
    mirror = Mirror(remote.address, Depth.HISTORY)
    objects = git(mirror.path, "cat-file", "--batch-check", "--batch-all-objects")
    return sum(line.split()[1] == "commit" for line in objects.splitlines())


def test_all_are_found_after_a_page_was(remote: Remote, shallow_steps: None) -> None:
    for value in range(20):
        put(remote, release_of("dev", web=value))
    assert len(releases(remote.address, "main", "dev", limit=1)) == 1
    assert len(releases(remote.address, "main", "dev", limit=100)) == 20


def test_what_is_known_stays_and_only_what_is_new_is_fetched(
    remote: Remote, shallow_steps: None
) -> None:
    for value in range(20):
        put(remote, release_of("dev", web=value))
    releases(remote.address, "main", "dev", limit=10)
    known = commits_here(remote)
    assert 10 <= known < 20
    newest = put(remote, release_of("dev", web="new")).commit
    assert releases(remote.address, "main", "dev", limit=10)[0].commit == newest
    assert commits_here(remote) == known + 1


def test_housekeeping_forgets_nothing(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bare_repository, "_FILES_KEPT", 12)
    for value in range(12):
        put(remote, release_of("dev", web=value))
        assert len(releases(remote.address, "main", "dev")) == value + 1
    packs = Mirror(remote.address, Depth.HISTORY).path / "objects" / "pack"
    assert len(list(packs.iterdir())) <= 12 + 3
    assert commits_here(remote) == 12


def test_a_branch_that_was_written_anew_is_followed(remote: Remote) -> None:
    first = put(remote, release_of("dev", web=1)).commit
    put(remote, release_of("dev", web=2))
    releases(remote.address, "main", "dev")
    remote.git("update-ref", "refs/heads/main", first)
    last = put(remote, release_of("dev", web=3)).commit
    found = releases(remote.address, "main", "dev")
    assert [release.commit for release in found] == [last, first]


def test_an_unknown_commit_holds_no_release(remote: Remote) -> None:
    put(remote, release_of("dev", web=1))
    assert release_at(remote.address, "main", "dev", "1" * 40) is None


def test_what_was_changed_by_hand_stands_between_the_releases(remote: Remote) -> None:
    first = put(remote, release_of("dev", web=1)).commit
    remote.write({"README": "x"})
    hotfix = remote.write({WEB: manifest("ConfigMap", "web", "hotfix")})
    put(remote, release_of("prod", web=1))
    remote.write({"environments/prod/core/core_configmap_web.yaml": "kind: Odd\n"})
    second = put(remote, release_of("dev", web=2), Permission.OVERWRITE).commit

    found = read_history(remote.address, "main", "dev")

    assert [event.commit for event in found] == [second, hotfix, first]
    by_hand = found[1]
    assert isinstance(by_hand, ChangeByHand)
    assert (by_hand.paths, by_hand.restores) == ((WEB,), "")
    assert (by_hand.author, by_hand.summary) == ("Somebody <somebody@example.org>", "by hand")


def test_of_the_shared_folder_only_what_is_the_environments_own_counts(remote: Remote) -> None:
    put(remote, release_of("dev", web=1))
    put(remote, release_of("prod", web=1))
    remote.write({"argocd/nexus-prod.yaml": "kind: Odd\n", "argocd/other.yaml": "kind: Odd\n"})
    own = remote.write({"argocd/nexus-dev.yaml": "kind: Odd\n"})

    found = read_history(remote.address, "main", "dev")

    assert [event.commit for event in found if isinstance(event, ChangeByHand)] == [own]


def revert(remote: Remote, commit: str, tmp_path: Path) -> str:
    """Take a commit back by hand, as somebody in a hurry does."""
    copy = tmp_path / "copy"
    git(tmp_path, "clone", "--quiet", str(remote.path), str(copy))
    git(copy, "revert", "--no-edit", commit)
    git(copy, "push", "--quiet", "origin", "HEAD:main")
    return git(copy, "rev-parse", "HEAD")


def test_a_revert_names_the_release_that_it_brings_back(remote: Remote, tmp_path: Path) -> None:
    first = put(remote, release_of("dev", web=1)).commit
    second = put(remote, release_of("dev", web=2, source=Source("", "2" * 40))).commit
    remote.write({"README": "x"})
    reverted = revert(remote, second, tmp_path)

    newest, *rest = read_history(remote.address, "main", "dev")

    assert isinstance(newest, ChangeByHand)
    assert (newest.commit, newest.restores) == (reverted, first)
    assert newest.paths == (".nexus/dev.lock.json", WEB)
    assert [event.commit for event in rest] == [second, first]


def rewritten(remote: Remote, branch: str, message: str) -> str:
    """Bring a branch onto main as one commit, as a forge squashes it."""
    tree = remote.git("rev-parse", f"{branch}^{{tree}}")
    commit = remote.git("commit-tree", tree, "-p", "main", "-m", message)
    remote.git("update-ref", "refs/heads/main", commit)
    return commit


def test_a_squashed_release_is_found_by_its_record(remote: Remote) -> None:
    first = put(remote, release_of("dev", web=1)).commit
    remote.git("branch", "side", "main")
    source = Source("https://example.org/nexus.git", "2" * 40)
    put(remote, release_of("dev", web=2, db=1, source=source), branch="side")
    squashed = rewritten(remote, "side", "Release dev (#7)")

    newest, oldest = releases(remote.address, "main", "dev")

    assert (newest.commit, oldest.commit) == (squashed, first)
    assert (newest.revision, newest.tool_version) == ("2" * 40, "0.1.0")
    assert (newest.summary, newest.changes) == (
        "Release dev (#7)",
        "1 added, 1 changed, 0 removed",
    )
    found = release_at(remote.address, "main", "dev", squashed)
    assert found is not None
    assert found.commit == squashed
