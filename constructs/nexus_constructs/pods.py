"""Pods that pass Pod Security "restricted".

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from cdk8s_plus_27 import k8s

from nexus_constructs.component import Component
from nexus_constructs.containers import ContainerSpec
from nexus_constructs.pod_security import DEVIATIONS, HOST_NAMESPACES, Deviation
from nexus_constructs.rbac import Permissions
from nexus_constructs.volumes import ServiceAccountToken, Volume, distinct

_ZONE: Final = "topology.kubernetes.io/zone"
_HOST: Final = "kubernetes.io/hostname"


@dataclass(frozen=True, slots=True)
class Toleration:
    """A taint that keeps other pods away from a node.

    Attributes:
        key: of the taint; "" for any.
        effect: of the taint; "" for every one.
    """

    key: str = ""
    effect: Literal["NoSchedule", "PreferNoSchedule", "NoExecute", ""] = ""

    def build(self) -> k8s.Toleration:
        """The typed toleration, whatever the taint's value."""
        return k8s.Toleration(key=self.key or None, operator="Exists", effect=self.effect or None)


@dataclass(frozen=True, slots=True)
class PodSpec:
    """What the pods of a workload run; all of them are alike.

    Attributes:
        container: what the pod is there for; the pod has its user and group.
        beside: start and stop with it.
        sidecars: start before it and stop after it, where Kubernetes has that (from 1.29 on,
            KEP-753); on an older one they run beside it, and a Job cannot have them.
        init_containers: run to completion before it, one after the other.
        grace_seconds: from SIGTERM to SIGKILL.
        permissions: at the API; some container must mount a `ServiceAccountToken`.
        node_selector: labels of the nodes that it may run on.
        tolerations: taints of nodes that it runs on all the same.
        near: labels of a pod of the same namespace on whose node it has to be; with none, anywhere.
        deviations: what it does beyond what restricted pods may, each with its reason.

    Raises:
        ValueError: two containers have one name, a token and permissions do not go together, or
            it declares what a container does.
    """

    container: ContainerSpec
    beside: tuple[ContainerSpec, ...] = ()
    sidecars: tuple[ContainerSpec, ...] = ()
    init_containers: tuple[ContainerSpec, ...] = ()
    grace_seconds: int = 30
    permissions: Permissions = field(default_factory=Permissions)
    node_selector: Mapping[str, str] = field(default_factory=dict)
    tolerations: tuple[Toleration, ...] = ()
    near: Mapping[str, str] = field(default_factory=dict)
    deviations: tuple[Deviation, ...] = ()

    def __post_init__(self) -> None:
        names = [container.name for container in self.all_containers]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(
                f"two containers of a pod are named {twice[0] or 'after the component'};"
                " give each a name of its own"
            )
        if others := sorted({d.field for d in self.deviations} - set(HOST_NAMESPACES)):
            raise ValueError(
                f"{others[0]} is a deviation of a container; move it to its ContainerSpec"
            )
        tokens = [v for v in self.volumes if isinstance(v, ServiceAccountToken) and not v.audience]
        if self.permissions and not tokens:
            raise ValueError("no container uses the permissions; mount a ServiceAccountToken")
        if tokens and not self.permissions:
            raise ValueError("a token that permits nothing is mounted; give the pod permissions")

    @property
    def all_containers(self) -> tuple[ContainerSpec, ...]:
        """The containers of every role, in the order in which they start."""
        return (*self.sidecars, *self.init_containers, self.container, *self.beside)

    @property
    def volumes(self) -> tuple[Volume, ...]:
        """What the containers mount, in their order."""
        return tuple(volume for one in self.all_containers for volume in one.volumes)


def pod_template(
    component: Component,
    pod: PodSpec,
    *,
    service_account: str,
    spread: Sequence[k8s.TopologySpreadConstraint] = (),
    restart_policy: Literal["Always", "OnFailure", "Never"] = "Always",
) -> k8s.PodTemplateSpec:
    """The template of a workload's pods.

    Service links stay off: a Service named `redis` would put REDIS_PORT=tcp://... into the
    environment of every pod, over the setting of that name.

    Args:
        component: whose labels and name the pod carries.
        pod: what it runs.
        service_account: its name; no token is mounted by itself.
        spread: see `spread_over_nodes`.
        restart_policy: other than "Always" for a Job.

    Raises:
        ValueError: a Job has sidecars, and the oldest Kubernetes in use would never stop them.
    """
    is_native = component.installation.has_native_sidecars
    if pod.sidecars and not is_native and restart_policy != "Always":
        raise ValueError(
            f"the sidecars of {component.name} would run on when its work is done, on Kubernetes"
            f" {component.installation.kubernetes}; raise the oldest to 1.29, or do without them"
        )
    initial = (*pod.sidecars, *pod.init_containers) if is_native else pod.init_containers
    main = (pod.container, *pod.beside, *(() if is_native else pod.sidecars))
    annotations = {
        key: value
        for container in pod.all_containers
        for key, value in container.annotations().items()
    }
    volumes = distinct(pod.volumes)
    if deviations := [
        *(line for deviation in pod.deviations for line in deviation.lines("")),
        *_deviations("initContainers", initial, component),
        *_deviations("containers", main, component),
        *(line for volume in volumes for line in volume.deviations()),
    ]:
        annotations[DEVIATIONS] = "\n".join(deviations)
    host = {deviation.field for deviation in pod.deviations}
    return k8s.PodTemplateSpec(
        metadata=k8s.ObjectMeta(labels=component.labels, annotations=annotations or None),
        spec=k8s.PodSpec(
            init_containers=[c.build(component.name) for c in initial] or None,
            containers=[c.build(component.name) for c in main],
            service_account_name=service_account,
            automount_service_account_token=False,
            enable_service_links=False,
            restart_policy=restart_policy,
            node_selector=dict(pod.node_selector) or None,
            tolerations=[one.build() for one in pod.tolerations] or None,
            affinity=_beside(pod.near) if pod.near else None,
            host_network="hostNetwork" in host or None,
            host_pid="hostPID" in host or None,
            host_ipc="hostIPC" in host or None,
            # Otherwise it would find no Service by its name.
            dns_policy="ClusterFirstWithHostNet" if "hostNetwork" in host else None,
            termination_grace_period_seconds=pod.grace_seconds,
            topology_spread_constraints=list(spread) or None,
            volumes=[made for volume in volumes if (made := volume.volume())] or None,
            security_context=_security_context(pod.container.uid),
        ),
    )


def _beside(labels: Mapping[str, str]) -> k8s.Affinity:
    term = k8s.PodAffinityTerm(
        topology_key=_HOST, label_selector=k8s.LabelSelector(match_labels=dict(labels))
    )
    return k8s.Affinity(
        pod_affinity=k8s.PodAffinity(required_during_scheduling_ignored_during_execution=[term])
    )


def _security_context(uid: int) -> k8s.PodSecurityContext:
    """Of a pod whose main container is of the user `uid`; root needs no group to write files."""
    return k8s.PodSecurityContext(
        run_as_non_root=True,
        run_as_user=uid or None,
        run_as_group=uid or None,
        fs_group=uid or None,
        fs_group_change_policy="OnRootMismatch" if uid else None,
        seccomp_profile=k8s.SeccompProfile(type="RuntimeDefault"),
    )


def _deviations(
    field: str, containers: Sequence[ContainerSpec], component: Component
) -> Iterator[str]:
    for container in containers:
        for deviation in container.deviations:
            yield from deviation.lines(f"{field}[{container.name or component.name}]")


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
