"""What a command says of the environments that it could do nothing for, beside the others."""

from collections.abc import Mapping, Sequence
from typing import Any

from nexus_gitops.errors import NexusError


class EnvironmentsError(Exception):
    """Some of several environments failed, and the others are shown already.

    `failed` tells why by the environment's name; the exit code is that of the first.
    """

    def __init__(self, failed: Mapping[str, NexusError]) -> None:
        super().__init__(*lines(failed))
        self.failed = failed

    @property
    def exit_code(self) -> int:
        """See docs/exit-codes.md."""
        return next(iter(self.failed.values())).exit_code


def lines(failed: Mapping[str, NexusError]) -> tuple[str, ...]:
    """A line a failure, which names all environments that have it: code is shared by them."""
    names: dict[str, list[str]] = {}
    for name, error in failed.items():
        names.setdefault(str(error), []).append(name)
    return tuple(f"{', '.join(those)}: {error}" for error, those in names.items())


def documents(failed: Mapping[str, NexusError]) -> Sequence[Mapping[str, Any]]:
    """The failures as JSON data."""
    return [
        {
            "environment": name,
            "message": error.message,
            "fix": error.hint,
            "exitCode": error.exit_code,
        }
        for name, error in failed.items()
    ]


def stop_at_failures(failed: Mapping[str, NexusError]) -> None:
    """End a command that has shown what it could do, where there was something it could not.

    Raises:
        EnvironmentsError: there was.
    """
    if failed:
        raise EnvironmentsError(failed) from next(iter(failed.values()))
