"""The one door to Git: every git process is started here.

Whatever the user's configuration says, no hook, prompt or housekeeping of this machine gets
between us and the repository. Settings and credentials travel in the environment, where other
users of the machine cannot read them; arguments hold neither.

A process has a session of its own: no terminal to ask at, and one group with all that it starts,
which ends as a whole.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from nexus_gitops.errors import LocalError

if TYPE_CHECKING:
    from git import Repo

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
    ("protocol.ext.allow", "never"),
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
_OF_ANOTHER: Final = frozenset(
    {
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
    }
)
_GRACE_SECONDS: Final = 2.0
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
        LocalError: git is not installed.
    """
    variables = _variables(settings, environment or {})
    with _started(arguments, directory, variables, errors=subprocess.PIPE) as process:
        try:
            output, errors = process.communicate(stdin, timeout=seconds)
        except subprocess.TimeoutExpired:
            # Not the error's own text, which holds all arguments.
            return Outcome(-signal.SIGTERM, b"", f"error: Timeout: no end after {seconds:g} s")
    return Outcome(process.returncode, output, errors.decode(errors="replace"))


def git_version(directory: Path) -> str:
    """What `git --version` says.

    Raises:
        LocalError: git is not installed.
    """
    return run(["--version"], directory=directory).output.decode(errors="replace").strip()


@contextmanager
def conversation(
    arguments: Sequence[str], *, directory: Path, environment: Mapping[str, str]
) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """The stdin and stdout of a git process that lives as long as the block.

    Raises:
        LocalError: git is not installed.
    """
    variables = _variables((), environment)
    with _started(arguments, directory, variables, errors=subprocess.DEVNULL) as process:
        questions, answers = process.stdin, process.stdout
        assert questions is not None  # noqa: S101 -- both are pipes
        assert answers is not None  # noqa: S101
        try:
            yield questions, answers
        finally:
            for pipe in (questions, answers):
                with suppress(BrokenPipeError):
                    pipe.close()
            process.wait()


@contextmanager
def _started(
    arguments: Sequence[str], directory: Path, variables: Mapping[str, str], *, errors: int
) -> "Iterator[subprocess.Popen[bytes]]":
    """A git process; where the block is left before it ended, it ends with all it started."""
    inherited = {key: value for key, value in os.environ.items() if key not in _OF_ANOTHER}
    try:
        process = subprocess.Popen(  # noqa: S603 -- no shell, and the arguments are ours
            ["git", *arguments],  # noqa: S607 -- the user's git, wherever it is
            cwd=directory,
            env={**inherited, **variables},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
    except FileNotFoundError as error:
        if error.filename != "git":
            raise
        raise _NOT_INSTALLED from None
    try:
        yield process
    finally:
        if process.returncode is None:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a process and its group.

    They are asked first: a git that serves a folder of this machine takes its lock files away.
    Until the group is killed the process is not reaped, so that the group's number stays its own.
    """
    os.killpg(process.pid, signal.SIGTERM)
    limit = time.monotonic() + _GRACE_SECONDS
    while time.monotonic() < limit and not _has_exited(process.pid):
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe:  # one that left the group may hold its other end
            with suppress(OSError):
                pipe.close()
    process.wait()


def _has_exited(pid: int) -> bool:
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


@contextmanager
def opened(repository: Path) -> Iterator["Repo"]:
    """A bare repository as GitPython's objects, as long as the block.

    Raises:
        LocalError: git is not installed.
    """
    try:
        from git import GitCommandNotFound, Repo  # takes as long as all the rest of a publish
    except ImportError:
        raise _NOT_INSTALLED from None
    variables = _variables((), {"GIT_DIR": os.fspath(repository)})
    try:
        with _no_other_repository(), Repo(repository) as found:
            found.git.update_environment(**variables)
            yield found
    except GitCommandNotFound:
        raise _NOT_INSTALLED from None


@contextmanager
def _no_other_repository() -> Iterator[None]:
    """GitPython reads our own environment, so what must not reach it has to go from there."""
    present = {name: os.environ.pop(name) for name in _OF_ANOTHER if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(present)


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
