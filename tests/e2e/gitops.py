"""The GitOps repository that Argo CD watches, as somebody with a clone of it sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.cli.conftest import git
from tests.git_http import serving

_BRANCH = "main"


@dataclass(frozen=True)
class GitOps:
    """A clone of the repository.

    Attributes:
        url: of the repository itself.
        clone: a bare one.
    """

    url: str
    clone: Path

    def head(self) -> str:
        """The commit of the branch; "" where nothing is published."""
        self._fetch()
        return git(self.clone, "for-each-ref", "--format=%(objectname)", f"refs/heads/{_BRANCH}")

    def files(self, folder: str) -> dict[str, str]:
        """The text of each file below a folder, by its path."""
        head = self.head()
        names = git(self.clone, "ls-tree", "-r", "--name-only", head, f"{folder}/").splitlines()
        return {name: git(self.clone, "cat-file", "blob", f"{head}:{name}") for name in names}

    def commit(self, path: str, text: str | None) -> None:
        """Change a file by hand, and push; None removes it."""
        head = self.head()
        content = "" if text is None else f"data {len(text.encode())}\n{text}\n"
        change = f"D {path}\n" if text is None else f"M 100644 inline {path}\n{content}"
        git(
            self.clone,
            "fast-import",
            "--quiet",
            stdin=f"commit refs/heads/{_BRANCH}\ncommitter S <s@example.org> 1700000000 +0000\n"
            f"data 7\nby hand\nfrom {head}\n{change}\n",
        )
        git(self.clone, "push", "--quiet", self.url, _BRANCH)

    def begin(self, branch: str) -> None:
        """Push a branch of its own, with nothing of the others in it."""
        git(
            self.clone,
            "fast-import",
            "--quiet",
            stdin=f"commit refs/heads/{branch}\ncommitter S <s@example.org> 1700000000 +0000\n"
            "data 5\nbegin\nM 100644 inline README.md\ndata 5\nempty\n\n",
        )
        git(self.clone, "push", "--quiet", self.url, branch)

    def _fetch(self) -> None:
        git(self.clone, "fetch", "--quiet", "--prune", self.url, "+refs/heads/*:refs/heads/*")


def clone(url: str, folder: Path) -> GitOps:
    """A clone in a new folder."""
    git(folder.parent, "init", "--quiet", "--bare", f"--initial-branch={_BRANCH}", str(folder))
    return GitOps(url, folder)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The URL of an empty repository on the loopback interface, until the end of the block."""
    bare = folder / "gitops.git"
    git(folder, "init", "--quiet", "--bare", f"--initial-branch={_BRANCH}", str(bare))
    git(bare, "config", "http.receivepack", "true")
    git(bare, "config", "uploadpack.allowFilter", "true")
    with serving(folder) as server:
        yield server.url(bare.name)
