"""A bare repository of ours on disk: how it is made, how it is set up, when it has grown too much."""

from contextlib import suppress
from pathlib import Path
from typing import Final

from nexus_gitops.errors import LocalError
from nexus_gitops.files import replace_file
from nexus_gitops.publish import git, git_answers

_FILES_KEPT: Final = 200  # more packs, or loose objects in one of 256 folders, slow Git down
_SAMPLE_OF_LOOSE_OBJECTS: Final = ("objects/17", _FILES_KEPT // 8)
_CONFIGURATION: Final = b"[core]\n\trepositoryformatversion = 0\n\tbare = true\n"


def configure(path: Path) -> None:
    """Give a bare repository of ours its configuration anew, whatever it holds.

    Git runs programs that a configuration names.
    """
    file = path / "config"
    try:
        if file.read_bytes() == _CONFIGURATION:
            return
    except FileNotFoundError:
        pass
    replace_file(file, _CONFIGURATION)


def init_bare(path: Path) -> None:
    """Make a bare repository in the folder `path`, its branch `main` not born yet.

    Raises:
        LocalError: git failed.
    """
    arguments = [
        "init", "--quiet", "--bare", "--template=", "--object-format=sha1",
        "--initial-branch=main", ".",
    ]  # fmt: skip
    outcome = git.run(arguments, directory=path)
    if outcome.status:
        raise LocalError(
            f"no repository can be made in {path}: {git_answers.words(outcome.errors)}",
            "make room there, or choose another folder",
        )


def is_overgrown(path: Path) -> bool:
    """Whether it has so many files that Git gets slow."""
    loose, limit = _SAMPLE_OF_LOOSE_OBJECTS
    return _count(path / "objects/pack") > _FILES_KEPT or _count(path / loose) > limit


def _count(folder: Path) -> int:
    with suppress(FileNotFoundError):
        return sum(1 for _ in folder.iterdir())
    return 0
