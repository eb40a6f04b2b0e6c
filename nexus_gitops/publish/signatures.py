"""Whether commits are signed by somebody who is trusted here, as git is set up to tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from nexus_gitops.publish import git
from nexus_gitops.publish.address import RepositoryAddress
from nexus_gitops.publish.mirror import Depth, Mirror

_FORMAT: Final = "%H%x00%G?%x00%GS"


class Trust(StrEnum):
    """What a signature is worth."""

    GOOD = "good"
    """By a key that is trusted here."""
    UNTRUSTED = "untrusted"
    """Right, but by a key that is not trusted here, or that cannot be checked here."""
    EXPIRED = "expired"
    """Signature or key is past its time, or the key was revoked."""
    BAD = "bad"
    """The commit is not what was signed."""
    NONE = "none"


# Source: %G? in https://git-scm.com/docs/pretty-formats
_TRUST: Final = {
    "G": Trust.GOOD,
    "U": Trust.UNTRUSTED,
    "E": Trust.UNTRUSTED,
    "X": Trust.EXPIRED,
    "Y": Trust.EXPIRED,
    "R": Trust.EXPIRED,
    "B": Trust.BAD,
}


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature of a commit.

    Attributes:
        trust: see `Trust`.
        signer: who signed, as the key says; "" if not known.
    """

    trust: Trust
    signer: str = ""


def signatures(
    address: RepositoryAddress, commits: Sequence[str], directory: Path
) -> dict[str, Signature]:
    """The signature of each commit.

    Args:
        address: the repository, whose history was read before.
        commits: of it.
        directory: whose Git configuration tells which keys are trusted (`gpg.*`).
    """
    if not commits:
        return {}
    settings = _settings(directory)

    def look(mirror: Mirror) -> dict[str, Signature]:
        arguments = ["log", "--no-walk=unsorted", f"--format={_FORMAT}", *commits]
        outcome = mirror.run(arguments, settings=settings)
        if outcome.status:
            raise mirror.failure(outcome)
        told = [line.split("\0") for line in outcome.output.decode(errors="replace").splitlines()]
        signed = mirror.signed(commits)
        return {
            commit: Signature(_TRUST.get(code, Trust.UNTRUSTED), signer)
            if commit in signed
            else Signature(Trust.NONE)
            for commit, code, signer in told
        }

    return Mirror(address, Depth.HISTORY).use(look)


def _settings(directory: Path) -> git.Settings:
    output = git.run(["config", "--null", "--get-regexp", r"^gpg\."], directory=directory).output
    pairs = (item.partition("\n") for item in output.decode(errors="replace").split("\0") if item)
    return tuple((key, value) for key, _, value in pairs)
