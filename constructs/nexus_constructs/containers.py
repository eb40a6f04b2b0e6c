"""Containers that pass Pod Security "restricted".

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from cdk8s_plus_27 import k8s

from nexus_constructs.pod_security import HOST_NAMESPACES, Deviation
from nexus_constructs.scalars import port_ref, quantity
from nexus_constructs.settings import EnvSource
from nexus_constructs.sizing import Resources
from nexus_constructs.volumes import Volume

Protocol = Literal["TCP", "UDP", "SCTP"]


def http_probe(path: str, *, port: str, period: int, failures: int) -> k8s.Probe:
    """A probe that asks for `path`; `period` in seconds."""
    return k8s.Probe(
        http_get=k8s.HttpGetAction(path=path, port=port_ref(port)),
        period_seconds=period,
        timeout_seconds=3,
        failure_threshold=failures,
    )


def tcp_probe(*, port: str, period: int, failures: int) -> k8s.Probe:
    """A probe that connects to `port`; `period` in seconds."""
    return k8s.Probe(
        tcp_socket=k8s.TcpSocketAction(port=port_ref(port)),
        period_seconds=period,
        timeout_seconds=3,
        failure_threshold=failures,
    )


def exec_probe(command: Sequence[str], *, period: int, failures: int) -> k8s.Probe:
    """A probe that runs `command` in the container; `period` in seconds."""
    return k8s.Probe(
        exec=k8s.ExecAction(command=list(command)),
        period_seconds=period,
        timeout_seconds=5,
        failure_threshold=failures,
    )


@dataclass(frozen=True, slots=True)
class Probes:
    """When a container has started, can serve, and is alive; see `http_probe`."""

    readiness: k8s.Probe
    liveness: k8s.Probe
    startup: k8s.Probe | None = None


@dataclass(frozen=True, slots=True)
class Port:
    """A port that a container listens on.

    Attributes:
        name: what Services and probes call it; unique in the pod, at most 15 characters.
        number: where it listens.
        protocol: see `Protocol`.
    """

    name: str
    number: int
    protocol: Protocol = "TCP"


@dataclass(frozen=True, slots=True)
class ContainerSpec:
    """What one container runs.

    Attributes:
        image: full reference.
        resources: requests and limits.
        uid: numeric user that it runs as; also its group.
        name: in the pod; the component's own unless given.
        ports: that it listens on.
        command: instead of the image's entry point.
        args: instead of the image's arguments.
        env: literal variables.
        sources: ConfigMaps and Secret keys it reads, as environment variables.
        probes: None for what runs to completion.
        volumes: what it mounts; its root is read-only.
        pre_stop: command before SIGTERM; None for none.
        deviations: what it does beyond what restricted containers may, each with its reason.

    Raises:
        ValueError: it runs as root and does not say why, or declares what a pod does.
    """

    image: str
    resources: Resources
    uid: int
    name: str = ""
    ports: tuple[Port, ...] = ()
    command: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[EnvSource, ...] = ()
    probes: Probes | None = None
    volumes: tuple[Volume, ...] = ()
    pre_stop: tuple[str, ...] | None = None
    deviations: tuple[Deviation, ...] = ()

    def __post_init__(self) -> None:
        fields = {deviation.field for deviation in self.deviations}
        if (self.uid == 0) is not ("runAsUser" in fields):
            raise ValueError(
                f"a container of {self.image} runs as user {self.uid}; root needs a"
                ' Deviation("runAsUser", ...) that says why, and nobody else has one'
            )
        if of_pod := sorted(fields & set(HOST_NAMESPACES)):
            raise ValueError(f"{of_pod[0]} is a deviation of the pod; move it to its PodSpec")

    def build(self, name: str) -> k8s.Container:
        """The typed container, locked down; `name` is its own unless it has one."""
        return k8s.Container(
            name=self.name or name,
            image=self.image,
            image_pull_policy="IfNotPresent",
            command=list(self.command) or None,
            args=list(self.args) or None,
            ports=[
                k8s.ContainerPort(
                    name=port.name, container_port=port.number, protocol=port.protocol
                )
                for port in self.ports
            ]
            or None,
            env=self._env(),
            env_from=[s for source in self.sources for s in source.env_from()] or None,
            resources=k8s.ResourceRequirements(
                requests={
                    "cpu": quantity(self.resources.cpu_request),
                    "memory": quantity(self.resources.memory_request),
                },
                limits={
                    "cpu": quantity(self.resources.cpu_limit),
                    "memory": quantity(self.resources.memory_limit),
                },
            ),
            volume_mounts=[volume.mount() for volume in self.volumes] or None,
            startup_probe=self.probes.startup if self.probes else None,
            readiness_probe=self.probes.readiness if self.probes else None,
            liveness_probe=self.probes.liveness if self.probes else None,
            lifecycle=self._lifecycle(),
            security_context=self._security_context(),
        )

    def annotations(self) -> dict[str, str]:
        """Annotations for the pod that make it roll when what the container reads changes."""
        readings: tuple[EnvSource | Volume, ...] = (*self.sources, *self.volumes)
        return {key: value for one in readings for key, value in one.annotations().items()}

    def _security_context(self) -> k8s.SecurityContext:
        settings = {k: v for d in self.deviations for k, v in d.security_context.items()}
        return k8s.SecurityContext(
            allow_privilege_escalation=settings.get("allowPrivilegeEscalation", False),
            privileged=settings.get("privileged"),
            read_only_root_filesystem=settings.get("readOnlyRootFilesystem", True),
            run_as_non_root=settings.get("runAsNonRoot", True),
            run_as_user=self.uid,
            capabilities=k8s.Capabilities(
                add=[d.capability for d in self.deviations if d.capability] or None, drop=["ALL"]
            ),
        )

    def _env(self) -> list[k8s.EnvVar] | None:
        literal = [k8s.EnvVar(name=name, value=value) for name, value in self.env.items()]
        return [*literal, *(e for source in self.sources for e in source.env())] or None

    def _lifecycle(self) -> k8s.Lifecycle | None:
        if self.pre_stop is None:
            return None
        return k8s.Lifecycle(
            pre_stop=k8s.LifecycleHandler(exec=k8s.ExecAction(command=list(self.pre_stop)))
        )
