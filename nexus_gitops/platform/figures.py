"""What a platform says of the Prometheus that keeps the figures of an environment."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

if TYPE_CHECKING:
    from nexus_gitops.platform.environment import Environment

E_contra = TypeVar("E_contra", bound="Environment", contravariant=True)


@dataclass(frozen=True, slots=True)
class FigureStore:
    """A Prometheus. An alert of an environment has the name of that as its label `environment`.

    Attributes:
        namespace: where it is.
        service: its Service.
        port: of that.
        namespaces: of the pods that are asked for figures; where there are none, all that it asks
            are the environment's.
    """

    namespace: str
    service: str
    port: int
    namespaces: frozenset[str] = frozenset()


@runtime_checkable
class HasFigures(Protocol[E_contra]):
    """A platform whose figures are kept."""

    def figure_store(self, env: E_contra) -> FigureStore | None:
        """Where those of an environment are; None where nobody asks for them."""
