"""GitOps repositories to publish into: bare, made with git's own plumbing."""

import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

BRANCH: Final = "main"
_FOLDERS: Final = 500
_COMMITTER: Final = "Benchmark <benchmark@example.com> 0 +0000"


def create(path: Path, *, files: int, environment: Mapping[str, str]) -> None:
    """Make a bare repository whose one commit holds `files` files; without one if that is 0."""
    _git("init", "--quiet", "--bare", f"--initial-branch={BRANCH}", path, environment=environment)
    if files:
        _git(
            f"--git-dir={path}",
            "fast-import",
            "--quiet",
            environment=environment,
            stdin="".join(_one_commit(files)),
        )


def commits(path: Path, environment: Mapping[str, str]) -> int:
    """How many commits the branch has."""
    words = (f"--git-dir={path}", "rev-list", "--count", BRANCH)
    return int(_git(*words, environment=environment))


def check_out(folder: Path, environment: Mapping[str, str]) -> None:
    """Make `folder` a Git checkout whose one commit holds all that is in it."""
    author = ("-c", "user.name=Benchmark", "-c", "user.email=benchmark@example.com")
    for words in (
        ("init", "--quiet", f"--initial-branch={BRANCH}"),
        ("add", "."),
        (*author, "commit", "--quiet", "--message=All"),
    ):
        _git("-C", folder, *words, environment=environment)


def _one_commit(files: int) -> Iterator[str]:
    message = "Everything that others keep here"
    yield f"commit refs/heads/{BRANCH}\ncommitter {_COMMITTER}\ndata {len(message)}\n{message}\n"
    for number in range(files):
        content = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: other-{number}}}\n"
        path = f"others/team-{number % _FOLDERS:03}/config-{number:05}.yaml"
        yield f"M 100644 inline {path}\ndata {len(content)}\n{content}\n"


def _git(*words: str | Path, environment: Mapping[str, str], stdin: str = "") -> str:
    return subprocess.run(
        ["git", *words], input=stdin, env=environment, capture_output=True, text=True, check=True
    ).stdout
