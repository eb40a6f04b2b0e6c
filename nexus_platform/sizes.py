"""How large a component is, as data that an environment may state: see `component.Size`."""

from dataclasses import dataclass

from nexus_constructs.quantity import canonical
from nexus_constructs.quota import Peak, most_pods
from nexus_constructs.sizing import Resources, Scaling
from nexus_platform.component import Size


@dataclass(frozen=True, slots=True)
class Fixed:
    """A service with a constant number of pods.

    Raises:
        ValueError: `replicas` is less than 1.
    """

    resources: Resources
    replicas: int = 1

    def __post_init__(self) -> None:
        if self.replicas < 1:
            raise ValueError(f"replicas ({self.replicas}) must be at least 1")

    @property
    def peak(self) -> Peak:
        """All pods twice and one more, as a rollout may have them."""
        return Peak(most_pods(self.replicas), self.resources)

    @property
    def claims(self) -> tuple[str, ...]:
        """None: it keeps nothing."""
        return ()

    @property
    def scaling(self) -> Scaling | None:
        """None: the number of pods is fixed."""
        return None


@dataclass(frozen=True, slots=True)
class Elastic:
    """A service whose number of pods an autoscaler owns."""

    resources: Resources
    scaling: Scaling

    @property
    def peak(self) -> Peak:
        """A rollout while the autoscaler is at its maximum."""
        return Peak(most_pods(self.scaling.max_replicas), self.resources)

    @property
    def claims(self) -> tuple[str, ...]:
        """None: it keeps nothing."""
        return ()


@dataclass(frozen=True, slots=True)
class Database:
    """The PostgreSQL server.

    Attributes:
        resources: of its one pod.
        storage: size of its claim, as a quantity; kept in canonical form.
        sync_options: Argo CD options of the StatefulSet, as `Prune=false`.

    Raises:
        ValueError: `storage` is no quantity.
    """

    resources: Resources
    storage: str = "5Gi"
    sync_options: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "storage", canonical(self.storage))

    @property
    def peak(self) -> Peak:
        """Its one pod."""
        return Peak(1, self.resources)

    @property
    def claims(self) -> tuple[str, ...]:
        """The data."""
        return (self.storage,)

    @property
    def scaling(self) -> Scaling | None:
        """None: one pod owns the data."""
        return None


@dataclass(frozen=True, slots=True)
class Replicated:
    """Servers that an operator runs, each with a claim of its own.

    Attributes:
        resources: of each.
        storage: size of the claim of each, as a quantity.
        replicas: how many there are.
        generations: how many times so many there are beside each other.
    """

    resources: Resources
    storage: str
    replicas: int
    generations: int

    @property
    def peak(self) -> Peak:
        """All of them, and for each generation a Job that makes one more."""
        return Peak((self.replicas + 1) * self.generations, self.resources)

    @property
    def claims(self) -> tuple[str, ...]:
        """The data of each."""
        return (self.storage,) * (self.replicas * self.generations)

    @property
    def scaling(self) -> Scaling | None:
        """None: the operator has as many as it is told."""
        return None


@dataclass(frozen=True, slots=True)
class Cache:
    """The Redis server."""

    resources: Resources

    @property
    def peak(self) -> Peak:
        """Its one pod, while it is replaced."""
        return Peak(most_pods(1), self.resources)

    @property
    def claims(self) -> tuple[str, ...]:
        """None: it keeps nothing."""
        return ()

    @property
    def scaling(self) -> Scaling | None:
        """None: there is one."""
        return None


@dataclass(frozen=True, slots=True)
class Nothing:
    """What brings objects, and runs no pod."""

    @property
    def peak(self) -> Peak:
        """No pod."""
        return Peak(0, Resources("0", "0", "0", "0"))

    @property
    def claims(self) -> tuple[str, ...]:
        """None: it keeps nothing."""
        return ()

    @property
    def scaling(self) -> Scaling | None:
        """None: there is nothing to scale."""
        return None


@dataclass(frozen=True, slots=True)
class Once:
    """A Job that runs to completion."""

    resources: Resources

    @property
    def peak(self) -> Peak:
        """Its one pod."""
        return Peak(1, self.resources)

    @property
    def claims(self) -> tuple[str, ...]:
        """None: it keeps nothing."""
        return ()

    @property
    def scaling(self) -> Scaling | None:
        """None: it runs once."""
        return None


@dataclass(frozen=True, slots=True)
class Kept:
    """A server of one pod that keeps its data on a claim.

    Attributes:
        resources: of its one pod.
        storage: size of its claim, as a quantity.
    """

    resources: Resources
    storage: str

    @property
    def peak(self) -> Peak:
        """Its one pod."""
        return Peak(1, self.resources)

    @property
    def claims(self) -> tuple[str, ...]:
        """The data."""
        return (self.storage,)

    @property
    def scaling(self) -> Scaling | None:
        """None: one pod owns the data."""
        return None


@dataclass(frozen=True, slots=True)
class EveryNode:
    """One pod on each node.

    Attributes:
        resources: of each pod.
        nodes: the most that there are.
    """

    resources: Resources
    nodes: int

    @property
    def peak(self) -> Peak:
        """One for each node: a rollout takes the old one away first."""
        return Peak(self.nodes, self.resources)

    @property
    def claims(self) -> tuple[str, ...]:
        """None: it keeps nothing."""
        return ()

    @property
    def scaling(self) -> Scaling | None:
        """None: the nodes are as many as they are."""
        return None


@dataclass(frozen=True, slots=True)
class Accompanied:
    """What has containers beside the one that it is there for.

    Attributes:
        size: of it without them.
        beside: of each of them.
    """

    size: Size
    beside: tuple[Resources, ...]

    @property
    def peak(self) -> Peak:
        """As many pods, of more containers."""
        alone = self.size.peak
        return Peak(alone.pods, alone.resources, self.beside)

    @property
    def claims(self) -> tuple[str, ...]:
        """Those of it alone."""
        return self.size.claims

    @property
    def scaling(self) -> Scaling | None:
        """As alone."""
        return self.size.scaling
