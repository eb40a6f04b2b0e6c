"""Pods that pass Pod Security "restricted", and the containers in them.

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from cdk8s_plus_27 import k8s

from nexus_constructs.component import Component
from nexus_constructs.settings import EnvSource
from nexus_constructs.sizing import Resources

_ZONE: Final = "topology.kubernetes.io/zone"
_HOST: Final = "kubernetes.io/hostname"


@cache
def quantity(text: str) -> k8s.Quantity:
    """A Kubernetes quantity; kept, because each one costs a call to the jsii kernel."""
    return k8s.Quantity.from_string(text)


@cache
def port_ref(port: str) -> k8s.IntOrString:
    """A port by its name."""
    return k8s.IntOrString.from_string(port)


@cache
def count(number: int) -> k8s.IntOrString:
    """A number where Kubernetes takes a number or a percentage."""
    return k8s.IntOrString.from_number(number)


def http_probe(path: str, *, port: str, period: int, failures: int) -> k8s.Probe:
    """A probe that asks for `path`; `period` in seconds."""
    return k8s.Probe(
        http_get=k8s.HttpGetAction(path=path, port=port_ref(port)),
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
class EmptyDir:
    """A writable path in a read-only root; gone with the pod.

    Attributes:
        name: of the volume.
        path: where it is mounted.
        size: upper bound, as a quantity.
        medium: "" for disk, "Memory" for tmpfs.
    """

    name: str
    path: str
    size: str
    medium: str = ""

    def volume(self) -> k8s.Volume:
        """The emptyDir."""
        return k8s.Volume(
            name=self.name,
            empty_dir=k8s.EmptyDirVolumeSource(
                size_limit=quantity(self.size), medium=self.medium or None
            ),
        )

    def mount(self) -> k8s.VolumeMount:
        """Where the container sees it."""
        return k8s.VolumeMount(name=self.name, mount_path=self.path)


@dataclass(frozen=True, slots=True)
class Probes:
    """When a container has started, can serve, and is alive; see `http_probe`."""

    readiness: k8s.Probe
    liveness: k8s.Probe
    startup: k8s.Probe | None = None


@dataclass(frozen=True, slots=True)
class ContainerSpec:
    """What one container runs.

    Attributes:
        image: full reference.
        resources: requests and limits.
        port_name: of its one port; "" for none.
        port: number of its one port.
        uid: numeric user that it runs as; also its group.
        command: instead of the image's entry point.
        env: literal variables.
        sources: ConfigMaps and Secret keys it reads, as environment variables.
        probes: None for what runs to completion.
        empty_dirs: writable paths.
        mounts: other mounts.
        pre_stop: command before SIGTERM; None for none.
    """

    image: str
    resources: Resources
    uid: int
    port_name: str = ""
    port: int = 0
    command: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[EnvSource, ...] = ()
    probes: Probes | None = None
    empty_dirs: tuple[EmptyDir, ...] = ()
    mounts: tuple[k8s.VolumeMount, ...] = ()
    pre_stop: tuple[str, ...] | None = None

    def build(self, name: str) -> k8s.Container:
        """The typed container, locked down."""
        return k8s.Container(
            name=name,
            image=self.image,
            image_pull_policy="IfNotPresent",
            command=list(self.command) or None,
            ports=self._ports(),
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
            volume_mounts=[*(e.mount() for e in self.empty_dirs), *self.mounts] or None,
            startup_probe=self.probes.startup if self.probes else None,
            readiness_probe=self.probes.readiness if self.probes else None,
            liveness_probe=self.probes.liveness if self.probes else None,
            lifecycle=self._lifecycle(),
            security_context=k8s.SecurityContext(
                allow_privilege_escalation=False,
                read_only_root_filesystem=True,
                run_as_non_root=True,
                run_as_user=self.uid,
                capabilities=k8s.Capabilities(drop=["ALL"]),
            ),
        )

    def _ports(self) -> list[k8s.ContainerPort] | None:
        if not self.port_name:
            return None
        return [k8s.ContainerPort(name=self.port_name, container_port=self.port, protocol="TCP")]

    def _env(self) -> list[k8s.EnvVar] | None:
        literal = [k8s.EnvVar(name=name, value=value) for name, value in self.env.items()]
        return [*literal, *(e for source in self.sources for e in source.env())] or None

    def _lifecycle(self) -> k8s.Lifecycle | None:
        if self.pre_stop is None:
            return None
        return k8s.Lifecycle(
            pre_stop=k8s.LifecycleHandler(exec=k8s.ExecAction(command=list(self.pre_stop)))
        )


def pod_template(
    component: Component,
    container: ContainerSpec,
    *,
    service_account: str,
    volumes: Sequence[k8s.Volume] = (),
    spread: Sequence[k8s.TopologySpreadConstraint] = (),
    grace_seconds: int = 30,
    restart_policy: str = "Always",
) -> k8s.PodTemplateSpec:
    """A pod of one container.

    Service links stay off: a Service named `redis` would put REDIS_PORT=tcp://... into the
    environment of every pod, over the setting of that name.

    Args:
        component: whose labels and name the pod carries.
        container: what it runs.
        service_account: its name; the token is never mounted.
        volumes: beside the container's emptyDirs.
        spread: see `spread_over_nodes`.
        grace_seconds: from SIGTERM to SIGKILL.
        restart_policy: "Always", or "OnFailure" / "Never" for a Job.
    """
    annotations = {
        key: value for source in container.sources for key, value in source.annotations().items()
    }
    return k8s.PodTemplateSpec(
        metadata=k8s.ObjectMeta(labels=component.labels, annotations=annotations or None),
        spec=k8s.PodSpec(
            containers=[container.build(component.name)],
            service_account_name=service_account,
            automount_service_account_token=False,
            enable_service_links=False,
            restart_policy=restart_policy,
            termination_grace_period_seconds=grace_seconds,
            topology_spread_constraints=list(spread) or None,
            volumes=[*(e.volume() for e in container.empty_dirs), *volumes] or None,
            security_context=k8s.PodSecurityContext(
                run_as_non_root=True,
                run_as_user=container.uid,
                run_as_group=container.uid,
                fs_group=container.uid,
                fs_group_change_policy="OnRootMismatch",
                seccomp_profile=k8s.SeccompProfile(type="RuntimeDefault"),
            ),
        ),
    )


def spread_over_nodes(component: Component) -> list[k8s.TopologySpreadConstraint]:
    """Pods of a Deployment spread over zones, then nodes, where the cluster has them.

    `matchLabelKeys` counts each revision by itself, so that a rollout does not end lopsided
    (KEP-3243).
    """
    return [
        k8s.TopologySpreadConstraint(
            max_skew=1,
            topology_key=key,
            when_unsatisfiable="ScheduleAnyway",
            label_selector=k8s.LabelSelector(match_labels=component.selector),
            match_label_keys=["pod-template-hash"],
        )
        for key in (_ZONE, _HOST)
    ]


def service_account(component: Component) -> str:
    """Make the component's own ServiceAccount, without a token, and return its name.

    Asking the made object for its name would be a call to the jsii kernel.
    """
    k8s.KubeServiceAccount(
        component,
        "service-account",
        metadata=component.metadata(),
        automount_service_account_token=False,
    )
    return component.name
