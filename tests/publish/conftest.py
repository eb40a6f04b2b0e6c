"""Real repositories, by path and by smart HTTP, with nothing of this machine's configuration."""

import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from nexus_gitops.argocd.layout import CORE, application_path
from nexus_gitops.manifests.kinds import kinds
from nexus_gitops.publish import (
    Author,
    Permission,
    Published,
    RepositoryAddress,
    parse_address,
    publish,
)
from nexus_gitops.publish.release import Release, Source
from tests.git_http import HttpServer, serving

AUTHOR = Author("Ada Lovelace", "ada@example.org")


@pytest.fixture(autouse=True)
def isolated_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration, identity or cache of the machine that runs the tests."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "NEXUS_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("NEXUS_GITOPS_CACHE_DIR", str(tmp_path / "cache"))


def git(directory: Path, *arguments: str, stdin: str | None = None) -> str:
    """What git says, run by hand."""
    done = subprocess.run(
        ["git", "-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", *arguments],
        cwd=directory,
        input=stdin,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@dataclass(frozen=True)
class Remote:
    """A bare repository that is published to."""

    path: Path

    @property
    def address(self) -> RepositoryAddress:
        return parse_address(str(self.path))

    def git(self, *arguments: str, stdin: str | None = None) -> str:
        return git(self.path, *arguments, stdin=stdin)

    def commits(self, branch: str = "main") -> list[str]:
        """The commits of a branch, oldest first; none where it does not exist."""
        reference = f"refs/heads/{branch}"
        if not self.git("for-each-ref", reference):
            return []
        return self.git("rev-list", "--reverse", reference).split()

    def files(self, branch: str = "main") -> dict[str, str]:
        """Text by path of all that the branch holds."""
        names = self.git("ls-tree", "-r", "--name-only", "-z", branch).split("\0")
        return {name: self.text(name, branch) for name in names if name}

    def text(self, path: str, branch: str = "main") -> str:
        done = subprocess.run(
            ["git", "cat-file", "blob", f"{branch}:{path}"],
            cwd=self.path,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode()

    def write(self, files: Mapping[str, str | None], branch: str = "main") -> str:
        """Commit files by hand, as somebody else would; None removes one."""
        lines = [
            f"commit refs/heads/{branch}",
            "committer Somebody <somebody@example.org> 1700000000 +0000",
            "data 7\nby hand",
        ]
        if self.commits(branch):
            lines.append(f"from refs/heads/{branch}^0")
        for path, text in files.items():
            if text is None:
                lines.append(f"D {path}")
            else:
                lines.append(f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}")
        self.git("fast-import", "--quiet", stdin="\n".join(lines) + "\n")
        return self.git("rev-parse", branch)

    def link(self, path: str, target: str, mode: str = "120000") -> None:
        """Put a symbolic link, or with mode 160000 a submodule, onto the branch main."""
        blob = (
            target if mode == "160000" else self.git("hash-object", "-w", "--stdin", stdin=target)
        )
        parent = f"from {self.commits()[-1]}\n" if self.commits() else ""
        self.git(
            "fast-import",
            "--quiet",
            stdin="commit refs/heads/main\ncommitter S <s@example.org> 1700000000 +0000\n"
            f"data 4\nlink\n{parent}M {mode} {blob} {path}\n",
        )

    def hook(self, name: str, script: str) -> None:
        """Install a hook, as a server's administrator does."""
        file = self.path / "hooks" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)

    def is_sound(self) -> bool:
        """Whether the history is linear and git fsck finds nothing wrong."""
        self.git("fsck", "--full", "--strict")
        return not self.git("rev-list", "--merges", "--all")


@pytest.fixture
def make_remote(tmp_path: Path) -> Callable[[str], Remote]:
    def make(name: str) -> Remote:
        path = tmp_path / name
        git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(path))
        return Remote(path)

    return make


@pytest.fixture
def remote(make_remote: Callable[[str], Remote]) -> Remote:
    """An empty bare repository."""
    return make_remote("gitops.git")


def manifest(kind: str, name: str, value: object = "") -> str:
    known = next(known for known in kinds().values() if known.name == kind)
    version = f"{known.group}/{known.versions[-1]}".lstrip("/")
    return (
        f"apiVersion: {version}\nkind: {kind}\nmetadata:\n  name: {name}\n"
        f"spec:\n  value: '{value}'\n"
    )


def release_of(environment: str, *, source: Source | None = None, **values: object) -> Release:
    """A release of one ConfigMap for each value, and of one Argo CD definition."""
    core = application_path(environment, CORE)
    files = {
        f"{core}/core_configmap_{name}.yaml": manifest("ConfigMap", name, value)
        for name, value in values.items()
    }
    files[f"argocd/nexus-{environment}.yaml"] = manifest("Application", f"nexus-{environment}")
    return Release(
        environment=environment,
        files=files,
        images={"web": "nexus/web:1.2.3"},
        source=source or Source("https://example.org/nexus.git", "1" * 40),
        tools={"nexus-gitops": "0.1.0"},
    )


def put(
    remote: Remote | RepositoryAddress,
    release: Release,
    *permissions: Permission,
    branch: str = "main",
    **options: Any,
) -> Published:
    """Publish one release; `--init` is given, as most tests are not about it."""
    return publish(
        remote.address if isinstance(remote, Remote) else remote,
        branch,
        [release],
        permissions=frozenset({Permission.INIT, *permissions}),
        **{"author": AUTHOR, **options},
    )[0]


@pytest.fixture
def http(tmp_path: Path) -> Iterator[HttpServer]:
    """A Git server on the loopback interface."""
    with serving(tmp_path) as server:
        yield server
