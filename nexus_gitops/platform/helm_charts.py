"""Helm charts of others that Argo CD brings beside what an environment renders."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol, runtime_checkable

if TYPE_CHECKING:
    from nexus_gitops.platform.protocol import Platform

_VERSION: Final = re.compile(r"v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")

Kind = tuple[str, str]
"""Group and kind."""


@dataclass(frozen=True, slots=True)
class Owned:
    """Fields of a kind that somebody in the cluster writes, and the chart only begins.

    Attributes:
        kind: whose.
        fields: each as an expression of jq.
    """

    kind: Kind
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HelmChart:
    """A chart, and how Argo CD brings it.

    Nothing of it is rendered here, so that its project says what kinds it may bring.

    Attributes:
        name: tells its Application from the others of the environment.
        namespace: where its objects live.
        destination: API server that it is applied to, as Argo CD knows it.
        repository: of charts, as `https://charts.example.com`; one in a registry without scheme.
        chart: its name there.
        version: the one version that is meant.
        wave: it is brought after those of a lower one.
        values: see the chart.
        kinds: that it brings into its namespace.
        cluster_kinds: that it brings into no namespace.
        owned: see `Owned`.
        namespace_labels: of its namespace, which Argo CD makes; none where it is made elsewhere.

    Raises:
        ValueError: the version is a range, or a kind is not named.
    """

    name: str
    namespace: str
    destination: str
    repository: str
    chart: str
    version: str
    wave: int = 0
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    kinds: frozenset[Kind] = frozenset()
    cluster_kinds: frozenset[Kind] = frozenset()
    owned: tuple[Owned, ...] = ()
    namespace_labels: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if not _VERSION.fullmatch(self.version):
            raise ValueError(
                f"chart {self.name} has the version {self.version!r}; name one, as 1.2.3"
            )
        for group, kind in self.kinds | self.cluster_kinds:
            if "*" in (group, kind):
                raise ValueError(f"chart {self.name} may bring any kind; name each that it brings")


@runtime_checkable
class HasHelmCharts(Protocol):
    """A platform whose environments have some."""

    def helm_charts(self, env: Any) -> tuple[HelmChart, ...]:
        """Those of an environment."""


def helm_charts_of(platform: "Platform[Any]", env: Any) -> tuple[HelmChart, ...]:
    """What a platform says of an environment; nothing where it knows of none."""
    return platform.helm_charts(env) if isinstance(platform, HasHelmCharts) else ()
