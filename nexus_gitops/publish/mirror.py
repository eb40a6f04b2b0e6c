"""A mirror: the little of a remote repository that we need, in the user's cache folder.

Bare, without history and without the contents of files, so that it costs no clone. It is
only ever a cache: whatever is wrong with it, it is dropped and made anew. Neither the
address nor its credentials are written to it.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

from filelock import FileLock, Timeout

from nexus_gitops.errors import ContentionError, LocalError
from nexus_gitops.publish import git, git_answers
from nexus_gitops.publish.address import RepositoryAddress
from nexus_gitops.publish.bare_repository import configure, init_bare, is_overgrown
from nexus_gitops.publish.object_database import MissingObject, ObjectReader, reading
from nexus_gitops.rendering.cache import folder as cache_folder

REMOTE: Final = "nexus-gitops"
LOCK_SECONDS: Final = 600.0
CONTACT_SECONDS: Final = 60.0
TRANSFER_SECONDS: Final = 900.0

_HEADS: Final = "refs/heads/"
_HELPER: Final = (
    '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n"'
    ' "$NEXUS_GITOPS_USERNAME" "$NEXUS_GITOPS_PASSWORD"; }; f'
)
_UPLOAD_PACK: Final = (
    "git -c uploadpack.allowFilter=true -c uploadpack.allowAnySHA1InWant=true upload-pack"
)

Result = TypeVar("Result")


class Depth(StrEnum):
    """What a mirror leaves out, as Git's --filter names it."""

    CONTENTS = "blob:none"
    HISTORY = "tree:0"


class DamagedMirrorError(Exception):
    """The mirror is not what it should be, maybe after a kill -9; never leaves this package."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """What is kept of one repository.

    Args:
        address: the repository.
        depth: what is left out.
    """

    address: RepositoryAddress
    depth: Depth = Depth.CONTENTS

    @property
    def path(self) -> Path:
        """Its bare repository, which may not be there yet."""
        return cache_folder("mirrors") / f"{self.address.key}-{self.depth.name.lower()}.git"

    def use(self, act: Callable[["Mirror"], Result]) -> Result:
        """Run `act` alone on the mirror; a damaged one is made anew and `act` run once more.

        Raises:
            ContentionError: another process did not let go of it in time.
            LocalError: the cache folder cannot be used.
        """
        with self._locked():
            self._prepare()
            try:
                return act(self)
            except (DamagedMirrorError, MissingObject):
                self._create()
            try:
                return act(self)
            except (DamagedMirrorError, MissingObject) as error:
                raise LocalError(f"{self.path} cannot be used: {error}", "remove it") from None

    def tip(self, branch: str) -> str:
        """Commit of the remote's branch; "" where it has no such branch.

        Raises:
            UnreachableError: the remote did not answer.
        """
        name = f"{_HEADS}{branch}"
        return self.references(name).get(name, "")

    def references(self, *patterns: str) -> dict[str, str]:
        """What the remote's references that match a pattern lead to, by their full names.

        Git matches patterns after it received every reference, tags and those of pull requests
        too, unless branches are all that is asked for.

        Raises:
            UnreachableError: the remote did not answer.
        """
        heads = ["--heads"] if all(name.startswith(_HEADS) for name in patterns) else []
        outcome = self.talk(
            ["ls-remote", "--quiet", *heads, REMOTE, *patterns], seconds=CONTACT_SECONDS
        )
        if outcome.status:
            if self._is_about_us(outcome):
                raise self.failure(outcome)
            raise git_answers.unreachable(str(self.address), outcome.errors)
        lines = outcome.output.decode(errors="surrogateescape").splitlines()
        return {name: commit for commit, _, name in (line.partition("\t") for line in lines)}

    def branches(self) -> tuple[str, ...]:
        """The names of the remote's branches.

        Raises:
            UnreachableError: the remote did not answer.
        """
        names = self.references(f"{_HEADS}*")
        return tuple(sorted(name.removeprefix(_HEADS) for name in names))

    def default_branch(self) -> tuple[str, str]:
        """Name and commit of the branch that a clone begins with; "" both where there is none.

        Raises:
            UnreachableError: the remote did not answer.
        """
        found = self.references("HEAD", "refs/heads/*")
        head = found.pop("HEAD", "")
        names = [name.removeprefix("refs/heads/") for name, commit in found.items()
                 if commit == head and name.startswith("refs/heads/")]  # fmt: skip
        return (min(names, key=lambda name: (name != "main", name)), head) if names else ("", "")

    def fetch(self, branch: str, depth: int = 1) -> str:
        """Fetch the last `depth` commits of a branch, and return a name of the newest one.

        What the mirror knows beyond that depth is forgotten.
        """
        return self._fetch_branch(branch, f"--depth={depth}")

    def catch_up(self, branch: str) -> str:
        """Fetch what is new on a branch that was fetched before, and keep all that is here."""
        return self._fetch_branch(branch)

    def deepen(self, branch: str, commits: int) -> str:
        """Fetch so many commits more below what is here of a branch."""
        return self._fetch_branch(branch, f"--deepen={commits}")

    def fetch_notes(self, name: str) -> None:
        """Fetch the notes that a reference leads to, under the same name."""
        self._fetch(["--depth=1", REMOTE, f"+{name}:{name}"])

    def has_fetched(self, branch: str) -> bool:
        """Whether anything of a branch is here."""
        name = _our_name(branch)
        return not self.run(["rev-parse", "--quiet", "--verify", name]).status

    def fetch_objects(self, ids: Sequence[str]) -> None:
        """Fetch single objects, all at once."""
        self._fetch(
            ["--stdin", REMOTE],
            settings=[("fetch.negotiationAlgorithm", "noop")],
            stdin="\n".join(ids).encode(),
        )

    @contextmanager
    def reader(self) -> Iterator[ObjectReader]:
        """Reads what is here; asks the remote for nothing."""
        with reading(self.path) as reader:
            yield reader

    def signed(self, commits: Sequence[str]) -> frozenset[str]:
        """Those of the commits, which are here, that have a signature, good or not.

        Raises:
            DamagedMirrorError: one of them cannot be read.
        """
        with git.opened(self.path) as repository:
            from git.exc import GitError, ODBError

            try:
                return frozenset(one for one in commits if repository.commit(one).gpgsig)
            except (GitError, ODBError, ValueError, OSError) as error:
                raise DamagedMirrorError(f"its commits cannot be read: {error}") from error

    def work(self, arguments: Sequence[str], stdin: bytes | None = None) -> git.Outcome:
        """Run git in the mirror, offline.

        Raises:
            LocalError: the disk is full or read-only.
            DamagedMirrorError: it failed for any other reason.
        """
        outcome = self.run(arguments, stdin=stdin)
        if outcome.status:
            raise self.failure(outcome)
        return outcome

    def run(
        self,
        arguments: Sequence[str],
        *,
        settings: git.Settings = (),
        environment: Mapping[str, str] | None = None,
        stdin: bytes | None = None,
    ) -> git.Outcome:
        """Run git in the mirror, offline; arguments as `git.run` takes them."""
        return git.run(
            arguments,
            directory=self.path,
            settings=settings,
            environment={**self._place(), **(environment or {})},
            stdin=stdin,
        )

    def talk(
        self,
        arguments: Sequence[str],
        *,
        settings: git.Settings = (),
        stdin: bytes | None = None,
        seconds: float | None = None,
    ) -> git.Outcome:
        """Run git against `REMOTE`, with the credentials; what it says has none of them.

        Args:
            arguments: of git.
            settings: as `git.run` takes them.
            stdin: likewise.
            seconds: after which it is killed; `TRANSFER_SECONDS` unless given.
        """
        access, variables = self._access()
        outcome = git.run(
            arguments,
            directory=self.path,
            settings=(*access, *settings),
            environment={**self._place(), **variables},
            stdin=stdin,
            seconds=TRANSFER_SECONDS if seconds is None else seconds,
        )
        return git.Outcome(outcome.status, outcome.output, self.address.redact(outcome.errors))

    def failure(self, outcome: git.Outcome) -> Exception:
        """What a git process in the mirror failed of: disk, damage or network."""
        error: Exception | None = git_answers.disk_error(outcome.errors)
        if error is None and not self._is_about_us(outcome):
            error = git_answers.network_error(str(self.address), outcome.errors)
        return error or DamagedMirrorError(git_answers.words(outcome.errors))

    def _fetch(
        self,
        arguments: Sequence[str],
        *,
        settings: git.Settings = (),
        stdin: bytes | None = None,
    ) -> None:
        outcome = self.talk(
            ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", f"--filter={self.depth}",
             *arguments],
            settings=(*self._promised(), *settings),
            stdin=stdin,
        )  # fmt: skip
        if outcome.status:
            raise self.failure(outcome)

    def _fetch_branch(self, branch: str, *options: str) -> str:
        name = _our_name(branch)
        self._fetch([*options, REMOTE, f"+refs/heads/{branch}:{name}"])
        return name

    def _promised(self) -> git.Settings:
        # Given to few commands, not in the mirror's file: where Git does not know of a remote
        # that has the rest, it says that an object is missing, and does not fetch one by one.
        return (
            (f"remote.{REMOTE}.promisor", "true"),
            (f"remote.{REMOTE}.partialCloneFilter", self.depth.value),
        )

    def _is_about_us(self, outcome: git.Outcome) -> bool:
        return os.fspath(self.path) in outcome.errors

    def _access(self) -> tuple[git.Settings, dict[str, str]]:
        """Settings and variables that lead to the remote."""
        location = self.address.location
        settings = [(f"remote.{REMOTE}.url", location)]
        if self.address.is_local:
            settings.append((f"remote.{REMOTE}.uploadpack", _UPLOAD_PACK))
        credentials = self.address.credentials
        if credentials is None:
            return settings, {}
        # For this host alone.
        section = f"credential.{'/'.join(location.split('/')[:3])}"
        if not credentials.password and _knows_password(location, credentials.username):
            return [*settings, (f"{section}.username", credentials.username)], {}
        # The empty one first: no other helper sees or keeps them.
        helper = f"{section}.helper"
        return [*settings, (helper, ""), (helper, _HELPER)], {
            "NEXUS_GITOPS_USERNAME": credentials.username,
            "NEXUS_GITOPS_PASSWORD": credentials.password,
        }

    def _place(self) -> dict[str, str]:
        return {"GIT_DIR": os.fspath(self.path), "GIT_COMMON_DIR": os.fspath(self.path)}

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock = FileLock(self.path.with_suffix(".lock"), timeout=LOCK_SECONDS, poll_interval=0.02)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            raise ContentionError(
                f"another nexus-gitops has been using {self.path} for {LOCK_SECONDS:.0f} s",
                "wait for it to end, or set NEXUS_GITOPS_CACHE_DIR to another folder",
            ) from None
        except OSError as error:
            raise _unusable(error) from error
        try:
            yield
        finally:
            lock.release()

    def _prepare(self) -> None:
        if not self.path.is_dir():
            self._create()
        configure(self.path)
        if is_overgrown(self.path):
            self._tidy()

    def _tidy(self) -> None:
        """Make few files of many; fetching what is little anew is cheaper than that."""
        if (
            self.depth is not Depth.HISTORY
            or self.run(["repack", "--quiet", "-a", "-d"], settings=self._promised()).status
        ):
            self._create()

    def _create(self) -> None:
        """Make it anew beside the old one, so that half a mirror is never found."""
        try:
            for old in self.path.parent.glob(f"{self.path.name}.*"):
                shutil.rmtree(old, ignore_errors=True)
            new = Path(tempfile.mkdtemp(prefix=f"{self.path.name}.", dir=self.path.parent))
            init_bare(new)
            with suppress(FileNotFoundError):
                self.path.rename(new.with_suffix(".old"))
            new.rename(self.path)
            shutil.rmtree(new.with_suffix(".old"), ignore_errors=True)
            configure(self.path)
        except OSError as error:
            raise _unusable(error) from error


def _our_name(branch: str) -> str:
    return f"refs/published/{branch}"


@cache
def _knows_password(location: str, username: str) -> bool:
    """Whether a credential helper or an askpass program of the user has a password for a user.

    A URL with a user and no password is what Azure DevOps and Bitbucket give to copy, and the
    password is with a helper; or the user is a token, which is all that there is.
    """
    question = f"url={location}\nusername={username}\n\n".encode()
    outcome = git.run(
        ["credential", "fill"], directory=Path.cwd(), stdin=question, seconds=CONTACT_SECONDS
    )
    lines = outcome.output.decode(errors="replace").splitlines()
    return any(line.partition("=")[2] for line in lines if line.startswith("password="))


def _unusable(error: OSError) -> LocalError:
    return LocalError(
        f"the cache folder cannot be used: {error}",
        "set NEXUS_GITOPS_CACHE_DIR to a folder that can be written",
    )
