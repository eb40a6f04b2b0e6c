"""What is done for each of several environments: one that is broken stops none of the others."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from nexus_gitops.errors import NexusError

Made = TypeVar("Made")
Next = TypeVar("Next")


@dataclass(frozen=True, slots=True)
class Attempts(Generic[Made]):
    """What came of each environment.

    Attributes:
        made: what was made, by the environment's name, in order.
        failed: why nothing was, likewise.
    """

    made: Mapping[str, Made]
    failed: Mapping[str, NexusError]

    def then(self, act: Callable[[str, Made], Next]) -> "Attempts[Next]":
        """What `act` makes of the name and of what was made; what failed stays failed."""
        after = attempt(self.made, lambda name: act(name, self.made[name]))
        return Attempts(after.made, {**self.failed, **after.failed})

    def only(self, names: Iterable[str]) -> "Attempts[Made]":
        """What came of some of them."""
        wanted = frozenset(names)
        return Attempts(
            {name: one for name, one in self.made.items() if name in wanted},
            {name: error for name, error in self.failed.items() if name in wanted},
        )

    def all_made(self) -> Mapping[str, Made]:
        """What was made, where nothing failed.

        Raises:
            NexusError: why the first failed.
        """
        for error in self.failed.values():
            raise error
        return self.made


def attempt(names: Iterable[str], act: Callable[[str], Made]) -> Attempts[Made]:
    """What `act` makes of each name, and the failures that it has a message for."""
    made: dict[str, Made] = {}
    failed: dict[str, NexusError] = {}
    for name in names:
        try:
            made[name] = act(name)
        except NexusError as error:
            failed[name] = error
    return Attempts(made, failed)
