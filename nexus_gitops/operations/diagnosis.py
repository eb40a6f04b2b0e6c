"""Whether a machine and a cluster have what an environment needs: pure checks over what was found.

Each check gives what it found and, where that is not well, the way out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from nexus_gitops.cluster.argocd import Comparison
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.operations.secrets import Checked
from nexus_gitops.platform.environment import KubernetesVersions
from nexus_gitops.platform.shortcomings import Shortcoming
from nexus_gitops.terminal import counted

_OLDEST_PYTHON: Final = (3, 11)
_OLDEST_GIT: Final = (2, 31)
_CLOCK_SECONDS: Final = 30.0
_DEFAULT_CLASS: Final = "storageclass.kubernetes.io/is-default-class"
# Who reads which annotations of an Ingress: controller by the prefix of its annotations.
_DIALECTS: Final = {
    "nginx.ingress.kubernetes.io/": "k8s.io/ingress-nginx",
    "nginx.org/": "nginx.org/ingress-controller",
    "traefik.ingress.kubernetes.io/": "traefik.io/ingress-controller",
    "haproxy.org/": "haproxy.org/ingress-controller",
}


class State(StrEnum):
    """How well a thing is."""

    OK = "ok"
    WARNING = "warning"
    """It works today."""
    FAILED = "failed"
    SKIPPED = "skipped"
    """It could not be asked."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a check says.

    Attributes:
        name: of the check, as `storage-class`.
        state: see `State`.
        message: what was found.
        fix: the way out; "" where none is needed.
    """

    name: str
    state: State
    message: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Machine:
    """What this machine has.

    Attributes:
        python: version of the Python that runs.
        git: version of git; () where there is none.
    """

    python: tuple[int, ...]
    git: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """What the cluster has.

    Attributes:
        server: its API server.
        version: of it, as `1.36`.
        clock_offset: seconds by which its clock is ahead of ours; None where it does not say.
        argocd: why its Argo CD cannot be used, "" where it can; None where there is none.
        comparison: what Argo CD says of the repository; None where it was not asked.
        kinds: custom kinds that it has, as `group/Kind`.
        storage_classes, ingress_classes: as the API server has them.
        metrics: whether resource metrics are served.
    """

    server: str
    version: str
    clock_offset: float | None
    argocd: str | None
    comparison: Comparison | None
    kinds: frozenset[str]
    storage_classes: Sequence[KubeObject]
    ingress_classes: Sequence[KubeObject]
    metrics: bool


@dataclass(frozen=True, slots=True)
class Needs:
    """What an environment needs.

    Attributes:
        environment: its name.
        kubernetes: the versions that its cluster may run.
        kinds: custom kinds that must be there before it, as `group/Kind`.
        objects: all that is rendered for it.
        shortcomings: what its platform says that it does without.
    """

    environment: str
    kubernetes: KubernetesVersions
    kinds: frozenset[str]
    objects: Sequence[KubeObject]
    shortcomings: tuple[Shortcoming, ...] = ()


def of_machine(machine: Machine) -> Iterator[Result]:
    """What this machine needs to render and publish."""
    yield _at_least("python", "Python", machine.python, _OLDEST_PYTHON)
    if machine.git:
        yield _at_least("git", "git", machine.git, _OLDEST_GIT)
    else:
        yield Result("git", State.FAILED, "git is not installed", "install git 2.31 or newer")


def of_cluster(cluster: Cluster, needs: Needs) -> Iterator[Result]:
    """What an environment needs of its cluster."""
    checks: tuple[Callable[[Cluster, Needs], Result], ...] = (
        _version,
        _clock,
        _argocd,
        _repository,
        _kinds,
        _storage,
        _ingress,
        _metrics,
    )
    yield from (check(cluster, needs) for check in checks)
    for one in needs.shortcomings:
        yield Result("shortcoming", State.WARNING, one.message, one.fix)


def of_secrets(checked: Iterable[Checked], environment: str) -> Result:
    """Whether pods find what they read; by the names of keys alone."""
    found = list(checked)
    wrong = [
        f"{one.name} of {one.namespace}: {key} is {state}"
        for one in found
        for key, state in one.keys.items()
        if state != "present"
    ]
    if wrong:
        return Result(
            "secrets",
            State.FAILED,
            "; ".join(wrong),
            f"nexus-gitops secrets apply --env {environment}",
        )
    if not found:
        return Result("secrets", State.SKIPPED, "no Secret has to be made by hand")
    keys = sum(len(one.keys) for one in found)
    return Result("secrets", State.OK, f"{keys} keys are there")


def of_images(failures: Mapping[str, str], asked: int) -> Result:
    """Whether the images of the lock are in their registries, asked from this machine.

    Args:
        failures: what is wrong, by the image's reference.
        asked: how many images there are.
    """
    if failures:
        shown = "; ".join(failures.values())
        return Result(
            "images",
            State.FAILED,
            shown,
            "build and push them (nexus-gitops images build --push), choose other tags"
            " (nexus-gitops images set), or log in",
        )
    return Result("images", State.OK, f"{asked} images are in their registries")


def _at_least(name: str, program: str, found: tuple[int, ...], oldest: tuple[int, ...]) -> Result:
    shown = ".".join(map(str, found))
    if found >= oldest:
        return Result(name, State.OK, f"{program} {shown}")
    wanted = ".".join(map(str, oldest))
    return Result(name, State.FAILED, f"{program} {shown} is too old", f"install {wanted} or newer")


def _version(cluster: Cluster, needs: Needs) -> Result:
    minor, oldest, newest = (
        int(version.partition(".")[2])
        for version in (cluster.version, needs.kubernetes.oldest, needs.kubernetes.newest)
    )
    supported = f"{needs.kubernetes.oldest} to {needs.kubernetes.newest}"
    if oldest <= minor <= newest:
        return Result("kubernetes", State.OK, f"Kubernetes {cluster.version}, of {supported}")
    return Result(
        "kubernetes",
        State.FAILED if minor < oldest else State.WARNING,
        f"{cluster.server} runs Kubernetes {cluster.version}, and {needs.environment} is made for"
        f" {supported}",
        "change `kubernetes` of the environment and see what `validate` says, or the cluster",
    )


def _clock(cluster: Cluster, _: Needs) -> Result:
    if cluster.clock_offset is None:
        return Result("clock", State.SKIPPED, "the API server does not tell the time")
    if abs(cluster.clock_offset) <= _CLOCK_SECONDS:
        return Result("clock", State.OK, "this machine and the cluster have the same time")
    return Result(
        "clock",
        State.WARNING,
        f"the cluster's clock differs by {cluster.clock_offset:+.0f} s from this machine's",
        "set both by NTP: tokens and certificates are valid by the clock",
    )


def _argocd(cluster: Cluster, needs: Needs) -> Result:
    if cluster.argocd is None:
        return Result(
            "argocd",
            State.FAILED,
            "there is no Argo CD",
            "install Argo CD 3.3 or newer in the namespace argocd; without it,"
            f" nexus-gitops deploy --env {needs.environment}",
        )
    if cluster.argocd:
        return Result("argocd", State.FAILED, cluster.argocd, "install Argo CD 3.3 or newer")
    return Result("argocd", State.OK, "Argo CD is there, and new enough")


def _repository(cluster: Cluster, needs: Needs) -> Result:
    if cluster.comparison is None:
        return Result(
            "repository",
            State.SKIPPED,
            "Argo CD has not looked at the repository",
            f"nexus-gitops bootstrap --env {needs.environment}",
        )
    if cluster.comparison.complaints and not cluster.comparison.finds_nothing_yet:
        return Result(
            "repository",
            State.FAILED,
            f"Argo CD cannot read it: {cluster.comparison.complaints[0]}",
            "give Argo CD access: docs/publishing.md, Point Argo CD at the repository",
        )
    if not cluster.comparison.revision:
        return Result(
            "repository",
            State.WARNING,
            "Argo CD reads it, and nothing is published yet",
            f"nexus-gitops publish --env {needs.environment}",
        )
    return Result("repository", State.OK, f"Argo CD reads {cluster.comparison.revision[:12]}")


def _kinds(cluster: Cluster, needs: Needs) -> Result:
    missing = sorted(needs.kinds - cluster.kinds)
    if missing:
        return Result(
            "custom-kinds",
            State.FAILED,
            f"the cluster does not know {', '.join(missing)}",
            "install what brings them, before Argo CD syncs",
        )
    return Result("custom-kinds", State.OK, f"all that are needed are there ({len(needs.kinds)})")


def _storage(cluster: Cluster, needs: Needs) -> Result:
    wanted = set(_storage_classes(needs.objects))
    known = {one["metadata"]["name"] for one in cluster.storage_classes}
    default = [
        one["metadata"]["name"]
        for one in cluster.storage_classes
        if (one["metadata"].get("annotations") or {}).get(_DEFAULT_CLASS) == "true"
    ]
    if missing := sorted(wanted - known - {""}):
        return Result(
            "storage-class",
            State.FAILED,
            f"there is no StorageClass {', '.join(missing)}; there are: {_listed(known)}",
            "make it, or name another one in the environment",
        )
    if "" in wanted and not default:
        return Result(
            "storage-class",
            State.FAILED,
            f"no StorageClass is the default one; there are: {_listed(known)}",
            f"annotate one with {_DEFAULT_CLASS}=true",
        )
    named = sorted((wanted - {""}) | (set(default) if "" in wanted else set()))
    return Result("storage-class", State.OK, _listed(named) if wanted else "no claim needs one")


def _storage_classes(objects: Iterable[KubeObject]) -> Iterator[str]:
    for obj in objects:
        spec = obj.get("spec") or {}
        if obj["kind"] == "PersistentVolumeClaim":
            yield spec.get("storageClassName", "")
        elif obj["kind"] == "StatefulSet":
            for claim in spec.get("volumeClaimTemplates") or ():
                yield claim["spec"].get("storageClassName", "")


def _ingress(cluster: Cluster, needs: Needs) -> Result:
    owners = {
        one["metadata"]["name"]: (one.get("spec") or {}).get("controller", "")
        for one in cluster.ingress_classes
    }
    wanted = {
        obj["spec"].get("ingressClassName", ""): obj
        for obj in needs.objects
        if obj["kind"] == "Ingress"
    }
    if missing := sorted(wanted.keys() - owners.keys()):
        return Result(
            "ingress-class",
            State.FAILED,
            f"there is no IngressClass {_listed(missing)}; there are: {_listed(owners)}",
            "install its controller, or name another class in the environment",
        )
    for name, obj in wanted.items():
        for prefix, controller in _DIALECTS.items():
            if owners[name] != controller and _has_annotation(obj, prefix):
                return Result(
                    "ingress-class",
                    State.WARNING,
                    f"IngressClass {name} belongs to {owners[name]}, which reads no annotation"
                    f" {prefix}*, and Ingress {obj['metadata']['name']} has such",
                    "write the annotations that this controller reads",
                )
    shown = [f"{name} belongs to {owners[name]}" for name in wanted]
    return Result("ingress-class", State.OK, "; ".join(shown) or "no Ingress needs one")


def _has_annotation(obj: Mapping[str, Any], prefix: str) -> bool:
    return any(key.startswith(prefix) for key in obj["metadata"].get("annotations") or ())


def _metrics(cluster: Cluster, needs: Needs) -> Result:
    scalers = [
        obj for obj in needs.objects if obj["kind"] in ("HorizontalPodAutoscaler", "ScaledObject")
    ]
    if cluster.metrics:
        return Result("metrics", State.OK, "resource metrics are served")
    if not scalers:
        return Result("metrics", State.SKIPPED, "nobody needs resource metrics")
    return Result(
        "metrics",
        State.FAILED,
        f"nobody serves resource metrics to {counted(len(scalers), 'autoscaler')}",
        "install metrics-server; without it nothing is scaled by CPU and memory",
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
