from pathlib import Path

import pytest

from nexus_gitops.publish.commit import Commit, make_commit
from nexus_gitops.publish.mirror import DamagedMirrorError, Mirror
from tests.publish.conftest import AUTHOR, Remote, git


def commit_in(
    mirror: Mirror, parent: str = "", removed: tuple[str, ...] = (), **written: str
) -> str:
    files = {path.replace("__", "/"): text for path, text in written.items()}
    commit = Commit(parent, "Release\n\nKey: value\n", AUTHOR, files, removed)
    return mirror.use(lambda mirror: make_commit(mirror, commit))


def tree(path: Path, commit: str) -> dict[str, str]:
    names = git(path, "-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", commit)
    return {name: git(path, "cat-file", "blob", f"{commit}:{name}") for name in names.split("\n")}


def test_the_first_commit_has_no_parent(remote: Remote) -> None:
    mirror = Mirror(remote.address)
    commit = commit_in(mirror, environments__dev__core__a="1")
    assert git(mirror.path, "rev-list", "--parents", commit) == commit
    assert git(mirror.path, "log", "-1", "--format=%an <%ae>%n%cn <%ce>%n%B", commit) == (
        f"{AUTHOR}\n{AUTHOR}\nRelease\n\nKey: value"
    )


def test_only_what_is_named_changes(remote: Remote) -> None:
    mirror = Mirror(remote.address)
    first = commit_in(mirror, README="hi", a__x="1", a__y="1", b__z="1")
    second = commit_in(mirror, first, ("a/x",), a__y="2")
    assert tree(mirror.path, second) == {"README": "hi", "a/y": "2", "b/z": "1"}
    assert git(mirror.path, "rev-parse", f"{second}^") == first


def test_a_file_makes_way_for_a_folder_and_back(remote: Remote) -> None:
    mirror = Mirror(remote.address)
    first = commit_in(mirror, a="file")
    second = commit_in(mirror, first, ("a",), a__b="inside")
    assert tree(mirror.path, second) == {"a/b": "inside"}
    assert tree(mirror.path, commit_in(mirror, second, ("a/b",), a="file")) == {"a": "file"}


@pytest.mark.parametrize("name", ['with "quotes"', "žluť.yaml", "sp ace", "back\\slash"])
def test_any_name_that_others_chose_can_be_removed(remote: Remote, name: str) -> None:
    mirror = Mirror(remote.address)
    first = mirror.use(
        lambda mirror: make_commit(mirror, Commit("", "m", AUTHOR, {name: "1", "keep": "2"}, ()))
    )
    assert len(git(mirror.path, "ls-tree", first).splitlines()) == 2
    assert tree(mirror.path, commit_in(mirror, first, (name,))) == {"keep": "2"}


def test_texts_are_kept_to_the_byte(remote: Remote) -> None:
    mirror = Mirror(remote.address)
    text = "\n\n  žluťoučký \r\n done\n"
    commit = commit_in(mirror, a=text)
    assert git(mirror.path, "cat-file", "-s", f"{commit}:a") == str(len(text.encode()))


def test_a_parent_that_is_not_there_is_damage(remote: Remote) -> None:
    mirror = Mirror(remote.address)
    mirror.use(lambda mirror: None)
    with pytest.raises(DamagedMirrorError):
        make_commit(mirror, Commit("1" * 40, "m", AUTHOR, {"a": "1"}, ()))
