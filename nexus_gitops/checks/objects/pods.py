"""Every pod that a set of objects makes, with the path to each of its parts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Any, Final

from nexus_gitops.checks.objects.fields import group, items, mapping, number, text, title
from nexus_gitops.manifests.identity import KubeObject

_TEMPLATES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "CronJob": ("batch", ("spec", "jobTemplate", "spec", "template")),
    "DaemonSet": ("apps", ("spec", "template")),
    "Deployment": ("apps", ("spec", "template")),
    "Job": ("batch", ("spec", "template")),
    "Pod": ("", ()),
    "ReplicaSet": ("apps", ("spec", "template")),
    "ReplicationController": ("", ("spec", "template")),
    "StatefulSet": ("apps", ("spec", "template")),
}
"""Group, and keys of the pod template, by kind."""
_RUN_TO_COMPLETION: Final = frozenset({"CronJob", "Job"})

HANDLERS: Final = (
    ("livenessProbe",),
    ("readinessProbe",),
    ("startupProbe",),
    ("lifecycle", "postStart"),
    ("lifecycle", "preStop"),
)
"""Where a container has probes and lifecycle hooks."""


class Role(Enum):
    """What a container is in its pod."""

    MAIN = auto()
    INIT = auto()
    SIDECAR = auto()
    """An init container with `restartPolicy: Always`, which keeps running (KEP-753)."""
    EPHEMERAL = auto()


@dataclass(frozen=True, slots=True, eq=False)
class Container:
    """One container of a pod.

    Attributes:
        path: to it from its object, as `spec.template.spec.containers[0]`.
        role: see `Role`.
        body: its fields.
    """

    path: str
    role: Role
    body: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Its name; "" where it is missing."""
        return text(self.body, "name")


@dataclass(frozen=True, slots=True)
class Port:
    """A port that a container of a pod declares."""

    name: str
    number: int
    protocol: str


@dataclass(frozen=True, slots=True, eq=False)
class PodTemplate:
    """The pods of one workload: all of them are alike.

    Attributes:
        owner: the workload.
        path: to the template from it, as `spec.template`; "" where the owner is the pod.
        labels: of the pods.
        annotations: of the pods.
        spec: of the pods.
        containers: of all roles.
        ports: of all containers.
    """

    owner: KubeObject
    path: str
    labels: Mapping[str, Any]
    annotations: Mapping[str, Any]
    spec: Mapping[str, Any]
    containers: tuple[Container, ...]
    ports: tuple[Port, ...]

    @property
    def title(self) -> str:
        """What findings call the workload."""
        return title(self.owner)

    @property
    def namespace(self) -> str:
        """Where the pods are; "" where the workload does not say."""
        return text(self.owner, "metadata", "namespace")

    @property
    def is_long_running(self) -> bool:
        """Whether the pods run until somebody stops them."""
        return self.owner["kind"] not in _RUN_TO_COMPLETION

    def at(self, field: str) -> str:
        """Path of the pod's `field`, as `spec.serviceAccountName`, from the workload."""
        return _join(self.path, field)

    def port(self, wanted: Any, protocol: str) -> Port | None:
        """The declared port that `wanted`, a name or a number, means."""
        for port in self.ports:
            if port.protocol == protocol and wanted in (port.name, port.number) and wanted:
                return port
        return None


def pod_templates(objects: Iterable[KubeObject]) -> Iterator[PodTemplate]:
    """The pods of each workload in `objects`, in order."""
    for obj in objects:
        known = _TEMPLATES.get(obj["kind"])
        if known is not None and group(obj) == known[0]:
            yield _template(_This(obj), known[1])


def protocol(port: Mapping[str, Any]) -> str:
    """Of a port as a container, a Service or a NetworkPolicy has it; TCP unless it says so."""
    return text(port, "protocol") or "TCP"


@dataclass(frozen=True, slots=True, eq=False)
class _This:
    """An object as the very one that it is."""

    obj: KubeObject

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _This) and other.obj is self.obj

    def __hash__(self) -> int:
        return id(self.obj)


@lru_cache(maxsize=16384)  # several dozen checks ask for the pods of the same objects
def _template(this: _This, keys: tuple[str, ...]) -> PodTemplate:
    path, obj = ".".join(keys), this.obj
    body = mapping(obj, *keys)
    spec = mapping(body, "spec")
    containers = tuple(_containers(spec, _join(path, "spec")))
    return PodTemplate(
        owner=obj,
        path=path,
        labels=mapping(body, "metadata", "labels"),
        annotations=mapping(body, "metadata", "annotations"),
        spec=spec,
        containers=containers,
        ports=tuple(_ports(containers)),
    )


def _containers(spec: Mapping[str, Any], path: str) -> Iterator[Container]:
    for field, role in (
        ("containers", Role.MAIN),
        ("initContainers", Role.INIT),
        ("ephemeralContainers", Role.EPHEMERAL),
    ):
        for index, body in items(spec, field):
            is_sidecar = role is Role.INIT and body.get("restartPolicy") == "Always"
            yield Container(f"{path}.{field}[{index}]", Role.SIDECAR if is_sidecar else role, body)


def _ports(containers: Iterable[Container]) -> Iterator[Port]:
    for container in containers:
        for _, port in items(container.body, "ports"):
            yield Port(
                name=text(port, "name"),
                number=number(port.get("containerPort"), 0),
                protocol=protocol(port),
            )


def _join(path: str, field: str) -> str:
    return f"{path}.{field}" if path else field
