"""How large a component is, as data that an environment may state: see `component.Size`."""

from dataclasses import dataclass

from nexus_constructs.quantity import canonical
from nexus_constructs.quota import Peak, most_pods
from nexus_constructs.sizing import Resources, Scaling


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
