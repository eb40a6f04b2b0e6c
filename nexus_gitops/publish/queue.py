"""A queue of publishers on the server, for when many publish to one branch.

Each of them is a reference below `refs/nexus-gitops/queue`, and its number is one more than the
highest that its owner saw. Whoever has the lowest one publishes, and takes it away with the same
push. It only keeps publishers out of each other's way: what may be published is decided by the
push alone, so that nothing is lost where somebody does not queue, or a server allows no such
reference.
"""

import secrets
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Final

from nexus_gitops.publish.mirror import REMOTE, Mirror
from nexus_gitops.publish.object_database import MissingObject

LOSSES_BEFORE_JOINING: Final = 1
ABANDONED_SECONDS: Final = 60.0

_FOLDER: Final = "refs/nexus-gitops/queue"


class Queue:
    """The queue of one branch, with our place in it.

    Args:
        branch: its name.
    """

    def __init__(self, branch: str) -> None:
        self._branch = branch
        self._folder = f"{_FOLDER}/{branch}/"
        self._is_open = True
        self._seen = ("", "")
        self._since = 0.0
        self.ticket = ""

    @property
    def pattern(self) -> str:
        """Matches the references of all who wait."""
        return f"{self._folder}*"

    def ahead(self, mirror: Mirror, references: Mapping[str, str], tip: str, losses: int) -> int:
        """How many publish before us.

        Where others wait, or were faster too often, it takes a place at the end first.

        Args:
            mirror: of the repository.
            references: what it has now: commit by name.
            tip: of the branch; "" where it has none yet, and nobody can wait.
            losses: how often others have been faster.
        """
        waiting = sorted(name for name in references if name.startswith(self._folder))
        if self.ticket not in waiting:
            self.ticket = ""  # we were taken for dead
            if self._is_open and tip and (waiting or losses >= LOSSES_BEFORE_JOINING):
                self._join(mirror, waiting, [tip, *references.values()])
        if not self.ticket:
            return 0
        if self.ticket not in waiting:
            waiting.append(self.ticket)
        if waiting[0] != self.ticket:
            self._watch(mirror, waiting[0], references[waiting[0]], tip)
        return waiting.index(self.ticket)

    def leave(self, mirror: Mirror) -> None:
        """Give up our place, if we have one and the push did not."""
        if self.ticket:
            mirror.talk(["push", "--quiet", "--no-verify", REMOTE, f":{self.ticket}"])
            self.ticket = ""

    def close(self, mirror: Mirror) -> None:
        """Wait in it no more: the server cannot take a place away with a push."""
        self.leave(mirror)
        self._is_open = False

    def _join(self, mirror: Mirror, waiting: list[str], known: Iterable[str]) -> None:
        last = waiting[-1].removeprefix(self._folder).partition("-")[0] if waiting else "0"
        number = int(last) + 1 if last.isdecimal() else 1
        ticket = f"{self._folder}{number:012}-{secrets.token_hex(8)}"
        commit = _held(mirror, self._branch, known)
        outcome = mirror.talk(["push", "--quiet", "--no-verify", REMOTE, f"{commit}:{ticket}"])
        if outcome.status:
            self._is_open = False
        else:
            self.ticket = ticket

    def _watch(self, mirror: Mirror, first: str, commit: str, tip: str) -> None:
        """Take away the place of whoever is first and does nothing, as one who was killed."""
        now = time.monotonic()
        if self._seen != (first, tip):
            self._seen, self._since = (first, tip), now
        elif now - self._since > ABANDONED_SECONDS:
            lease = f"--force-with-lease={first}:{commit}"
            mirror.talk(["push", "--quiet", "--no-verify", lease, REMOTE, f":{first}"])


def _held(mirror: Mirror, branch: str, known: Iterable[str]) -> str:
    """A commit that remote and mirror have: pushing a name for it sends nothing else."""
    with mirror.reader() as reader:
        for commit in known:
            with suppress(MissingObject):
                return reader.resolve(commit)
    return mirror.fetch(branch)
