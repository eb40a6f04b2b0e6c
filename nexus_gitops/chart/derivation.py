"""What a chart is made of whatever environments say: found out once for the code that says it."""

import pickle
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass

from nexus_gitops.chart.runs import Derived
from nexus_gitops.chart.trees import Node


@dataclass(frozen=True, slots=True)
class Derivation:
    """What is derived of a platform.

    Attributes:
        derived: all that it renders.
        tests: what `helm test` runs.
    """

    derived: Derived
    tests: tuple[Node, ...]

    def text(self) -> str:
        """For another process of the same code."""
        return b64encode(zlib.compress(pickle.dumps(self), 1)).decode()


def derivation_of(text: str) -> Derivation:
    """The derivation of which this is the text."""
    packed = zlib.decompress(b64decode(text))
    found: Derivation = pickle.loads(packed)  # noqa: S301 -- of our own cache, as our compiled code
    return found
