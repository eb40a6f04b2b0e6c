"""What can render, and how the process that does it ends."""

from enum import StrEnum
from typing import Final

TOLD: Final = 3
"""Exit code of a failure that the environment's author can mend; the message is on stderr."""
UNANSWERED: Final = 4
"""Exit code of the fast engine where only cdk8s has the answer; what it is about is on stderr."""


class Engine(StrEnum):
    """What renders.

    Attributes:
        FAST: typed objects in plain Python, and cdk8s for whatever else is used.
        CDK8S: cdk8s itself, in Node.
    """

    FAST = "fast"
    CDK8S = "cdk8s"
