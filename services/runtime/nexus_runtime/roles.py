"""What a user may do: look, change, or manage."""

from enum import StrEnum


class Role(StrEnum):
    """From the one that may least to the one that may most; each may what those before it may.

    Attributes:
        VIEWER: reads workspaces and follows them.
        EDITOR: creates, renames and changes workspaces, and asks for proposals.
        ADMIN: deletes workspaces.
    """

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"

    def includes(self, other: "Role") -> bool:
        """Whether this role may all that `other` may."""
        order = list(Role)
        return order.index(self) >= order.index(other)
