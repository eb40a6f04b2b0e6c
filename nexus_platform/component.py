"""What a component says of itself, once; the platform composes all of them.

Flows, settings, the Secret's keys, quota, images, Ingress and sync waves are sums over the
components, so that one which is composed is complete. Free of cdk8s but where it builds, so
that it loads fast.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol

from nexus_constructs.quota import Peak
from nexus_constructs.sizing import Scaling
from nexus_gitops.platform.secrets import Login

if TYPE_CHECKING:
    from cdk8s import Chart

    from nexus_constructs.component import Component as Construct
    from nexus_constructs.component import Installation
    from nexus_constructs.rbac import PolicyRule
    from nexus_constructs.secrets import SecretReference
    from nexus_constructs.settings import Settings
    from nexus_gitops.images.image import Image
    from nexus_platform.environment import Environment


class Stage(IntEnum):
    """When a component is applied: after all of the stages before its own are healthy."""

    STORE = 0
    SAFEGUARD = 1
    PREPARATION = 2
    SERVICE = 3


class Size(Protocol):
    """How large a component is."""

    @property
    def peak(self) -> Peak:
        """The most pods of it that there are at a time."""

    @property
    def claims(self) -> tuple[str, ...]:
        """Sizes of its persistent volume claims, as quantities."""

    @property
    def scaling(self) -> Scaling | None:
        """How an autoscaler scales it; None where the number of pods is fixed."""


def always(_: "Environment") -> bool:
    """In every environment."""
    return True


@dataclass(frozen=True, slots=True)
class Internet:
    """Every address that is not private.

    Attributes:
        port: of all of them.
        wanted: whether a component of an environment connects to them.
    """

    port: int
    wanted: Callable[["Environment"], bool] = always


@dataclass(frozen=True, slots=True)
class Beyond:
    """The pods of a namespace that is not the platform's.

    Attributes:
        namespace: its name; None where an environment has none.
        port: where they listen.
    """

    namespace: Callable[["Environment"], str | None]
    port: int


@dataclass(frozen=True, slots=True)
class ControlPlane:
    """The API server of the cluster."""


@dataclass(frozen=True, slots=True)
class EveryMetrics:
    """The figures of every component that has some; see `Component.metrics`."""


Need = str | Internet | Beyond | ControlPlane | EveryMetrics
"""What a component connects to: another component by its name, or what is outside."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """Where a component's pods answer with their figures, in the text format of Prometheus.

    Source: https://prometheus.io/docs/instrumenting/exposition_formats/
    """

    port: int
    path: str = "/metrics"


@dataclass(frozen=True, slots=True)
class Operator:
    """Who makes a component's pods, which are no objects of ours, and looks after them.

    Attributes:
        namespace: where it is; None where an environment has none.
        ports: where it calls the pods, and they call each other.
    """

    namespace: Callable[["Environment"], str | None]
    ports: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """Where any pod of a component tells the load of all of them, as JSON.

    Attributes:
        path: on the component's port.
        value: path of the number in the answer.
    """

    path: str
    value: str


@dataclass(frozen=True, slots=True)
class Site:
    """Where a component is built, and what it is built from.

    Attributes:
        chart: of the Application.
        env: the environment.
        images: that the component runs, in the order of `Component.images`.
        installation: see `Installation`.
        settings: what all components of the part read; nothing where none adds a setting.
        secret: the Secret of the part; a component picks its keys.
        after: what must be healthy before.
        everywhere: the components of the whole environment, by namespace.
    """

    chart: "Chart"
    env: "Environment"
    images: Sequence["Image"]
    installation: "Installation"
    settings: Sequence["Settings"]
    secret: "SecretReference"
    after: Sequence["Construct"]
    everywhere: Mapping[str, Sequence["Component"]]

    @property
    def image(self) -> "Image":
        """The first of its images."""
        return self.images[0]


def nothing(_: "Environment") -> Mapping[str, str]:
    """No settings."""
    return {}


def no_keys(_: "Environment") -> tuple[str, ...]:
    """No keys of the Secret."""
    return ()


def no_rules() -> Sequence["PolicyRule"]:
    """Nothing that it may do at the API."""
    return ()


@dataclass(frozen=True, slots=True)
class Component:
    """One component of the platform.

    Attributes:
        name: names its objects.
        stage: see `Stage`.
        size: how large it is in an environment.
        build: makes its objects.
        port: where it listens; None where nobody connects to it.
        path: of the Ingress that leads to it; "" for none.
        needs: what it connects to, in whatever part of the platform; nothing where that is one
            that the environment does not have. Itself, where its pods talk to each other.
        settings: what it adds to the settings that all components read, as the address by
            which others find it.
        secret_keys: keys of the Secret that it reads.
        images: names in the image lock of what its containers run; its own name unless given,
            and () where it runs nothing.
        wanted: whether an environment has it.
        alive: HTTP paths that tell whether it lives; none where it speaks no HTTP.
        ready: HTTP paths beside them that tell whether it can serve.
        boot_seconds: that it may take to start.
        folders: that it writes to.
        user: number of the user that its image is made for.
        dockerfile: path in the project, where the image is built here.
        metrics: where its pods tell their figures; None where they have none.
        watches: what its ServiceAccount may do at the API in every namespace of the environment.
        load: by which it can be scaled; None where its pods do not tell.
        operator: who makes its pods; None where they are made of its own objects.
        logins: Secrets of one user and one password each, for who reads them in no other way.
    """

    name: str
    stage: Stage
    size: Callable[["Environment"], Size]
    build: Callable[[Site], "Construct"]
    port: int | None = None
    path: str = ""
    needs: tuple[Need, ...] = ()
    settings: Callable[["Environment"], Mapping[str, str]] = nothing
    secret_keys: Callable[["Environment"], tuple[str, ...]] = no_keys
    images: tuple[str, ...] | None = None
    wanted: Callable[["Environment"], bool] = always
    alive: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()
    boot_seconds: int = 0
    folders: tuple[str, ...] = ()
    user: int | None = None
    dockerfile: str = ""
    metrics: Metrics | None = None
    watches: Callable[[], Sequence["PolicyRule"]] = no_rules
    load: Load | None = None
    operator: Operator | None = None
    logins: tuple[Login, ...] = ()

    @property
    def image_names(self) -> tuple[str, ...]:
        """Names of its images in the lock file."""
        return (self.name,) if self.images is None else self.images
