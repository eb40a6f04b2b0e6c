"""The one seam to Git: every git process is started here, through GitPython.

Whatever the user's configuration says, no hook, signature, prompt or housekeeping of this
machine gets between us and the repository. Settings and credentials travel in the
environment, where other users of the machine cannot read them; arguments hold neither.
"""

import os
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from nexus_gitops.errors import LocalError

if TYPE_CHECKING:
    from git import Git

Settings = Sequence[tuple[str, str]]
"""Git configuration: key and value, as `("core.hooksPath", "/dev/null")`; the last one wins."""

_SETTINGS: Final[Settings] = (
    ("core.hooksPath", os.devnull),
    ("core.compression", "1"),  # half the time of a publish into a folder of 50,000 files
    ("core.fsmonitor", "false"),
    ("core.logAllRefUpdates", "false"),
    ("credential.interactive", "false"),
    ("fastimport.unpackLimit", "1"),  # a pack is kept as it is written, not taken apart
    ("fetch.recurseSubmodules", "false"),
    ("fetch.writeCommitGraph", "false"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("protocol.version", "2"),
    ("push.followTags", "false"),
    ("push.gpgSign", "false"),
    ("push.recurseSubmodules", "no"),
    # A server that says nothing for two minutes, not even that it still works, is gone.
    ("http.lowSpeedLimit", "1"),
    ("http.lowSpeedTime", "120"),
)
_ENVIRONMENT: Final[Mapping[str, str]] = {
    "LC_ALL": "C",
    "LANGUAGE": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    # In a damaged mirror a fetch would fetch what it lacks by a fetch, which would do the same.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GCM_INTERACTIVE": "never",
    "SSH_ASKPASS_REQUIRE": "never",
}
# What Git sets for its hooks; a publish that is started by one has another repository.
_OF_ANOTHER_REPOSITORY: Final = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
)
_NOT_INSTALLED: Final = LocalError("git is not installed", "install git 2.31 or newer")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a git process ended.

    Attributes:
        status: exit status; 0 is success.
        output: what it wrote to stdout.
        errors: what it wrote to stderr, with what the server said.
    """

    status: int
    output: bytes
    errors: str


def run(
    arguments: Sequence[str],
    *,
    directory: Path,
    settings: Settings = (),
    environment: Mapping[str, str] | None = None,
    stdin: bytes | None = None,
    seconds: float | None = None,
) -> Outcome:
    """Run git and wait for it.

    Args:
        arguments: of git; must hold no credential.
        directory: where it runs.
        settings: Git configuration, over ours and the user's.
        environment: variables, over ours and the user's.
        stdin: what it reads; nothing unless given.
        seconds: after which it is killed; None waits for ever.

    Raises:
        LocalError: git is not installed, or the disk refused its input.
    """
    client = _git(directory)
    variables = _variables(settings, environment or {})
    with _input(stdin) as istream, _no_other_repository(), _git_found(), _no_timer_left():
        status, output, errors = client.execute(
            ["git", *arguments],
            istream=istream,
            with_extended_output=True,
            with_exceptions=False,
            stdout_as_string=False,
            strip_newline_in_stdout=False,
            kill_after_timeout=seconds,
            env=variables,
        )
    return Outcome(status, output or b"", errors)


@contextmanager
def _no_timer_left() -> Iterator[None]:
    """GitPython's timer of `kill_after_timeout` outlives an interrupt, and Python waits for it."""
    before = set(threading.enumerate())
    try:
        yield
    finally:
        for thread in threading.enumerate():
            if isinstance(thread, threading.Timer) and thread not in before:
                thread.cancel()


@contextmanager
def conversation(directory: Path, repository: Path) -> Iterator["Git"]:
    """A GitPython client whose `cat-file --batch` process lives as long as the block."""
    client = _git(directory)
    client.update_environment(**_variables((), {"GIT_DIR": os.fspath(repository)}))
    try:
        with _no_other_repository(), _git_found():
            yield client
    finally:
        client.clear_cache()


def _git(directory: Path) -> "Git":
    try:
        from git import Git  # takes as long as all the rest of a publish
    except ImportError:
        raise _NOT_INSTALLED from None
    return Git(directory)


@contextmanager
def _git_found() -> Iterator[None]:
    from git import GitCommandNotFound

    try:
        yield
    except GitCommandNotFound:
        raise _NOT_INSTALLED from None


def _variables(settings: Settings, environment: Mapping[str, str]) -> dict[str, str]:
    variables = {**_ENVIRONMENT, **environment}
    # Empty: no window asks for a password. A program of the user's own may still answer.
    variables.setdefault("GIT_ASKPASS", os.environ.get("GIT_ASKPASS", ""))
    first = _settings_of_the_user()
    pairs = [*_SETTINGS, *settings]
    for index, (key, value) in enumerate(pairs, start=first):
        variables[f"GIT_CONFIG_KEY_{index}"] = key
        variables[f"GIT_CONFIG_VALUE_{index}"] = value
    variables["GIT_CONFIG_COUNT"] = str(first + len(pairs))
    return variables


def _settings_of_the_user() -> int:
    """How many settings the environment holds; ours come after them."""
    count = os.environ.get("GIT_CONFIG_COUNT") or "0"
    if not count.isdecimal():
        raise LocalError(f"GIT_CONFIG_COUNT is {count!r}, which is no number", "unset it")
    return int(count)


@contextmanager
def _no_other_repository() -> Iterator[None]:
    """GitPython always passes our whole environment on, so what must go has to go from it."""
    present = {name: os.environ.pop(name) for name in _OF_ANOTHER_REPOSITORY if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(present)


@contextmanager
def _input(content: bytes | None) -> Iterator[BinaryIO | None]:
    if content is None:
        yield None
        return
    with _temporary_file(content) as file:
        yield file


def _temporary_file(content: bytes) -> BinaryIO:
    try:
        file = tempfile.TemporaryFile()  # noqa: SIM115 -- the caller closes it
        file.write(content)
        file.seek(0)
    except OSError as error:
        raise LocalError(f"no temporary file: {error}", "free some space in TMPDIR") from error
    return file
