"""Makes the commit of a release in the object database, beside everything that is there.

The new tree is the old one with the release's files in it: Git reads and writes only the
folders on the way to them, however large the rest is, and no file is ever checked out.
Source: https://git-scm.com/docs/git-fast-import
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from nexus_gitops.errors import LocalError
from nexus_gitops.publish import git_answers
from nexus_gitops.publish.author import Author
from nexus_gitops.publish.mirror import Mirror

_REFERENCE: Final = "refs/candidates/release"


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit to be made.

    Attributes:
        parent: commit id; "" for the first one of a branch.
        message: all of it.
        author: also the committer; the time is now.
        written: text by path.
        removed: paths.
    """

    parent: str
    message: str
    author: Author
    written: Mapping[str, str]
    removed: Iterable[str]


def make_commit(mirror: Mirror, commit: Commit) -> str:
    """Make the commit and return its id. No branch changes.

    Raises:
        LocalError: it is to be signed, and that fails.
    """
    now = int(time.time())
    stream = b"".join(_stream(commit, now))
    outcome = mirror.work(["fast-import", "--quiet", "--force", "--done"], stdin=stream)
    made = outcome.output.decode().strip()
    return made if commit.author.signing is None else _signed(mirror, commit, made, now)


def _signed(mirror: Mirror, commit: Commit, unsigned: str, now: int) -> str:
    """The same commit once more, with a signature: fast-import makes none."""
    author = commit.author
    identity = {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (
            ("NAME", author.clean_name),
            ("EMAIL", author.clean_email),
            ("DATE", f"{now} +0000"),
        )
    }
    parents = ["-p", commit.parent] if commit.parent else []
    outcome = mirror.run(
        ["commit-tree", f"{unsigned}^{{tree}}", *parents, "-S", "-F", "-"],
        settings=author.signing or (),
        environment=identity,
        stdin=commit.message.encode(),
    )
    if outcome.status:
        raise LocalError(
            f"the commit cannot be signed: {git_answers.words(outcome.errors)}",
            "nothing was published; see that git commit -S works here without asking,"
            " or set commit.gpgSign to false",
        )
    return outcome.output.decode().strip()


def _stream(commit: Commit, now: int) -> Iterator[bytes]:
    yield f"commit {_REFERENCE}\nmark :1\n".encode()
    for role in ("author", "committer"):
        yield f"{role} {commit.author} {now} +0000\n".encode()
    yield _data(commit.message)
    if commit.parent:
        yield f"from {commit.parent}\n".encode()
    for path in commit.removed:  # first: a file may make way for a folder of its name
        yield b"D %s\n" % _quoted(path)
    for path, text in commit.written.items():
        yield b"M 100644 inline %s\n" % _quoted(path)
        yield _data(text)
    yield b"\nget-mark :1\ndone\n"


def _data(text: str) -> bytes:
    content = text.encode()
    return b"data %d\n%s\n" % (len(content), content)


def _quoted(path: str) -> bytes:
    """As a C string: a name that others chose may hold any byte."""
    escaped = (
        b"\\%03o" % byte if byte < ord(" ") or byte in b'"\\' else bytes([byte])
        for byte in path.encode(errors="surrogateescape")
    )
    return b'"%s"' % b"".join(escaped)
