"""Refuses what a render reads from outside of the platform's package.

The key of a rendering is the hash of the platform's package and of the tool (`inputs`). A file
from elsewhere is in neither: its next version would not be noticed, and no release could be
made again from the commit that its record names.
"""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from nexus_gitops.errors import LocalError

READABLE: Final = "NEXUS_GITOPS_READABLE"
"""Variable with the folders that may be read; `reads.cjs` holds Node to them."""
NODE_HOOK: Final = Path(__file__).with_name("reads.cjs")

_OF_THE_SYSTEM: Final = ("/dev", "/proc", "/sys", "/usr/share/zoneinfo")
_NODE_REFUSED: Final = "refused"
_CODE: Final = (".py", ".pyc", ".so")
"""What an import reads; installed packages are known by their versions."""

_refused: Final[list[str]] = []


def readable(folders: Iterable[Path]) -> str:
    """The value of READABLE for a render that reads these folders, and what Python consists of."""
    named = [*folders, Path(sys.prefix), Path(sys.base_prefix), *map(Path, _OF_THE_SYSTEM)]
    return os.pathsep.join(
        sorted({str(path) for folder in named for path in (folder.absolute(), folder.resolve())})
    )


def refuse_others() -> None:
    """From now on, in this process."""
    folders = tuple(os.environ[READABLE].split(os.pathsep))

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], (str, bytes)):
            named, mode, _ = arguments
            path = os.path.abspath(os.fsdecode(named))  # noqa: PTH100 -- as it is named
            # A relative name without a mode may be relative to a folder that is not told.
            is_known = mode is not None or path == os.fsdecode(named)
            if is_known and not path.endswith(_CODE) and not _is_in(path, folders):
                _refused.append(path)
                raise refusal(path)

    sys.addaudithook(watch)


def refused() -> str | None:
    """What was refused first, here or in Node; a platform may catch the error."""
    with suppress(FileNotFoundError):
        _refused.extend(Path(os.environ["TMPDIR"], _NODE_REFUSED).read_text("utf-8").splitlines())
    return _refused[0] if _refused else None


def refusal(path: str) -> LocalError:
    """What to say of a file that may not be read."""
    return LocalError(f"{path} is outside of the platform's package", "move it there")


def _is_in(path: str, folders: tuple[str, ...]) -> bool:
    return any(path == folder or path.startswith(f"{folder}{os.sep}") for folder in folders)
