"""What a platform says of what an environment does without, to whoever publishes it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from nexus_gitops.platform.protocol import Platform


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """What may go wrong in an environment that is as it was meant.

    Attributes:
        message: what that is, and when.
        fix: the way out.
    """

    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.message}; {self.fix}"


@runtime_checkable
class HasShortcomings(Protocol):
    """A platform that knows of some."""

    def shortcomings(self, env: Any) -> tuple[Shortcoming, ...]:
        """Those of an environment."""


def shortcomings_of(platform: "Platform[Any]", env: Any) -> tuple[Shortcoming, ...]:
    """What a platform says of an environment; nothing where it knows of nothing."""
    return platform.shortcomings(env) if isinstance(platform, HasShortcomings) else ()
