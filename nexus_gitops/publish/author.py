"""Who commits a release, as git would say it, with a stated default."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nexus_gitops.publish import git

_FORBIDDEN: Final = re.compile(r"[\x00-\x1f\x7f<>]")


@dataclass(frozen=True, slots=True)
class Author:
    """Author and committer of a release.

    Attributes:
        name: shown name.
        email: address; need not exist.
        is_default: whether git knows nobody, so that we commit in our own name.
    """

    name: str
    email: str
    is_default: bool = False

    def __str__(self) -> str:
        return f"{_clean(self.name)} <{_clean(self.email)}>"


DEFAULT_AUTHOR: Final = Author("nexus-gitops", "nexus-gitops@localhost", is_default=True)


def author_of(directory: Path) -> Author:
    """Whom git would name in `directory`: GIT_AUTHOR_NAME and _EMAIL, then user.name and .email.

    Returns:
        `DEFAULT_AUTHOR` where name or address is missing.

    Raises:
        LocalError: git is not installed.
    """
    arguments = ["config", "--null", "--get-regexp", r"^user\.(name|email)$"]
    output = git.run(arguments, directory=directory).output.decode(errors="replace")
    configured = {
        key: value for key, _, value in (item.partition("\n") for item in output.split("\0"))
    }
    name = os.environ.get("GIT_AUTHOR_NAME") or configured.get("user.name", "")
    email = os.environ.get("GIT_AUTHOR_EMAIL") or configured.get("user.email", "")
    return Author(name, email) if _clean(name) and _clean(email) else DEFAULT_AUTHOR


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text).strip()
