from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from nexus_gitops.publish.branch_contents import Entry
from nexus_gitops.publish.changes import Changes, changes_of, entries_of
from nexus_gitops.publish.release import Release
from tests.publish.conftest import git

CORE = "environments/dev/core"


def test_ids_are_those_that_git_gives(tmp_path: Path) -> None:
    for text in ("", "a\n", "žluťoučký\n", "x" * 100_000):
        entry = entries_of({"a": text})["a"]
        assert entry.id == git(tmp_path, "hash-object", "--stdin", stdin=text)


def test_added_changed_and_removed_are_told_apart() -> None:
    published = entries_of({f"{CORE}/a": "1", f"{CORE}/b": "1", f"{CORE}/c": "1"})
    release = Release("dev", {f"{CORE}/b": "1", f"{CORE}/c": "2", f"{CORE}/d": "1"})
    changes = changes_of(release, published, owned=published)
    assert changes == Changes((f"{CORE}/d",), (f"{CORE}/c",), (f"{CORE}/a",))
    assert str(changes) == "1 added, 1 changed, 1 removed"


def test_what_we_do_not_own_is_not_removed() -> None:
    published = entries_of({"argocd/theirs": "1"})
    assert not changes_of(Release("dev", {}), published, owned=())


def test_a_file_that_became_executable_is_put_right() -> None:
    published = {f"{CORE}/a": Entry(0o100755, entries_of({"a": "1"})["a"].id)}
    assert changes_of(Release("dev", {f"{CORE}/a": "1"}), published, published).changed


FILES = st.dictionaries(st.sampled_from([f"{CORE}/{name}" for name in "abcdef"]), st.text("xy"))


@given(FILES, FILES)
def test_applying_the_changes_gives_the_release(
    before: dict[str, str], after: dict[str, str]
) -> None:
    changes = changes_of(Release("dev", after), entries_of(before), owned=before)
    result = {path: text for path, text in before.items() if path not in changes.removed}
    result |= {path: after[path] for path in (*changes.added, *changes.changed)}
    assert result == after
    assert bool(changes) == (before != after)
