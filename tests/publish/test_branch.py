import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus_gitops.errors import RefusedError, UsageError
from nexus_gitops.publish.branch import check_branch, check_new_branch


@pytest.mark.parametrize("name", ["main", "environments/staging", "v1.2", "a-b_c", "déploiement"])
def test_ordinary_names_pass(name: str) -> None:
    assert check_branch(name) == name


@pytest.mark.parametrize(
    "name",
    ["", "-f", "--upload-pack=x", "a..b", "a b", "a~1", "a^", "a:b", "a?", "a*", "a[", "a\\b",
     "/a", "a/", "a//b", "a.", ".a", "a/.b", "a.lock", "a.lock/b", "a@{1}", "@", "HEAD", "a\nb",
     "refs/heads/main"],
)  # fmt: skip
def test_what_git_forbids_is_a_usage_error_that_names_it(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_branch(name)
    assert repr(name) in str(caught.value)


@given(st.text(st.sampled_from("ab/.-@{~^:?*[\\ \x7flock"), min_size=1, max_size=8))
def test_no_name_passes_that_git_refuses(name: str) -> None:
    try:
        check_branch(name)
    except UsageError:
        return
    subprocess.run(["git", "check-ref-format", "--branch", name], check=True, capture_output=True)


@pytest.mark.parametrize(("name", "other"), [("main", "main/next"), ("a/b/c", "a/b")])
def test_a_branch_in_the_place_of_a_folder_is_refused(name: str, other: str) -> None:
    with pytest.raises(RefusedError, match=other) as caught:
        check_new_branch(name, ["x", other], "/srv/r")
    assert "--branch" in caught.value.hint
    check_new_branch(name, ["x", f"{name}-next", "mainly/x"], "/srv/r")
