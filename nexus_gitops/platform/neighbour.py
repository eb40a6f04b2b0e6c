"""What of an environment matters to the others."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where an Application is.

    Attributes:
        name: of the Application.
        namespace: where its objects live.
        destination: API server that it is applied to, as Argo CD knows it.
    """

    name: str
    namespace: str
    destination: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another environment.

    Attributes:
        name: its name.
        applications: where its Applications are.
        hosts: the host names that lead to it.
    """

    name: str
    applications: Sequence[Place]
    hosts: Sequence[str] = ()
