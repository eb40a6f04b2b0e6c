"""What can render, and how the process that does it ends: 0, or one of these with a reason."""

from enum import StrEnum
from typing import Final

TOLD: Final = 3
"""A failure that has a message for the environment's author."""
UNANSWERED: Final = 4
"""Of the fast engine, where only cdk8s has the answer."""
FAILED: Final = 5
"""Any other failure of what is rendered."""


class Engine(StrEnum):
    """What renders.

    Attributes:
        FAST: typed objects in plain Python, and cdk8s for whatever else is used.
        CDK8S: cdk8s itself, in Node.
    """

    FAST = "fast"
    CDK8S = "cdk8s"
