"""What a platform asks of an installation before it is accepted, beyond that its pods run.

The tool gives the means (`Reach`), the platform the questions (`Probe`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Response:
    """An answer by HTTP."""

    status: int
    headers: Mapping[str, str]
    text: str


class Reach(Protocol):
    """The means of a probe. What cannot be reached raises a `NexusError`."""

    def request(
        self,
        service: str,
        path: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: str | None = None,
    ) -> Response:
        """What a Service answers by HTTP, on its first port."""

    def execute(self, workload: str, command: Sequence[str], stdin: str) -> str:
        """What a command in a ready pod of a workload writes; its input ends with `stdin`."""

    def secret(self, name: str, key: str) -> str:
        """A value of a Secret of the first Application's namespace, "" where it is not there."""

    def ready_pods(self, workload: str) -> int:
        """How many pods of a workload are ready."""


class SkippedError(Exception):
    """A probe that cannot be asked here; its text says why."""


class FailedError(Exception):
    """A probe whose answer is wrong; its text says what was expected and what came."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One question.

    Attributes:
        name: stable, as `tenants-apart`.
        ask: gives in a few words what was seen; raises SkippedError or FailedError.
        changes: whether it makes something in the installation, which it removes afterwards.
    """

    name: str
    ask: Callable[[Reach], str]
    changes: bool = field(default=False)


@runtime_checkable
class HasAcceptance(Protocol):
    """A platform with questions of its own."""

    def acceptance(self, env: Any) -> Sequence[Probe]:
        """The questions, in the order in which they are asked."""
