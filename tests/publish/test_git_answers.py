import pytest

from nexus_gitops.errors import LocalError, UnreachableError
from nexus_gitops.publish.git_answers import (
    disk_error,
    is_forbidden,
    network_error,
    push_reason,
    server_words,
    unreachable,
    was_outrun,
    words,
)

FASTER = [
    "[up to date]",
    "non-fast-forward",
    "fetch first",
    "stale info",
    "already exists",
    "reference already exists",
    "failed to update ref",
    "incorrect old value provided",
    "cannot lock ref 'refs/heads/main': is at 1f3a but expected 9c2b",
    "cannot lock ref 'refs/heads/main': Unable to create '/r/main.lock': File exists.",
    "failed to lock",
    "LOCK_FAILURE",
    "lock failure",
    "TF401028: The reference has already been updated by another client",
]
REFUSED = [
    "pre-receive hook declined",
    "hook declined",
    "protected branch hook declined",
    "branch is currently checked out",
    "unpacker error",
    "permission denied",
    "denying non-fast",
]


@pytest.mark.parametrize("reason", FASTER)
def test_every_wording_of_somebody_else_was_faster(reason: str) -> None:
    assert was_outrun(reason.replace("LOCK_FAILURE", "lock failure"), "")


@pytest.mark.parametrize("reason", REFUSED)
def test_a_refusal_is_not_mistaken_for_it(reason: str) -> None:
    assert not was_outrun(reason, "remote: please fetch first, or ask for a lock\n")


def test_a_lock_that_fails_for_the_disk_is_no_contention() -> None:
    errors = "remote: error: cannot lock ref: Unable to create 'x.lock': Read-only file system\n"
    assert not was_outrun("failed to update ref", errors)


def test_the_reason_is_found_in_porcelain_output() -> None:
    output = (
        "To https://example.org/a.git\n"
        "!\t1234:refs/heads/main\t[remote rejected] (pre-receive hook declined)\nDone\n"
    )
    assert push_reason(output, "refs/heads/main") == "pre-receive hook declined"
    assert push_reason("To https://example.org/a.git\n", "refs/heads/main") is None
    assert push_reason("", "refs/heads/main") is None


def test_the_servers_words_come_first_and_alone() -> None:
    errors = (
        "remote: Policy 7: no pushes on Friday.        \n"
        "remote: \x1b[31mSorry\x1b[0m\n"
        "error: failed to push some refs to 'https://example.org/a.git'\n"
    )
    assert server_words(errors) == "Policy 7: no pushes on Friday.; Sorry"


@pytest.mark.parametrize(
    "said",
    [
        "git@example.org: Permission denied (publickey).",
        "ERROR: Permission to nexus/gitops.git denied to ada.",
        "ERROR: The key you are authenticating with has been marked as read only.",
        "Host key verification failed.",
    ],
)
def test_what_a_server_says_by_ssh_is_not_lost(said: str) -> None:
    errors = f"{said}\nfatal: Could not read from remote repository.\n\nPlease make sure\n"
    assert words(errors).startswith(said.removeprefix("ERROR: "))


def test_words_are_one_bounded_line_without_noise() -> None:
    errors = "12:00:00 trace: run_command\n" + "fatal: no\n" * 3 + "error: " + "x" * 5000
    assert words(errors).startswith("no; xxx")
    assert len(words(errors)) <= 1000
    assert words("") == "git said nothing"


@pytest.mark.parametrize(
    ("errors", "way_out"),
    [
        ("fatal: Authentication failed for 'https://example.org/a'", "token"),
        ("fatal: could not read Username for 'https://x': terminal prompts disabled", "token"),
        ("fatal: unable to access 'x': Could not resolve host: nowhere.invalid", "network"),
        ("ssh: connect to host x port 22: Connection refused\n", "network"),
        ("git@x: Permission denied (publickey).\nfatal: Could not read from remote", "ssh key"),
        ("fatal: mismatched algorithms: client sha1; server sha256", "SHA-1"),
        ("fatal: the receiving end does not support this repository's hash algorithm", "SHA-1"),
        ("fatal: '/x' does not appear to be a git repository", "git init --bare"),
    ],
)
def test_each_network_failure_has_its_way_out(errors: str, way_out: str) -> None:
    error = network_error("https://example.org/a", errors)
    assert isinstance(error, UnreachableError)
    assert way_out in error.hint


def test_what_is_no_network_failure_is_left_to_others() -> None:
    assert network_error("x", "fatal: bad object 1234\n") is None
    assert "bad object" in unreachable("x", "fatal: bad object 1234\n").message


def test_our_disk_is_told_from_theirs() -> None:
    assert isinstance(disk_error("fatal: write error: No space left on device\n"), LocalError)
    assert disk_error("remote: fatal: write error: No space left on device\n") is None


@pytest.mark.parametrize(
    ("errors", "forbidden"),
    [
        ("fatal: unable to access 'x': The requested URL returned error: 403", True),
        ("remote: Permission to a/b.git denied to ada.", True),
        ("ERROR: This repository is read-only.", True),
        ("git@x: Permission denied (publickey).", False),
        ("fatal: the remote end hung up unexpectedly", False),
    ],
)
def test_no_permission_to_push_is_told_from_no_connection(errors: str, forbidden: bool) -> None:  # noqa: FBT001
    assert is_forbidden(errors) is forbidden


@pytest.mark.parametrize(
    ("errors", "hint"),
    [
        ("fatal: unable to update url base from redirection:\n  asked for: https://h/a.git", "signing in"),
        ("fatal: https://h/a.git/info/refs not valid: is this a git repository?", "signing in"),
        ("error: RPC failed; HTTP 413 curl 22 The requested URL returned error: 413", "post limit"),
    ],
)  # fmt: skip
def test_what_stands_between_has_a_way_out(errors: str, hint: str) -> None:
    error = network_error("https://h/a.git", errors)
    assert error is not None
    assert hint in error.hint
