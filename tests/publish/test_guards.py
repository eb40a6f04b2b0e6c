import json
from collections.abc import Mapping

import pytest

from nexus_gitops.argocd.layout import CORE, application_path, record_path
from nexus_gitops.errors import RefusedError
from nexus_gitops.publish.branch_contents import Contents, Entry
from nexus_gitops.publish.changes import changes_of, entries_of
from nexus_gitops.publish.guards import (
    Permission,
    check_branch_contents,
    check_release,
    check_removals,
    owned_by,
)
from nexus_gitops.publish.record import record_of
from nexus_gitops.publish.records import records_of
from nexus_gitops.publish.release import Release, Source
from tests.publish.conftest import manifest, release_of

FOLDER = application_path("dev", CORE)


def published(*releases: Release, **others: str) -> Contents:
    """What dev sees of a branch with these releases on it, and other files."""
    texts = {path.replace("__", "/"): text for path, text in others.items()}
    for release in releases:
        texts |= dict(release.files)
        texts[record_path(release.environment)] = record_of(release).to_json()
    seen = (f"{FOLDER}/", "argocd/", ".nexus/")
    texts = {path: text for path, text in texts.items() if path.startswith(seen)}
    return Contents("c" * 40, entries_of(texts), texts)


def check(release: Release, contents: Contents, *permissions: Permission) -> None:
    granted = frozenset(permissions)
    check_release(release, granted)
    records = records_of(contents)
    check_branch_contents(release, contents, records, granted, where="branch main of /srv/r")
    owned = owned_by(release, contents.entries, records)
    check_removals(release, contents, changes_of(release, contents.entries, owned), granted)


def refusal(release: Release, contents: Contents, *permissions: Permission) -> str:
    with pytest.raises(RefusedError) as caught:
        check(release, contents, *permissions)
    return str(caught.value)


def with_files(release: Release, files: Mapping[str, str]) -> Release:
    return Release(release.environment, {**release.files, **files})


def test_the_next_release_of_an_environment_passes() -> None:
    check(release_of("dev", web=2), published(release_of("dev", web=1)))


def test_the_first_release_of_another_environment_passes() -> None:
    check(release_of("dev", web=1), published(release_of("prod", web=1)))


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", f"{FOLDER}/../../../x", "README.md", f"{FOLDER}/a\\b", f"{FOLDER}/a\nb",
     f"{FOLDER}/.git/config", f"{FOLDER}/.GIT/x", f"{FOLDER}//a", f"{FOLDER}/./a", CORE, "",
     "environments/prod/core/a.yaml", ".nexus/prod.lock.json", "argocd", "environments/dev/a.yaml"],
)  # fmt: skip
def test_no_path_leads_out_of_the_managed_folders(path: str) -> None:
    release = with_files(release_of("dev", web=1), {path: ""})
    message = refusal(release, published(release_of("dev")), *Permission)
    assert repr(path) in message


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", "Dev", "a\n"])
def test_an_environments_name_is_no_path(name: str) -> None:
    assert repr(name) in refusal(Release(name, {}), Contents(), *Permission)


def test_a_path_is_not_both_file_and_folder() -> None:
    release = with_files(release_of("dev"), {f"{FOLDER}/a": "", f"{FOLDER}/a/b": ""})
    assert "both as a file and as a folder" in refusal(release, Contents(), *Permission)


def test_an_empty_release_is_refused() -> None:
    assert "empty" in refusal(Release("dev", {}), published(release_of("dev", a=1)), *Permission)


def test_a_dirty_source_needs_its_flag() -> None:
    release = release_of("dev", web=1, source=Source("", "1" * 40, dirty=True))
    contents = published(release_of("dev", web=1))
    assert "--allow-dirty" in refusal(release, contents)
    check(release, contents, Permission.DIRTY)


def test_a_missing_branch_needs_init() -> None:
    message = refusal(release_of("dev", web=1), Contents())
    assert "branch main of /srv/r does not exist yet" in message
    assert "--init" in message
    check(release_of("dev", web=1), Contents(), Permission.INIT)


def test_content_of_others_needs_init() -> None:
    message = refusal(release_of("dev", web=1), Contents("c" * 40))
    assert "does not manage" in message
    assert "--init" in message
    check(release_of("dev", web=1), Contents("c" * 40), Permission.INIT)


@pytest.mark.parametrize("path", [f"{FOLDER}/theirs.yaml", f"{FOLDER}/sub/theirs"])
def test_an_unknown_file_in_a_managed_folder_needs_adopt(path: str) -> None:
    release = release_of("dev", web=1, db=1)
    contents = published(release, **{path.replace("/", "__"): "x"})
    message = refusal(release, contents)
    assert path in message
    assert "--adopt" in message
    check(release, contents, Permission.ADOPT)


def test_a_file_of_another_environment_is_not_unknown() -> None:
    check(release_of("dev", web=1), published(release_of("dev", web=1), release_of("prod", web=1)))


def test_many_unknown_files_are_not_all_named() -> None:
    files = {f"environments__dev__core__x{number}": "" for number in range(9)}
    assert "x4 and 4 more" in refusal(
        release_of("dev", web=1), published(release_of("dev"), **files)
    )


@pytest.mark.parametrize(("mode", "word"), [(0o120000, "symbolic link"), (0o160000, "submodule")])
@pytest.mark.parametrize(
    "path", ["environments", "environments/dev", f"{FOLDER}/a", "argocd", ".nexus", ".nexus/x"]
)
def test_a_link_or_submodule_stops_everything(path: str, mode: int, word: str) -> None:
    contents = published(release_of("dev", web=1))
    hostile = Contents(
        contents.commit, {**contents.entries, path: Entry(mode, "1" * 40)}, contents.texts
    )
    message = refusal(release_of("dev", web=1), hostile, *Permission)
    assert path in message
    assert word in message


def test_a_file_in_place_of_a_folder_stops_everything() -> None:
    contents = Contents("c" * 40, entries_of({"environments": "x"}))
    assert "folder is expected" in refusal(release_of("dev", web=1), contents, *Permission)


@pytest.mark.parametrize(
    "kind",
    ["StatefulSet", "PersistentVolumeClaim", "Namespace", "PersistentVolume",
     "CustomResourceDefinition", "Application", "AppProject", "ExternalSecret"],
)  # fmt: skip
def test_removing_what_holds_data_needs_its_flag(kind: str) -> None:
    after = release_of("dev", web=1, db=1)
    before = with_files(after, {f"{FOLDER}/precious.yaml": manifest(kind, "precious")})
    message = refusal(after, published(before))
    assert f"{kind}/precious" in message
    assert "--allow-destructive" in message
    check(after, published(before), Permission.DESTRUCTIVE)


@pytest.mark.parametrize(
    ("leaves", "comes"),
    [("StatefulSet", "Cluster"), ("Cluster", "StatefulSet"), ("Cluster", "Cluster")],
)
def test_another_database_in_its_place_is_told_to_begin_empty(leaves: str, comes: str) -> None:
    base = release_of("dev", web=1, frontend=1)
    before = with_files(base, {f"{FOLDER}/old.yaml": manifest(leaves, "old")})
    after = with_files(base, {f"{FOLDER}/new.yaml": manifest(comes, "new")})
    message = refusal(after, published(before))
    assert f"no data moves by itself from {leaves}/old to {comes}/new" in message
    assert "docs/database.md" in message
    check(after, published(before), Permission.DESTRUCTIVE)
    assert "no data moves" not in refusal(base, published(before))


def test_replacing_it_in_its_file_needs_the_flag_as_well() -> None:
    path = f"{FOLDER}/db.yaml"
    base = release_of("dev", web=1)
    before = with_files(base, {path: manifest("StatefulSet", "db")})
    after = with_files(base, {path: manifest("StatefulSet", "database")})
    assert "StatefulSet/db" in refusal(after, published(before))


def test_moving_it_to_another_file_does_not() -> None:
    base = release_of("dev", web=1, db=1)
    before = with_files(base, {f"{FOLDER}/a.yaml": manifest("StatefulSet", "db")})
    after = with_files(base, {f"{FOLDER}/b.yaml": manifest("StatefulSet", "db", "new")})
    check(after, published(before))


def test_an_object_in_a_list_counts() -> None:
    item = json.dumps(
        {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "d"}}
    )
    hidden = f"apiVersion: v1\nkind: List\nitems: [{item}]\n---\n"
    base = release_of("dev", web=1, db=1)
    assert "PersistentVolumeClaim/d" in refusal(
        base, published(with_files(base, {f"{FOLDER}/list.yaml": hidden}))
    )


def test_what_cannot_be_read_might_be_precious() -> None:
    base = release_of("dev", web=1, db=1)
    before = with_files(base, {f"{FOLDER}/x.yaml": "kind: StatefulSet\n  oops: ["})
    assert f"{FOLDER}/x.yaml" in refusal(base, published(before))


def test_only_naming_a_statefulset_is_not_being_one() -> None:
    scaler = manifest("HorizontalPodAutoscaler", "web", "StatefulSet")
    base = release_of("dev", web=1, db=1)
    check(base, published(with_files(base, {f"{FOLDER}/scaler.yaml": scaler})))


def test_removing_more_than_half_needs_its_flag() -> None:
    before = published(release_of("dev", a=1, b=1, c=1, d=1))
    check(release_of("dev", a=1, b=1), before)
    message = refusal(release_of("dev", a=1), before)
    assert "3 of the 4 manifests of dev" in message
    assert "--allow-destructive" in message


def test_a_damaged_record_of_ours_needs_adopt() -> None:
    contents = published(release_of("prod"), **{".nexus__dev.lock.json": "{"})
    message = refusal(release_of("dev", web=1), contents)
    assert ".nexus/dev.lock.json is damaged" in message
    check(release_of("dev", web=1), contents, Permission.ADOPT)


@pytest.mark.parametrize("text", ["{", "[" * 100_000, "", '{"schema": 99}', "\x00"])
def test_a_damaged_record_of_others_is_for_them_to_mend(text: str) -> None:
    contents = published(release_of("dev", web=1), **{".nexus__evil.lock.json": text})
    check(release_of("dev", web=2), contents)


def test_what_a_damaged_record_names_may_be_theirs() -> None:
    root = {"argocd/root.yaml": manifest("ConfigMap", "root")}
    dev = with_files(release_of("dev", web=1), root)
    for text, stays in (("{", False), ('{"files": {"argocd/root.yaml": ', True)):
        contents = published(dev, **{".nexus__evil.lock.json": text})
        owned = owned_by(release_of("dev", web=1), contents.entries, records_of(contents))
        assert ("argocd/root.yaml" not in owned) is stays


def test_a_file_of_somebody_else_beside_the_definitions_stays() -> None:
    contents = published(release_of("dev", web=1), argocd__theirs__yaml="x")
    check(release_of("dev", web=2), contents)
    owned = owned_by(release_of("dev", web=2), contents.entries, records_of(contents))
    assert "argocd/theirs/yaml" not in owned


def test_one_that_the_release_would_overwrite_needs_adopt() -> None:
    theirs = {"argocd__root.yaml": manifest("ConfigMap", "root", "theirs")}
    release = with_files(
        release_of("dev", web=1), {"argocd/root.yaml": manifest("ConfigMap", "root", "ours")}
    )
    contents = published(release_of("prod", web=1), **theirs)
    assert "argocd/root.yaml" in refusal(release, contents)
    check(release, contents, Permission.ADOPT)


def test_a_shared_file_stays_as_long_as_anybody_lists_it() -> None:
    root = {"argocd/root.yaml": manifest("ConfigMap", "root")}
    dev, prod = (with_files(release_of(name, web=1), root) for name in ("dev", "prod"))
    contents = published(dev, prod)
    records = records_of(contents)
    assert "argocd/root.yaml" not in owned_by(dev, contents.entries, records)
    assert "argocd/nexus-dev.yaml" in owned_by(dev, contents.entries, records)
    alone = published(dev)
    assert "argocd/root.yaml" in owned_by(
        release_of("dev", web=1), alone.entries, records_of(alone)
    )


def test_a_manifest_with_conflict_markers_is_mended_by_what_it_held() -> None:
    path = f"{FOLDER}/db.yaml"
    after = with_files(release_of("dev", web=1), {path: manifest("StatefulSet", "db")})
    damaged = f"<<<<<<< HEAD\n{manifest('StatefulSet', 'db')}=======\n>>>>>>> theirs\n"
    check(after, published(with_files(after, {path: damaged})))


@pytest.mark.parametrize("text", ["[" * 3000, "{a: " * 3000, "- " * 3000, "a:\n" + "? " * 3000])
def test_a_manifest_nested_beyond_reason_is_no_crash(text: str) -> None:
    deep = f"kind: StatefulSet\nspec: {text}"
    base = release_of("dev", web=1, db=1)
    assert f"{FOLDER}/x.yaml" in refusal(
        base, published(with_files(base, {f"{FOLDER}/x.yaml": deep}))
    )


def test_a_missing_branch_tells_of_those_that_there_are() -> None:
    message = refusal(release_of("dev", web=1), Contents(others=("master",)))
    assert "there is master" in message
    assert "--branch" in message
