"""Who commits a release, and how it is signed: as git would do it, with a stated default."""

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from nexus_gitops.publish import git

_ASKED: Final = r"^(user\.(name|email|signingkey)|commit\.gpgsign|gpg\..*)$"
_SIGNING: Final = re.compile(r"user\.signingkey|gpg\.")
_TRUE: Final = frozenset({"true", "yes", "on", "1"})
_FORBIDDEN: Final = re.compile(r"[\x00-\x1f\x7f<>]")


@dataclass(frozen=True, slots=True)
class Author:
    """Author and committer of a release.

    Attributes:
        name: shown name.
        email: address; need not exist.
        is_default: whether git knows nobody, so that we commit in our own name.
        signing: Git configuration that tells how to sign; None where commits are not signed.
    """

    name: str
    email: str
    is_default: bool = False
    signing: git.Settings | None = None

    def __str__(self) -> str:
        return f"{self.clean_name} <{self.clean_email}>"

    @property
    def clean_name(self) -> str:
        """The name without what no commit may have in it."""
        return _clean(self.name)

    @property
    def clean_email(self) -> str:
        """The address likewise."""
        return _clean(self.email)


DEFAULT_AUTHOR: Final = Author("nexus-gitops", "nexus-gitops@localhost", is_default=True)


def author_of(directory: Path) -> Author:
    """Whom git would name in `directory`: GIT_AUTHOR_NAME and _EMAIL, then user.name and .email.

    They sign where commit.gpgSign says so, with the key and the program that git is set up for.

    Returns:
        `DEFAULT_AUTHOR`, who may sign as well, where name or address is missing.

    Raises:
        LocalError: git is not installed.
    """
    arguments = ["config", "--null", "--get-regexp", _ASKED]
    output = git.run(arguments, directory=directory).output.decode(errors="replace")
    # A key alone, without a value, means true.
    configured = {
        key: value if has_value else "true"
        for key, has_value, value in (item.partition("\n") for item in output.split("\0"))
    }
    signing = None
    if configured.get("commit.gpgsign", "").lower() in _TRUE:
        signing = tuple(pair for pair in configured.items() if _SIGNING.match(pair[0]))
    name = os.environ.get("GIT_AUTHOR_NAME") or configured.get("user.name", "")
    email = os.environ.get("GIT_AUTHOR_EMAIL") or configured.get("user.email", "")
    known = Author(name, email, signing=signing)
    if known.clean_name and known.clean_email:
        return known
    return replace(DEFAULT_AUTHOR, signing=signing) if signing else DEFAULT_AUTHOR


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text).strip()
