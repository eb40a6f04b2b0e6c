import itertools
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from nexus_gitops.argocd.layout import CORE, application_path, record_path
from nexus_gitops.errors import RefusedError, RejectedError, UsageError
from nexus_gitops.publish import (
    Permission,
    embedded_address,
    parse_address,
    plan,
    publish,
    read_published,
    transaction,
    turns,
)
from nexus_gitops.publish import commit as commits
from nexus_gitops.publish.changes import Changes
from nexus_gitops.publish.mirror import Mirror
from nexus_gitops.publish.queue import Queue
from nexus_gitops.publish.record import parse_record, record_of
from nexus_gitops.publish.release import Release, Source
from tests.publish.conftest import AUTHOR, Remote, git, manifest, put, release_of

WEB = "environments/dev/core/core_configmap_web.yaml"


def expected(release: Release) -> dict[str, str]:
    record = record_of(release).to_json()
    return {**release.files, record_path(release.environment): record}


def test_the_first_release_is_the_first_commit(remote: Remote) -> None:
    release = release_of("dev", web=1)
    published = put(remote, release)
    assert remote.commits() == [published.commit]
    assert remote.files() == expected(release)
    assert published.plan.parent == ""
    assert published.attempts == 1
    assert not published.unchanged


def test_the_next_one_is_one_commit_on_top(remote: Remote) -> None:
    first = put(remote, release_of("dev", web=1, db=1))
    second = put(remote, release_of("dev", web=2, cache=1))
    assert remote.commits() == [first.commit, second.commit]
    assert second.plan.changes == Changes(
        added=("environments/dev/core/core_configmap_cache.yaml",),
        changed=(WEB,),
        removed=("environments/dev/core/core_configmap_db.yaml",),
    )
    assert remote.files() == expected(release_of("dev", web=2, cache=1))


def test_nothing_changed_makes_no_commit(remote: Remote) -> None:
    put(remote, release_of("dev", web=1))
    again = put(remote, release_of("dev", web=1))
    assert again.unchanged
    assert len(remote.commits()) == 1


def test_another_source_or_tool_alone_changes_nothing(remote: Remote) -> None:
    first = release_of("dev", web=1)
    put(remote, first)
    elsewhere = Release("dev", first.files, first.images, Source("", "2" * 40), {"cdk8s": "9"})
    assert put(remote, elsewhere).unchanged
    assert parse_record(remote.text(record_path("dev"))).source == first.source


def test_environments_and_files_of_others_stay_as_they_are(remote: Remote) -> None:
    others = {"README.md": "hi\r\n", "environments/dev/mesh/a.yaml": "x", ".nexus/notes": "n"}
    remote.write(others)
    put(remote, release_of("prod", web=1))
    put(remote, release_of("dev", web=1))
    put(remote, release_of("dev", web=2))
    assert remote.files() == (
        others | expected(release_of("prod", web=1)) | expected(release_of("dev", web=2))
    )


def test_a_plan_is_what_a_publish_does_then(remote: Remote) -> None:
    put(remote, release_of("dev", web=1))
    (planned,) = plan(remote.address, "main", [release_of("dev", web=2)])
    assert len(remote.commits()) == 1
    assert planned.before == {WEB: manifest("ConfigMap", "web", 1)}
    assert planned.after == {WEB: manifest("ConfigMap", "web", 2)}
    assert put(remote, release_of("dev", web=2)).plan == planned


def test_a_plan_is_refused_like_a_publish(remote: Remote) -> None:
    with pytest.raises(RefusedError, match="--init"):
        plan(remote.address, "main", [release_of("dev", web=1)])


def test_what_is_published_can_be_read_back(remote: Remote) -> None:
    release = release_of("dev", web=1)
    commit = put(remote, release).commit
    put(remote, release_of("prod", web=1))
    publication = read_published(remote.address, "main", "dev")
    assert publication.files == release.files
    assert publication.record == record_of(release)
    assert publication.commit != commit
    assert read_published(remote.address, "main", "staging").record is None


def test_another_branch_leaves_the_first_one_as_it_is(remote: Remote) -> None:
    put(remote, release_of("dev", web=1))
    put(remote, release_of("dev", web=2), branch="environments/next")
    assert remote.files("main") == expected(release_of("dev", web=1))
    assert remote.files("environments/next") == expected(release_of("dev", web=2))
    assert len(remote.commits("main")) == 1


def test_a_bad_branch_name_is_refused_before_anything_happens(remote: Remote) -> None:
    for call in (
        lambda: put(remote, release_of("dev"), branch="a..b"),
        lambda: plan(remote.address, "a..b", [release_of("dev")]),
        lambda: read_published(remote.address, "a..b", "dev"),
    ):
        with pytest.raises(UsageError, match=r"a\.\.b"):
            call()
    assert not Mirror(remote.address).path.exists()


def test_a_dirty_release_is_refused_before_the_network(tmp_path: Path) -> None:
    address = parse_address("https://no-such-host.invalid/a.git")
    with pytest.raises(RefusedError, match="--allow-dirty"):
        put(address, release_of("dev", web=1, source=Source("", "1" * 40, dirty=True)))


def test_a_dirty_release_says_so_in_its_record(remote: Remote) -> None:
    source = Source("", "1" * 40, dirty=True)
    put(remote, release_of("dev", web=1, source=source), Permission.DIRTY)
    assert parse_record(remote.text(record_path("dev"))).source == source


REFUSALS: dict[str, Callable[[Remote], object]] = {
    "empty repository": lambda remote: None,
    "content of others": lambda remote: remote.write({"README": "x"}),
    "link for a folder": lambda remote: remote.link("environments", "/etc"),
    "link for the record": lambda remote: remote.link(".nexus/dev.lock.json", "/etc/passwd"),
    "link in the folder": lambda remote: remote.link(
        f"{application_path('dev', CORE)}/a", "../../.."
    ),
    "submodule": lambda remote: remote.link("argocd", "1" * 40, mode="160000"),
    "file for a folder": lambda remote: remote.write({"environments/dev": "x"}),
    "unknown file": lambda remote: (
        put(remote, release_of("dev", web=1)),
        remote.write({f"{application_path('dev', CORE)}/deep/er/a.txt": "x"}),
    ),
    "damaged record": lambda remote: remote.write({record_path("dev"): "<<<<<<<"}),
    "too much gone": lambda remote: put(remote, release_of("dev", a=1, b=1, c=1)),
}


@pytest.mark.parametrize("state", REFUSALS)
def test_a_refused_publish_leaves_the_repository_as_it_was(remote: Remote, state: str) -> None:
    REFUSALS[state](remote)
    before = remote.commits()
    with pytest.raises(RefusedError) as caught:
        publish(remote.address, "main", [release_of("dev", web=1)], author=AUTHOR)
    assert caught.value.hint
    assert "\n" not in str(caught.value)
    assert remote.commits() == before


def test_adopt_replaces_the_environments_folder_and_no_other(remote: Remote) -> None:
    core = application_path("dev", CORE)
    remote.write({f"{core}/old.yaml": "x", f"{core}/a b/ü.yaml": "y", "argocd/theirs.yaml": "z"})
    put(remote, release_of("dev", web=1), Permission.ADOPT, Permission.DESTRUCTIVE)
    assert remote.files() == {**expected(release_of("dev", web=1)), "argocd/theirs.yaml": "z"}


def test_adopt_writes_a_damaged_record_anew(remote: Remote) -> None:
    put(remote, release_of("dev", web=1))
    remote.write({record_path("dev"): "<<<<<<<"})
    with pytest.raises(RefusedError, match="damaged"):
        read_published(remote.address, "main", "dev")
    assert put(remote, release_of("dev", web=1), Permission.ADOPT).commit
    assert remote.files() == expected(release_of("dev", web=1))


@pytest.mark.parametrize("hook", ["pre-receive", "update"])
def test_a_hook_that_says_no_is_quoted(remote: Remote, hook: str) -> None:
    put(remote, release_of("dev", web=1))
    remote.hook(hook, 'echo "Policy 7: please fetch first, never on Friday" >&2; exit 1')
    with pytest.raises(RejectedError) as caught:
        put(remote, release_of("dev", web=2))
    assert "Policy 7: please fetch first, never on Friday" in caught.value.message
    assert "hook declined" in caught.value.message
    assert len(remote.commits()) == 1
    assert remote.is_sound()


def test_a_hook_that_aborts_the_transaction_is_a_rejection(remote: Remote) -> None:
    remote.hook("reference-transaction", "exit 1")
    with pytest.raises(RejectedError, match="aborted by hook"):
        put(remote, release_of("dev", web=1))
    assert remote.commits() == []


def test_what_a_server_says_cannot_drive_the_terminal(remote: Remote) -> None:
    remote.hook("pre-receive", "printf '\\033[2J\\033]0;x\\007no\\n' >&2; exit 1")
    with pytest.raises(RejectedError) as caught:
        put(remote, release_of("dev", web=1))
    assert caught.value.message.isprintable()


def test_hooks_and_signing_of_the_user_do_not_interfere(remote: Remote, tmp_path: Path) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("pre-push", "reference-transaction", "pre-commit"):
        (hooks / name).write_text("#!/bin/sh\nexit 1\n")
        (hooks / name).chmod(0o755)
    settings = f"""
        [core]
            hooksPath = {hooks}
            fsmonitor = false-program
        [commit]
            gpgSign = true
        [push]
            gpgSign = true
            followTags = true
        [gpg]
            program = false
    """
    # The remote is a folder of this machine; its own hooks must not be these.
    remote.git("config", "core.hooksPath", str(remote.path / "hooks"))
    (tmp_path / "gitconfig").write_text(settings)
    assert put(remote, release_of("dev", web=1)).commit


def overtake(remote: Remote, monkeypatch: pytest.MonkeyPatch, *releases: Release) -> None:
    """Let others, who do not queue, publish between our reading and our push: one at each try."""
    monkeypatch.setattr(turns, "FIRST_WAIT_SECONDS", 0.001)
    queue = iter(releases)
    make_commit = commits.make_commit

    def late(mirror: Mirror, wanted: commits.Commit) -> str:
        made = make_commit(mirror, wanted)
        for release in itertools.islice(queue, 1):
            cache = os.environ["NEXUS_GITOPS_CACHE_DIR"]
            with monkeypatch.context() as other:
                other.setenv("NEXUS_GITOPS_CACHE_DIR", f"{cache}-of-others")
                other.setattr(transaction, "make_commit", make_commit)
                other.setattr(Queue, "ahead", lambda *_: 0)
                put(remote, release)
        return made

    monkeypatch.setattr(transaction, "make_commit", late)


def test_others_that_are_faster_are_built_upon(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(remote, release_of("dev", web=1))
    overtake(remote, monkeypatch, release_of("prod", web=1), release_of("prod", web=2))
    told: list[str] = []
    published = put(remote, release_of("dev", web=2), on_progress=told.append)
    assert published.attempts > 1
    assert remote.commits()[-1] == published.commit
    assert remote.files() == expected(release_of("prod", web=2)) | expected(
        release_of("dev", web=2)
    )
    assert remote.is_sound()
    assert any("faster" in line for line in told)


def test_the_guards_judge_what_others_have_put_there_meanwhile(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(remote, release_of("dev", web=1))
    meanwhile = release_of("dev", web=1, db=1)
    meanwhile = Release(
        "dev",
        {
            **meanwhile.files,
            f"{application_path('dev', CORE)}/s.yaml": manifest("StatefulSet", "db"),
        },
    )
    overtake(remote, monkeypatch, meanwhile)
    with pytest.raises(RefusedError, match="StatefulSet/db"):
        put(remote, release_of("dev", web=2))


def test_the_same_release_published_meanwhile_is_nothing_new(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(remote, release_of("dev", web=1))
    overtake(remote, monkeypatch, release_of("dev", web=2))
    published = put(remote, release_of("dev", web=2))
    assert published.unchanged
    assert published.attempts == 2
    assert len(remote.commits()) == 2


def test_a_stale_lock_on_the_server_is_no_contention(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "FIRST_WAIT_SECONDS", 0.001)
    monkeypatch.setattr(turns, "TRIES_ON_ONE_TIP", 3)
    put(remote, release_of("dev", web=1))
    (remote.path / "refs/heads/main.lock").touch()
    with pytest.raises(RejectedError, match="stale lock"):
        put(remote, release_of("dev", web=2))


def test_a_force_push_of_others_is_built_upon_too(remote: Remote) -> None:
    put(remote, release_of("dev", web=1))
    put(remote, release_of("dev", web=2))
    remote.git("update-ref", "refs/heads/main", "main^")
    published = put(remote, release_of("dev", web=3))
    assert remote.commits()[-1] == published.commit
    assert len(remote.commits()) == 2


@pytest.mark.parametrize(
    ("action", "left"),
    [(("refs/heads/main", "main^"), 1), (("-d", "refs/heads/main"), 0)],
    ids=["rewound", "deleted"],
)
def test_what_others_take_back_meanwhile_does_not_come_back(
    remote: Remote, action: tuple[str, ...], left: int
) -> None:
    put(remote, release_of("dev", web=1))
    gone = put(remote, release_of("dev", web=2)).commit
    waiting = [("update-ref", *action)]

    def on_progress(words: str) -> None:
        if words.startswith("pushing") and waiting:
            remote.git(*waiting.pop())

    published = put(remote, release_of("dev", web=3), on_progress=on_progress)
    assert published.attempts == 2
    assert gone not in remote.commits()
    assert len(remote.commits()) == left + 1


def test_the_branch_may_vanish_and_come_back(remote: Remote) -> None:
    put(remote, release_of("dev", web=1))
    remote.git("update-ref", "-d", "refs/heads/main")
    assert put(remote, release_of("dev", web=1)).plan.parent == ""


def test_the_embedded_repository_may_be_removed_by_hand(tmp_path: Path) -> None:
    address = embedded_address(tmp_path)
    publish(address, "main", [release_of("dev", web=1)], author=AUTHOR)
    shutil.rmtree(tmp_path / ".nexus")
    assert publish(address, "main", [release_of("dev", web=1)], author=AUTHOR)[0].commit


def test_a_branch_that_cannot_be_is_refused_at_once(remote: Remote) -> None:
    remote.write({"README": "x"}, branch="main/foo")
    with pytest.raises(RefusedError, match="main/foo"):
        put(remote, release_of("dev", web=1))


def test_a_branch_of_another_name_is_told(remote: Remote) -> None:
    remote.write({"README": "x"}, branch="master")
    with pytest.raises(RefusedError, match="there is master") as caught:
        publish(remote.address, "main", [release_of("dev", web=1)], author=AUTHOR)
    assert "--branch" in caught.value.hint


def test_several_environments_go_out_in_one_push(remote: Remote) -> None:
    put(remote, release_of("prod", web=1))
    pushes = remote.path / "pushes"
    remote.hook("post-receive", f"echo push >> {pushes}")
    releases = [release_of("dev", web=1), release_of("prod", web=2), release_of("staging", web=1)]
    published = publish(remote.address, "main", releases, author=AUTHOR)
    assert pushes.read_text() == "push\n"
    assert remote.commits()[1:] == [item.commit for item in published]
    assert [remote.git("log", "-1", "--format=%s", item.commit) for item in published] == [
        "nexus-gitops: publish dev: 2 added, 0 changed, 0 removed",
        "nexus-gitops: publish prod: ConfigMap/web changed",
        "nexus-gitops: publish staging: 2 added, 0 changed, 0 removed",
    ]
    assert remote.files() == {
        path: text for release in releases for path, text in expected(release).items()
    }
    assert remote.is_sound()


def test_those_that_did_not_change_make_no_commit(remote: Remote) -> None:
    put(remote, release_of("prod", web=1))
    releases = [release_of("prod", web=1), release_of("dev", web=1)]
    unchanged, new = publish(remote.address, "main", releases, author=AUTHOR)
    assert unchanged.unchanged
    assert remote.commits()[1:] == [new.commit]


def test_where_one_is_refused_none_goes_out(remote: Remote) -> None:
    put(remote, release_of("prod", a=1, b=1, c=1))
    with pytest.raises(RefusedError, match="3 manifests of prod"):
        publish(
            remote.address, "main", [release_of("dev", web=1), release_of("prod", a=1)],
            author=AUTHOR,
        )  # fmt: skip
    assert len(remote.commits()) == 1


def test_each_sees_what_those_before_it_will_have_written(remote: Remote) -> None:
    shared = {"argocd/root.yaml": manifest("ConfigMap", "root")}
    dev, prod = (
        Release(name, {**release_of(name, web=1).files, **shared}) for name in ("dev", "prod")
    )
    first, second = plan(remote.address, "main", [dev, prod], frozenset({Permission.INIT}))
    assert "argocd/root.yaml" in first.changes.added
    assert "argocd/root.yaml" not in (*second.changes.added, *second.changes.changed)


def test_of_other_environments_only_what_matters_is_read(remote: Remote) -> None:
    for number in range(5):
        put(remote, release_of(f"env{number}", web=1))
    mirror = Mirror(remote.address)
    shutil.rmtree(mirror.path)
    put(remote, release_of("env0", web=2))
    old = remote.git("rev-parse", "main^")
    here = git(mirror.path, "cat-file", "--batch-check", "--batch-all-objects")
    arrived = {
        path
        for path in remote.git("ls-tree", "-r", "--name-only", old).split()
        if remote.git("rev-parse", f"{old}:{path}") in here
    }
    assert arrived >= {record_path("env0"), "environments/env0/core/core_configmap_web.yaml"}
    assert not arrived & {record_path(f"env{number}") for number in range(1, 5)}


def test_a_change_that_no_cluster_takes_is_refused(remote: Remote) -> None:
    path = f"{application_path('dev', CORE)}/db.yaml"

    def release(storage: str) -> Release:
        text = (
            "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\nspec:\n"
            "  volumeClaimTemplates:\n  - metadata:\n      name: data\n    spec:\n"
            f"      resources:\n        requests:\n          storage: {storage}\n"
        )
        return Release("dev", {**release_of("dev", web=1).files, path: text})

    put(remote, release("1Gi"))
    with pytest.raises(RefusedError, match=r"StatefulSet/db spec\.volumeClaimTemplates") as caught:
        put(remote, release("2Gi"), *(set(Permission) - {Permission.IMMUTABLE}))
    assert "--allow-immutable" in caught.value.hint
    assert len(remote.commits()) == 1
    assert put(remote, release("2Gi"), Permission.IMMUTABLE).commit == remote.commits()[-1]


def test_a_new_branch_begins_with_what_the_default_branch_holds(remote: Remote) -> None:
    remote.write({"README.md": "hi"})
    main = put(remote, release_of("prod", web=1)).commit

    with pytest.raises(RefusedError, match="--init"):
        publish(remote.address, "next", [release_of("dev", web=1)], author=AUTHOR)
    commit = put(remote, release_of("dev", web=1), branch="next").commit

    assert remote.commits("next") == [*remote.commits(), commit]
    assert remote.commits()[-1] == main
    assert remote.files("next") == remote.files() | expected(release_of("dev", web=1))


def test_a_new_branch_of_what_is_published_already_is_made(remote: Remote) -> None:
    put(remote, release_of("dev", web=1))

    assert put(remote, release_of("dev", web=1), branch="next").unchanged

    assert remote.commits("next") == remote.commits()
    put(remote, release_of("dev", web=2), branch="next")
    assert len(remote.commits("next")) == 2
