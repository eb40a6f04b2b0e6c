"""What git's answers mean: pure functions from its words to our errors.

Servers word the same thing differently. The reasons that mean "another publisher was
faster" were collected from git, Gitaly, GitHub, JGit (Gerrit, Bitbucket) and Azure DevOps.
"""

import re
from typing import Final

from nexus_gitops.errors import LocalError, UnreachableError

_SAID: Final = re.compile(
    r"^(?:remote: |fatal: |error: |ERROR: |ssh: "
    r"|(?=.*(?:Permission denied|Host key verification failed)))(?P<words>.*\S)"
)
_CONTROL: Final = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x1f\x7f-\x9f]")
_WORDS_SHOWN: Final = 1000

_FASTER: Final = re.compile(
    r"\[up to date\]|atomic (?:push|transaction) fail|non-fast-forward|fetch first|stale info|needs force|already exists"
    r"|cannot lock|failed to lock|lock failure|unable to create .*\.lock.*exists"
    r"|failed to update ref|incorrect old value|reference update"
    r"|already been updated by another client|is at \w+ but expected",
    re.IGNORECASE,
)
_DISK: Final = re.compile(
    r"no space left|read-only file system|disk quota exceeded|too many open files"
    r"|unable to (?:create|write)[^\n]*permission denied|input/output error",
    re.IGNORECASE,
)
_FORBIDDEN: Final = re.compile(
    r"returned error: 403|\b403\b|forbidden|read[- ]only|aborted by hook|quota|not allowed|protected"
    r"|write access|permission to \S+ denied|access denied|denied to",
    re.IGNORECASE,
)
_NO_KEY: Final = re.compile(r"permission denied \(", re.IGNORECASE)
_UNREACHABLE: Final = re.compile(
    r"could not resolve|connection (?:refused|reset|timed out|closed)|timed? ?out|timeout"
    r"|unable to access|authentication failed|could not read (?:username|password)"
    r"|terminal prompts disabled|host key verification|permission denied \(|hung up"
    r"|does not appear to be a git repository|not a git repository|repository .*not found"
    r"|rpc failed|early eof|ssl|certificate|could not read from remote|dubious ownership"
    r"|returned error|no route to host|network is unreachable|unexpected disconnect"
    r"|url base from redirection|not valid: is this a git"
    r"|protocol error|mismatched algorithms|hash algorithm",
    re.IGNORECASE,
)
_WAYS_OUT: Final = {
    r"authentication failed|could not read (?:username|password)|prompts disabled|401": (
        "check the user and the token in the URL, or set up a credential helper"
    ),
    r"url base from redirection|not valid: is this a git": (
        "a page answers there, maybe for signing in; check the address, the user and the token"
    ),
    r"\b413\b": (
        "the server takes no push of this size; a larger client_max_body_size or post limit there"
        " helps, or publishing by ssh"
    ),
    r"permission denied \(|host key": "check the ssh key and known_hosts",
    r"resolve|refused|connect to|no route|unreachable|timed? ?out|timeout": (
        "check the address and the network"
    ),
    r"not found|does not appear|not a git": (
        "check the address; git init --bare PATH makes a missing repository"
    ),
    r"mismatched algorithms|hash algorithm": (
        "the repository must name its objects by SHA-1: git init --object-format=sha1"
    ),
    r"dubious ownership": "run git config --global --add safe.directory for that folder",
}


def words(errors: str) -> str:
    """What git and the server said, on one bounded line, safe for a terminal.

    Args:
        errors: stderr of a git process, credentials taken out.
    """
    lines = [_CONTROL.sub("", line.expandtabs(1)) for line in errors.splitlines()]
    said = [
        match["words"].strip().removesuffix(":") for line in lines if (match := _SAID.match(line))
    ]
    unique = dict.fromkeys(said or [line.strip() for line in lines if line.strip()])
    return "; ".join(unique)[:_WORDS_SHOWN] or "git said nothing"


def server_words(errors: str) -> str:
    """Like `words`, but only what came from the server, when it said anything."""
    remote = [line for line in errors.splitlines() if line.startswith("remote: ")]
    return words("\n".join(remote) or errors)


def push_reason(output: str, target: str) -> str | None:
    """Why `git push --porcelain` did not change the reference `target`.

    As `pre-receive hook declined`; None where the answer has no such reason: the push
    succeeded, or the connection broke.

    Source: https://git-scm.com/docs/git-push#_output
    """
    for line in output.splitlines():
        flag, _, rest = line.partition("\t")
        names, _, summary = rest.partition("\t")
        if flag in {"!", "="} and names.rpartition(":")[2] == target:
            return summary.partition("(")[2].rpartition(")")[0] or summary
    return None


def was_outrun(reason: str, errors: str) -> bool:
    """Whether a refused push may succeed after another fetch.

    Args:
        reason: see `push_reason`.
        errors: stderr, which tells when the lock failed for a disk that is full or read-only.
    """
    return bool(_FASTER.search(reason)) and not _DISK.search(f"{reason}\n{errors}")


def is_not_atomic(errors: str) -> bool:
    """Whether a push failed because the server cannot change several references at once."""
    return "does not support --atomic" in errors


def is_forbidden(errors: str) -> bool:
    """Whether the server understood who we are, and does not let us push."""
    return bool(_FORBIDDEN.search(errors)) and not _NO_KEY.search(errors)


def unreachable(address: str, errors: str) -> UnreachableError:
    """The error for a repository that did not answer or did not let us in."""
    hint = next(
        (way for sign, way in _WAYS_OUT.items() if re.search(sign, errors, re.IGNORECASE)), ""
    )
    return UnreachableError(f"cannot reach {address}: {words(errors)}", hint)


def disk_error(errors: str) -> LocalError | None:
    """The error for a disk of ours that is full or read-only; None where it is not to blame."""
    ours = "\n".join(line for line in errors.splitlines() if not line.startswith("remote: "))
    if _DISK.search(ours):
        return LocalError(f"this machine's disk: {words(ours)}", "free it or make it writable")
    return None


def network_error(address: str, errors: str) -> UnreachableError | None:
    """The error for a connection that failed or broke; None where it is not to blame."""
    return unreachable(address, errors) if _UNREACHABLE.search(errors) else None
