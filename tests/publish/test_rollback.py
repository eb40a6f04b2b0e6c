"""An earlier release comes back as a new commit, and what was taken back does not by itself."""

from pathlib import Path

import pytest

from nexus_gitops.argocd.layout import record_path
from nexus_gitops.errors import RefusedError, UsageError
from nexus_gitops.publish import (
    Permission,
    Published,
    cannot_be_taken_back,
    earlier,
    edits,
    publish,
    releases,
)
from nexus_gitops.publish.release import Release, Source
from tests.publish.conftest import AUTHOR, Remote, git, manifest, put, release_of

WEB = "environments/dev/core/core_configmap_web.yaml"


def source(number: int) -> Source:
    return Source("https://example.org/nexus.git", str(number) * 40)


def version(number: int, environment: str = "dev") -> Release:
    """A release whose source is another one each time."""
    return release_of(environment, source=source(number), web=number)


def roll_back(remote: Remote, *permissions: Permission, to: str = "") -> Published:
    found = earlier(remote.address, "main", "dev", to)
    (done,) = publish(
        remote.address,
        "main",
        [found.release],
        permissions=frozenset(permissions),
        author=AUTHOR,
    )
    return done


def managed(remote: Remote) -> dict[str, str]:
    return {path: text for path, text in remote.files().items() if "dev" in path}


def test_files_and_record_are_those_of_the_release_before_and_history_grows(
    remote: Remote,
) -> None:
    put(remote, version(1))
    before = managed(remote)
    remote.write({"README": "x"})
    put(remote, version(2))
    commits = remote.commits()

    done = roll_back(remote)

    assert managed(remote) == before
    assert remote.commits() == [*commits, done.commit]
    assert remote.is_sound()
    assert edits(remote.address, "main", "dev") == ()
    newest = releases(remote.address, "main", "dev")[0]
    assert newest.rolled_back_to == commits[0]
    assert newest.revision == "1" * 40
    assert newest.summary.startswith(f"nexus-gitops: roll back dev to {commits[0][:12]}: ")


def test_a_named_release_comes_back(remote: Remote) -> None:
    first = put(remote, version(1)).commit
    put(remote, version(2))
    put(remote, version(3))

    roll_back(remote, to=first[:8])

    assert remote.text(WEB) == manifest("ConfigMap", "web", 1)


def test_one_rollback_after_another_goes_further_back(remote: Remote) -> None:
    for number in (1, 2, 3):
        put(remote, version(number))

    roll_back(remote)
    roll_back(remote)

    assert remote.text(WEB) == manifest("ConfigMap", "web", 1)
    with pytest.raises(UsageError, match="no release of dev before this one"):
        roll_back(remote)


def test_after_a_revert_by_hand_it_goes_on_from_where_that_led(
    remote: Remote, tmp_path: Path
) -> None:
    for number in (1, 2, 3):
        put(remote, version(number))
    revert_tip(remote, tmp_path)

    roll_back(remote)

    assert remote.text(WEB) == manifest("ConfigMap", "web", 1)


def revert_tip(remote: Remote, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    git(tmp_path, "clone", "--quiet", str(remote.path), str(copy))
    git(copy, "revert", "--no-edit", "HEAD")
    git(copy, "push", "--quiet", "origin", "HEAD:main")


def test_the_same_source_does_not_bring_it_again(remote: Remote) -> None:
    for number in (1, 2, 3):
        put(remote, version(number))
    roll_back(remote)
    before = remote.commits()

    with pytest.raises(RefusedError, match=r"would undo the rollback of dev by Ada .*--force"):
        put(remote, version(3))
    # Others publish meanwhile, and a new revision that renders the same is the same.
    put(remote, version(9, "prod"))
    with pytest.raises(RefusedError, match="would undo"):
        put(remote, release_of("dev", source=source(4), web=3))

    assert len(remote.commits()) == len(before) + 1
    put(remote, version(4))
    assert remote.text(WEB) == manifest("ConfigMap", "web", 4)
    put(remote, release_of("dev", source=source(5), web=3))


def test_force_brings_it_again(remote: Remote) -> None:
    put(remote, version(1))
    put(remote, version(2))
    roll_back(remote)

    put(remote, version(2), Permission.FORCE)

    assert remote.text(WEB) == manifest("ConfigMap", "web", 2)


def test_what_two_rollbacks_left_behind_is_refused_both_times(remote: Remote) -> None:
    for number in (1, 2, 3):
        put(remote, version(number))
    roll_back(remote)
    roll_back(remote)

    for number in (2, 3):
        with pytest.raises(RefusedError, match="would undo"):
            put(remote, version(number))


def test_a_revert_by_hand_is_held_likewise(remote: Remote, tmp_path: Path) -> None:
    put(remote, version(1))
    put(remote, version(2))
    revert_tip(remote, tmp_path)

    with pytest.raises(RefusedError, match=r"would undo the rollback of dev by Somebody"):
        put(remote, version(2))
    put(remote, version(3))


def test_publishing_an_older_source_is_a_new_release_and_holds_up_nothing(remote: Remote) -> None:
    put(remote, version(1))
    put(remote, version(2))
    put(remote, version(1))

    put(remote, version(2))

    assert remote.text(WEB) == manifest("ConfigMap", "web", 2)


def test_what_all_environments_share_stays_as_it_is(remote: Remote) -> None:
    shared = "argocd/nexus-root.yaml"

    def with_root(release: Release, number: int) -> Release:
        files = {**release.files, shared: manifest("Application", "nexus-root", number)}
        return Release(release.environment, files, release.images, release.source, release.tools)

    put(remote, with_root(version(1), 1))
    put(remote, with_root(version(2), 2))
    put(remote, with_root(version(2, "prod"), 2))

    roll_back(remote)

    assert remote.text(WEB) == manifest("ConfigMap", "web", 1)
    assert remote.text(shared) == manifest("Application", "nexus-root", 2)


def test_a_field_that_cannot_change_cannot_be_rolled_back(remote: Remote) -> None:
    path = "environments/dev/core/apps_statefulset_db.yaml"

    def with_store(number: int) -> Release:
        release = version(number)
        text = (
            "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\n"
            f"spec:\n  serviceName: db-{number}\n"
        )
        return Release("dev", {**release.files, path: text}, source=release.source)

    put(remote, with_store(1))
    put(remote, with_store(2), Permission.IMMUTABLE)

    with pytest.raises(RefusedError, match=r"StatefulSet/db spec.serviceName"):
        roll_back(remote)


def test_a_hotfix_on_top_is_not_rolled_back_in_silence(remote: Remote) -> None:
    put(remote, version(1))
    put(remote, version(2))
    remote.write({WEB: manifest("ConfigMap", "web", "hotfix")})

    with pytest.raises(RefusedError, match="by hand"):
        roll_back(remote)
    roll_back(remote, Permission.OVERWRITE)

    assert remote.text(WEB) == manifest("ConfigMap", "web", 1)


@pytest.mark.parametrize("to", ["f" * 12, ""])
def test_what_is_not_there_is_no_release(remote: Remote, to: str) -> None:
    put(remote, version(1))
    with pytest.raises(UsageError, match="history --env dev"):
        roll_back(remote, to=to)


def test_a_beginning_that_fits_several_releases_is_refused(remote: Remote) -> None:
    for number in range(1, 20):
        put(remote, version(number))
    first = [release.commit[0] for release in releases(remote.address, "main", "dev", 100)]
    several = next(letter for letter in first if first.count(letter) > 1)
    with pytest.raises(UsageError, match="releases of dev begin with"):
        roll_back(remote, to=several)


def test_a_release_without_a_readable_record_is_refused(remote: Remote) -> None:
    first = put(remote, version(1)).commit
    damaged = remote.write({record_path("dev"): "{}"})
    assert damaged
    put(remote, version(2), Permission.ADOPT)
    assert roll_back(remote, to=first[:12]).commit


def job(tag: str) -> dict[str, str]:
    text = (
        "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: migrate\n  labels:\n"
        f"    app.kubernetes.io/version: {tag}\n"
    )
    return {"environments/dev/core/job.yaml": text}


STORE = {"environments/dev/core/db.yaml": manifest("StatefulSet", "db")}


def test_what_a_migration_did_is_told_by_its_version() -> None:
    (told,) = cannot_be_taken_back(job("0.2.0"), job("0.1.0"))
    assert (
        told == "Job/migrate 0.2.0 has run, and what it did to the data stays; 0.1.0 runs on that"
    )
    assert cannot_be_taken_back(job("0.2.0"), job("0.2.0")) == ()
    (new,) = cannot_be_taken_back(job("0.2.0"), {})
    assert new == "Job/migrate 0.2.0 has run, and what it did to the data stays"


def test_a_store_that_went_comes_back_empty() -> None:
    (told,) = cannot_be_taken_back({}, STORE)
    assert told.startswith("StatefulSet/db comes back empty")
    assert cannot_be_taken_back(STORE, STORE) == ()
