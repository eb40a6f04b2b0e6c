"""The default repository: a bare one under `.nexus/`, so that nothing must be set up first."""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from nexus_gitops.errors import LocalError
from nexus_gitops.publish.address import RepositoryAddress
from nexus_gitops.publish.bare_repository import init_bare

_FOLDER: Final = ".nexus"
_NAME: Final = "gitops.git"


def embedded_address(directory: Path) -> RepositoryAddress:
    """The default repository of a directory; a publish makes it, nothing else does."""
    return RepositoryAddress(os.fspath(directory.resolve() / _FOLDER / _NAME), embedded=True)


def ensure_repository(address: RepositoryAddress) -> None:
    """Make the repository if it is not there, all or nothing.

    Raises:
        LocalError: the disk cannot be written.
    """
    path = Path(address.location)
    if path.is_dir():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # So that the repository around it, if any, is not dirty because of us.
        (path.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        new = Path(tempfile.mkdtemp(prefix=f"{_NAME}.", dir=path.parent))
    except OSError as error:
        raise LocalError(
            f"no repository can be made at {path}: {error}",
            "name another one with --repo, or run in a folder that can be written",
        ) from error
    try:
        init_bare(new)
        new.chmod(0o755)  # mkdtemp's 0700 would shut Argo CD out
        with suppress(OSError):  # another publish was faster, and made the same
            new.rename(path)
    finally:
        shutil.rmtree(new, ignore_errors=True)
