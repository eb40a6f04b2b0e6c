"""Every failure a user can meet: one class a documented exit code (docs/exit-codes.md).

Libraries' own errors are translated where they arise; `cli` is the one place that
turns these into a line on stderr and an exit code.
"""

from typing import ClassVar, Final

EXIT_OK: Final = 0
EXIT_DIFFERENT: Final = 1
EXIT_NOT_YET: Final = 9
EXIT_DEGRADED: Final = 10


class NexusError(Exception):
    """A failure with a way out.

    `message` names the thing and its value, `hint` what to do about it. Neither may
    hold a credential.
    """

    exit_code: ClassVar[int] = 8

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message


class UsageError(NexusError):
    """What was asked for makes no sense: an unknown environment, a bad branch name."""

    exit_code = 2


class FindingsError(NexusError):
    """The manifests break a rule; nothing was published."""

    exit_code = 3


class RefusedError(NexusError):
    """A guard stopped a publish or a bootstrap; its flag, where it has one, is in the hint."""

    exit_code = 4


class RejectedError(NexusError):
    """The remote took the push and said no: a hook, a protected branch, a permission."""

    exit_code = 5


class UnreachableError(NexusError):
    """A Git remote, an image registry or a cluster did not answer, or did not let us in."""

    exit_code = 6


class ContentionError(NexusError):
    """Other publishers were faster at every try."""

    exit_code = 7


class LocalError(NexusError):
    """This machine is in the way: a read-only disk, a missing program, a failed render or build."""

    exit_code = 8
