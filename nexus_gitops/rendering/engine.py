"""What can render, how the process that does it ends, and what it answers of an environment."""

from enum import StrEnum
from typing import Any, Final, NamedTuple

TOLD: Final = 3
"""Exit code of a process that has a message for the platform's author, and no answers."""


class Engine(StrEnum):
    """What renders.

    Attributes:
        FAST: typed objects in plain Python, and cdk8s for whatever else is used.
        CDK8S: cdk8s itself, in Node.
    """

    FAST = "fast"
    CDK8S = "cdk8s"


class Outcome(StrEnum):
    """What came of an environment.

    Attributes:
        RENDERED: its manifests.
        TOLD: a failure that has a message for the environment's author.
        UNANSWERED: of the fast engine, where only cdk8s has the answer.
        FAILED: any other failure.
    """

    RENDERED = "rendered"
    TOLD = "told"
    UNANSWERED = "unanswered"
    FAILED = "failed"


class Answer(NamedTuple):
    """What a process says of one environment.

    Attributes:
        outcome: what came of it.
        said: `asdict` of a `Rendering`, or the reason in a line.
        hint: what to do about it, where somebody knows.
    """

    outcome: Outcome
    said: Any
    hint: str = ""
