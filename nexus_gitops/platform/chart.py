"""What a platform says of its Helm chart beyond what its environments say."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from cdk8s import App, Chart

    from nexus_gitops.images.image import ImageLock
    from nexus_gitops.platform.environment import Environment

Tests = Callable[["App", Any, "ImageLock"], "Chart"]
"""Makes the chart of what `helm test` runs: Pods or Jobs, and what they need for it."""


@dataclass(frozen=True, slots=True)
class ChartSource:
    """What a Helm chart is made of.

    Attributes:
        standard: the environment that the chart's values begin with; its name and namespace
            are those of the release.
        images: the environment whose images they begin with.
        description: what the chart is, in one sentence.
        tests: see `Tests`; None for none.
        leaves_out: fields of the environment that the chart has no values for; they are as in
            `standard`. Helm makes no namespace, so that what has one of its own is left out.
    """

    standard: "Environment"
    images: str
    description: str
    tests: Tests | None = None
    leaves_out: tuple[str, ...] = ()

    def left_out(self, env: "Environment") -> tuple[str, ...]:
        """The fields of an environment by which it is more than the chart makes of its values."""
        return tuple(
            name for name in self.leaves_out if getattr(env, name) != getattr(self.standard, name)
        )


@runtime_checkable
class HasChart(Protocol):
    """A platform that says what its chart is made of."""

    def chart(self) -> ChartSource:
        """See `ChartSource`."""
