"""Nobody's work is overwritten in silence: what was changed by hand stops a publish."""

from dataclasses import replace
from typing import Any

import pytest

from nexus_gitops.errors import RefusedError
from nexus_gitops.publish import EditedError, Permission, edits, plan
from nexus_gitops.publish.release import Release
from tests.publish.conftest import Remote, manifest, put, release_of

WEB = "environments/dev/core/core_configmap_web.yaml"
DB = "environments/dev/core/core_configmap_db.yaml"
SHARED = "argocd/nexus-dev.yaml"
ROOT = "argocd/nexus-root.yaml"


def with_root(environment: str, version: int) -> Release:
    """A release that lists a file of all environments too."""
    release = release_of(environment, web=version)
    text = manifest("Application", "nexus-root", version)
    return replace(release, files={**release.files, ROOT: text})


def refusal(remote: Remote, **values: Any) -> EditedError:
    """How a release is refused that leaves the branch as it is."""
    before = remote.commits()
    with pytest.raises(EditedError) as caught:
        put(remote, release_of("dev", **values))
    assert remote.commits() == before
    return caught.value


def test_a_change_by_hand_stops_the_next_release_and_is_shown_with_its_author(
    remote: Remote,
) -> None:
    put(remote, release_of("dev", web=1, db=1))
    hotfix = remote.write({WEB: manifest("ConfigMap", "web", "hotfix")})
    put(remote, release_of("prod", web=1))

    error = refusal(remote, web=2, db=2)

    (edit,) = error.edits
    assert (edit.path, edit.before) == (WEB, manifest("ConfigMap", "web", 1))
    assert edit.after == manifest("ConfigMap", "web", "hotfix")
    assert [event.commit for event in edit.by] == [hotfix]
    for part in (WEB, "Somebody <somebody@example.org>", "adopt-changes --env dev", "--overwrite"):
        assert part in str(error)


def test_it_stops_the_same_release_too_which_would_take_it_back(remote: Remote) -> None:
    put(remote, release_of("dev", web=1))
    remote.write({WEB: manifest("ConfigMap", "web", "hotfix")})

    assert [edit.path for edit in refusal(remote, web=1).edits] == [WEB]


def test_a_plan_is_stopped_likewise(remote: Remote) -> None:
    put(remote, release_of("dev", web=1))
    remote.write({WEB: manifest("ConfigMap", "web", "hotfix")})

    with pytest.raises(EditedError):
        plan(remote.address, "main", [release_of("dev", web=2)])


def test_overwrite_takes_it_back(remote: Remote) -> None:
    put(remote, release_of("dev", web=1))
    remote.write({WEB: manifest("ConfigMap", "web", "hotfix")})

    put(remote, release_of("dev", web=2), Permission.OVERWRITE)

    assert remote.text(WEB) == manifest("ConfigMap", "web", 2)
    put(remote, release_of("dev", web=3))


def test_a_release_that_says_the_same_takes_nothing_back(remote: Remote) -> None:
    put(remote, release_of("dev", web=1, db=1))
    remote.write({WEB: manifest("ConfigMap", "web", 2)})

    put(remote, release_of("dev", web=2, db=2))

    assert edits(remote.address, "main", "dev") == ()


@pytest.mark.parametrize("values", [{"web": 1, "db": 1}, {"web": 2, "db": 1}])
def test_a_file_removed_by_hand_does_not_come_back_in_silence(
    remote: Remote, values: dict[str, Any]
) -> None:
    put(remote, release_of("dev", web=1, db=1))
    remote.write({WEB: None})

    (edit,) = refusal(remote, **values).edits

    assert (edit.path, edit.after) == (WEB, None)
    assert edit.before == manifest("ConfigMap", "web", 1)


def test_a_file_changed_by_hand_does_not_go_in_silence(remote: Remote) -> None:
    put(remote, release_of("dev", web=1, db=1, cache=1))
    remote.write({DB: manifest("ConfigMap", "db", "hotfix")})

    assert [edit.path for edit in refusal(remote, web=1, cache=1).edits] == [DB]


def test_the_folder_of_all_environments_is_watched_too(remote: Remote) -> None:
    put(remote, release_of("dev", web=1))
    remote.write({SHARED: manifest("Application", "nexus-dev", "hotfix")})

    assert [edit.path for edit in refusal(remote, web=2).edits] == [SHARED]


def test_what_another_environment_released_is_not_by_hand(remote: Remote) -> None:
    """A file of all environments holds what the newest release of any of them says."""
    put(remote, with_root("dev", 1))
    put(remote, with_root("prod", 2))

    put(remote, with_root("dev", 3))

    assert remote.text(ROOT) == manifest("Application", "nexus-root", 3)


def test_nor_is_it_once_that_environment_does_not_list_the_file_any_more(remote: Remote) -> None:
    put(remote, with_root("dev", 1))
    put(remote, with_root("prod", 2))
    put(remote, release_of("prod", web=2), Permission.DESTRUCTIVE)

    put(remote, with_root("dev", 3))

    assert remote.text(ROOT) == manifest("Application", "nexus-root", 3)
    remote.write({ROOT: manifest("Application", "nexus-root", "hotfix")})
    with pytest.raises(EditedError, match=ROOT):
        put(remote, with_root("dev", 4))


def test_every_author_is_named_the_last_one_first(remote: Remote) -> None:
    put(remote, release_of("dev", web=1))
    first = remote.write({WEB: manifest("ConfigMap", "web", "one")})
    second = remote.write({WEB: manifest("ConfigMap", "web", "two")})

    (edit,) = refusal(remote, web=2).edits

    assert [event.commit for event in edit.by] == [second, first]
    assert edit.authors == ("Somebody <somebody@example.org>",)


def test_a_file_that_is_no_manifest_any_more_is_somebodys_work_as_well(remote: Remote) -> None:
    put(remote, release_of("dev", web=1))
    remote.write({WEB: "<<<<<<< half a merge\n"})

    (edit,) = refusal(remote, web=2).edits

    assert edit.after == "<<<<<<< half a merge\n"


def test_all_that_was_changed_by_hand_is_listed(remote: Remote) -> None:
    added = "environments/dev/core/core_configmap_extra.yaml"
    put(remote, release_of("dev", web=1, db=1))
    assert edits(remote.address, "main", "dev") == ()
    remote.write(
        {
            WEB: manifest("ConfigMap", "web", "hotfix"),
            DB: None,
            added: manifest("ConfigMap", "extra"),
            "README.md": "not managed",
        }
    )

    found = {edit.path: edit for edit in edits(remote.address, "main", "dev")}

    assert set(found) == {WEB, DB, added}
    assert found[DB].after is None
    assert found[added].before is None
    assert all(edit.by for edit in found.values())


def test_an_environment_that_was_never_published_has_no_changes_by_hand(remote: Remote) -> None:
    assert edits(remote.address, "main", "dev") == ()
    put(remote, release_of("prod", web=1))
    assert edits(remote.address, "main", "dev") == ()


def test_a_damaged_record_is_told(remote: Remote) -> None:
    put(remote, release_of("dev", web=1))
    remote.write({".nexus/dev.lock.json": "{}"})
    with pytest.raises(RefusedError, match="damaged"):
        edits(remote.address, "main", "dev")


def test_a_long_way_from_the_release_the_author_is_still_found(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nexus_gitops.publish.line._FIRST_DEPTH", 2)
    monkeypatch.setattr("nexus_gitops.publish.line._DEEPER", 2)
    put(remote, release_of("dev", web=1))
    hotfix = remote.write({WEB: manifest("ConfigMap", "web", "hotfix")})
    for number in range(20):
        remote.write({"README": str(number)})

    (edit,) = refusal(remote, web=2).edits

    assert [event.commit for event in edit.by] == [hotfix]
    assert edit.before == manifest("ConfigMap", "web", 1)
