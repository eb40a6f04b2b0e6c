"""What a workspace is, wherever it is kept."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Key:
    """Names a workspace. Whoever guesses another tenant's id makes a key that names nothing."""

    tenant: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace without its graph."""

    id: UUID
    name: str
    version: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """A patch that was made, as JSON text, and the version that it made."""

    version: int
    patch: str
    author: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A workspace as its new owner finds it.

    Attributes:
        fence: number of this ownership; a write with an earlier one is refused.
        version: of the graph.
        snapshot: the graph at `snapshot_version`, as JSON text.
        snapshot_version: version of `snapshot`.
        changes: those after the snapshot, in order.
    """

    fence: int
    version: int
    snapshot: str
    snapshot_version: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Pod:
    """A kernel pod: who it is, where other pods reach it, and how full it is."""

    id: str
    address: str
    active: int
    capacity: int
    draining: bool = False

    @property
    def has_room(self) -> bool:
        """Whether it may take another workspace."""
        return not self.draining and self.active < self.capacity
