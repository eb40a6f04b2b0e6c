"""Where the images of an environment are locked: a file that is read, and replaced in one step."""

from pathlib import Path

from nexus_gitops.errors import LocalError
from nexus_gitops.files import replace_file


def read_lock(path: Path) -> str:
    """The text of a lock file.

    Raises:
        LocalError: it is missing, or cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise LocalError(
            f"{path.name} is missing beside {path.name.partition('.')[0]}.py",
            "copy the one of another environment there, and choose versions with"
            " nexus-gitops images set",
        ) from error
    except UnicodeDecodeError as error:
        raise LocalError(f"{path} is not UTF-8 text", "correct it") from error
    except OSError as error:
        raise LocalError(f"{path} cannot be read: {error.strerror}", "check its owner") from error


def write_lock(path: Path, text: str) -> None:
    """Put a lock file into its place in one step.

    Raises:
        LocalError: it cannot be written.
    """
    try:
        replace_file(path, text.encode())
    except OSError as error:
        raise LocalError(
            f"{path} cannot be written: {error.strerror}", "check the disk and the folder's owner"
        ) from error
