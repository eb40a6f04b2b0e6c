"""A user's machine: the installed command, a home of its own, no network, and real Git.

The code under test is a committed copy of the checkout, because a publish tells what is not
committed from what is. Renderings are kept for the whole session.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
VENV = Path(sys.prefix)
COPIED = (
    "nexus_gitops",
    "nexus_platform",
    "constructs",
    "imports",
    "docker",
    "main.py",
    "cdk8s.yaml",
    ".gitignore",
)
NOWHERE = "http://127.0.0.1:9"  # the port named discard, where nothing listens


def git(directory: Path, *arguments: str, stdin: str | None = None) -> str:
    """What git says, run by hand."""
    done = subprocess.run(
        ["git", "-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", *arguments],
        cwd=directory,
        env={**_plain_environment(), "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull},
        input=stdin,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def _plain_environment() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line that says what went wrong."""
        (line,) = [x for x in self.err.splitlines() if x.startswith("nexus-gitops: error: ")]
        return line.removeprefix("nexus-gitops: error: ")

    @cached_property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Machine:
    """Where a user types commands.

    Attributes:
        source: the checkout that is installed.
        folder: where the user is.
        variables: of the user's environment.
    """

    source: Path
    folder: Path
    variables: Mapping[str, str]

    @property
    def command(self) -> str:
        """The installed program."""
        return str(VENV / "bin" / "nexus-gitops")

    def with_(self, **variables: str | None) -> "Machine":
        """The same machine with other variables in the environment; None unsets one."""
        merged = {**self.variables, **variables}
        return replace(self, variables={k: v for k, v in merged.items() if v is not None})

    def run(self, *arguments: str, **options: Any) -> Done:
        """Run nexus-gitops; whatever happens, a user never sees a traceback."""
        done = self.execute(self.command, *arguments, **options)
        assert "Traceback" not in done.out + done.err
        return done

    @contextmanager
    def running(self, *arguments: str, **options: Any) -> Iterator[subprocess.Popen[str]]:
        """nexus-gitops in the background, until the end of the block."""
        with subprocess.Popen(
            [self.command, *arguments],
            cwd=self.folder,
            env=dict(self.variables),
            stdin=subprocess.DEVNULL,
            **{"stdout": subprocess.PIPE, **options},
            text=True,
            encoding="utf-8",
        ) as started:
            try:
                yield started
            finally:
                started.terminate()

    def execute(self, *command: str, **options: Any) -> Done:
        """Run any program as the user would."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=dict(self.variables),
            stdin=subprocess.DEVNULL,
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
            text=True,
            encoding="utf-8",
            check=False,
        )
        return Done(done.returncode, done.stdout or "", done.stderr or "")


@dataclass(frozen=True)
class Remote:
    """A bare GitOps repository."""

    path: Path

    def git(self, *arguments: str, stdin: str | None = None) -> str:
        return git(self.path, *arguments, stdin=stdin)

    @property
    def commits(self) -> list[str]:
        """Those of main, newest first."""
        known = self.git("for-each-ref", "refs/heads/main")
        return self.git("rev-list", "main").split() if known else []

    @property
    def files(self) -> list[str]:
        return self.git("ls-tree", "-r", "--name-only", "main").splitlines()

    def text(self, path: str) -> str:
        return self.git("cat-file", "blob", f"main:{path}") + "\n"

    def write(self, path: str, text: str | None) -> None:
        """Commit a file by hand, as somebody else would; None removes it."""
        change = f"D {path}" if text is None else f"M 100644 inline {path}\ndata <<END\n{text}END\n"
        parent = "from refs/heads/main^0\n" if self.commits else ""
        self.git(
            "fast-import",
            "--quiet",
            stdin="commit refs/heads/main\ncommitter S <s@example.org> 1700000000 +0000\n"
            f"data 7\nby hand\n{parent}{change}\n",
        )

    def hook(self, script: str) -> None:
        """Install a pre-receive hook, as a server's administrator does."""
        file = self.path / "hooks" / "pre-receive"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)


@pytest.fixture(scope="session")
def cache_of_session(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Path:
    """The user's cache folder, with compiled modules that last from run to run."""
    assert pytestconfig.cache is not None
    root = tmp_path_factory.mktemp("cache")
    (root / "pycache").symlink_to(pytestconfig.cache.mkdir("pycache"))
    return root


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A committed copy of the code, with a virtual environment as `make setup` leaves it."""
    root = tmp_path_factory.mktemp("checkout") / "nexus"
    root.mkdir()
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", ".*")
            )
        else:
            shutil.copy(ROOT / name, root / name)
    bin_folder = root / ".venv" / "bin"
    bin_folder.mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "cdk8s", bin_folder / "cdk8s")
    shutil.copy(VENV / "pyvenv.cfg", root / ".venv")
    (root / ".venv" / "lib").symlink_to(VENV / "lib")
    (bin_folder / "python").symlink_to(sys.executable)
    if (ROOT / "node_modules").is_dir():
        (root / "node_modules").symlink_to(ROOT / "node_modules")
    _commit_all(root)
    return root


def _commit_all(root: Path) -> None:
    git(root, "init", "--quiet", "--initial-branch=main")
    # A link is no folder, which is all that .gitignore speaks of.
    (root / ".git" / "info").mkdir(exist_ok=True)
    (root / ".git" / "info" / "exclude").write_text("node_modules\n")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "all of it")


@pytest.fixture
def machine(checkout: Path, cache_of_session: Path, tmp_path: Path) -> Machine:
    """A machine with the code as it is."""
    home, folder = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    folder.mkdir()
    return Machine(checkout, folder, _variables(checkout, home, cache_of_session))


def _variables(source: Path, home: Path, cache: Path) -> dict[str, str]:
    return {
        **_plain_environment(),
        "HOME": str(home),
        "NEXUS_GITOPS_CACHE_DIR": str(cache),
        "PYTHONPATH": f"{source}:{source / 'constructs'}",
        "NEXUS_GITOPS_PLATFORM": str(source / "nexus_platform"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
        "https_proxy": NOWHERE,
    }


@pytest.fixture
def odd(machine: Machine) -> Machine:
    """The same machine with a platform that does what none should; see tests/platforms/odd."""
    return machine.with_(NEXUS_GITOPS_PLATFORM=str(ROOT / "tests/platforms/odd/odd_platform"))


@pytest.fixture
def edited(machine: Machine, tmp_path: Path) -> Callable[..., Machine]:
    """Makes the same machine with other code: each path's `old` text replaced by `new`."""

    def edit(edits: Mapping[str, tuple[str, str]], *, commit: bool = True) -> Machine:
        root = tmp_path / "edited"
        shutil.copytree(machine.source, root, symlinks=True)
        for path, (old, new) in edits.items():
            text = (root / path).read_text()
            assert text.count(old) == 1, f"{path} has {text.count(old)} times {old!r}"
            (root / path).write_text(text.replace(old, new))
        if commit:
            git(root, "commit", "--quiet", "--all", "--allow-empty", "--message", "edited")
        paths = f"{root}:{root / 'constructs'}"
        platform = str(root / "nexus_platform")
        return replace(machine.with_(PYTHONPATH=paths, NEXUS_GITOPS_PLATFORM=platform), source=root)

    return edit


@pytest.fixture(scope="session")
def place_of_remote(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One place for all remotes: Applications name it, so that another one renders anew."""
    return tmp_path_factory.mktemp("remote") / "gitops.git"


@pytest.fixture
def remote(place_of_remote: Path, cache_of_session: Path) -> Remote:
    """An empty bare repository."""
    for old in (place_of_remote, cache_of_session / "mirrors"):
        shutil.rmtree(old, ignore_errors=True)
    git(place_of_remote.parent, "init", "--quiet", "--bare", "--initial-branch=main", "gitops.git")
    return Remote(place_of_remote)


@pytest.fixture
def published(machine: Machine, remote: Remote) -> Remote:
    """A repository to which dev was published: once a session, and copied from then on."""
    kept = remote.path.with_name("published.git")
    if not kept.exists():
        done = machine.run("publish", "--env", "dev", "--repo", str(remote.path), "--init")
        assert done.code == 0, done.err
        shutil.copytree(remote.path, kept)
        return remote
    shutil.rmtree(remote.path)
    shutil.copytree(kept, remote.path)
    return remote
