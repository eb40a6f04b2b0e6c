"""Checks that containers find their data where they look for it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import items, mapping, text
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import body_of, spec_of
from nexus_gitops.checks.objects.pods import Container, PodTemplate, Role, pod_templates
from nexus_gitops.manifests.identity import KubeObject

_DATA_FOLDERS: Final = ("PGDATA", "MYSQL_DATADIR", "MONGO_DATA_DIR", "REDIS_DATA_DIR")
"""Variables that name where a database writes."""
_MEDIA: Final = ("", "Memory")
_HUGE: Final = "HugePages"
_TEMPORARY: Final = "/tmp"  # noqa: S108 -- a path in a container
_WITHOUT_TEMPORARY: Final = frozenset({"memcached", "pause", "redis", "valkey"})
"""Programs that write to no temporary file."""
_NEVER: Final = frozenset({"/", "/bin", "/dev", "/etc", "/lib", "/proc", "/sbin", "/sys", "/usr"})
"""What hides the image's own files, or the kernel's."""


def check_mounts(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `mount-<subject>`.

    - `unused`: a claim that no container mounts, so the data goes elsewhere.
    - `data`: a database that writes beside its volume, and loses all with its pod.
    - `temporary`: most programs write to /tmp, which is not there on a read-only root.
    - `path`: a path with a colon, which no container runtime mounts, one that is not absolute,
      and one that hides what the image needs.
    - `medium`: an emptyDir of a medium that no kubelet knows.
    - `source`: a volume without a type, which is an emptyDir, and empty after each restart.

    Sources: https://kubernetes.io/docs/concepts/storage/volumes/ and
    https://hub.docker.com/_/postgres (PGDATA)
    """
    return tuple(finding for pod in pod_templates(objects) for finding in _pod(pod))


def _pod(pod: PodTemplate) -> Iterator[Finding]:
    mounted = {
        text(mount, "name")
        for container in pod.containers
        for field in ("volumeMounts", "volumeDevices")
        for _, mount in items(container.body, field)
    }
    for volume in spec_of(pod).items("volumes"):
        yield from _volume(volume, mounted)
    for index, claim in items(pod.owner, "spec", "volumeClaimTemplates"):
        name = text(claim, "metadata", "name")
        if name not in mounted:
            path = f"spec.volumeClaimTemplates[{index}]"
            yield Place(pod.title, path, name).found(
                "mount-unused", "is mounted nowhere", "mount it where the data is written"
            )
    for container in pod.containers:
        yield from _paths(body_of(pod, container))
        yield from _data(pod, container)
        if container.role is not Role.EPHEMERAL:
            yield from _temporary(body_of(pod, container))


def _volume(volume: Place, mounted: set[str]) -> Iterator[Finding]:
    name = volume.at("name")
    if volume.has("persistentVolumeClaim") and name.text() not in mounted:
        yield name.found("mount-unused", "is mounted nowhere", "mount it, or remove it")
    medium = volume.at("emptyDir", "medium")
    if medium.text() not in _MEDIA and not medium.text().startswith(_HUGE):
        yield medium.found("mount-medium", "is no medium", "write Memory, or remove it")
    if isinstance(volume.value, dict) and not volume.value.keys() - {"name"}:
        yield volume.bare.found(
            "mount-source", "says not of what type it is", "write emptyDir: {} if that is meant"
        )


def _paths(container: Place) -> Iterator[Finding]:
    for mount in container.items("volumeMounts"):
        path = mount.at("mountPath")
        if ":" in path.text():
            yield path.found("mount-path", "has a colon", "use another path")
        elif path.text() and not path.text().startswith("/"):
            yield path.found("mount-path", "is not absolute", "begin it with '/'")
        elif (path.text().rstrip("/") or "/") in _NEVER and path.text():
            yield path.found("mount-path", "hides the image's files", "mount one folder below it")


def _data(pod: PodTemplate, container: Container) -> Iterator[Finding]:
    """Only where the pod has a volume that lasts, since others lose their data anyway."""
    lasting = {
        *(
            text(claim, "metadata", "name")
            for _, claim in items(pod.owner, "spec", "volumeClaimTemplates")
        ),
        *(
            text(volume, "name")
            for _, volume in items(pod.spec, "volumes")
            if mapping(volume, "persistentVolumeClaim")
        ),
    }
    folders = [
        text(mount, "mountPath")
        for _, mount in items(container.body, "volumeMounts")
        if text(mount, "name") in lasting
    ]
    for index, variable in items(container.body, "env"):
        value = text(variable, "value")
        if (
            lasting
            and text(variable, "name") in _DATA_FOLDERS
            and value
            and not any(_is_within(value, folder) for folder in folders)
        ):
            yield Place(pod.title, f"{container.path}.env[{index}].value", value).found(
                "mount-data",
                "is in no volume that lasts, so the data goes with the pod",
                f"write a folder below {' or '.join(folders) or 'a mount of the claim'}",
            )


def _temporary(container: Place) -> Iterator[Finding]:
    if container.at("securityContext", "readOnlyRootFilesystem").value is not True:
        return
    image = container.text("image").partition("@")[0].rpartition("/")[2].partition(":")[0]
    if image in _WITHOUT_TEMPORARY:
        return
    mounts: Mapping[str, Place] = {m.text("mountPath"): m for m in container.items("volumeMounts")}
    if not any(path.rstrip("/") == _TEMPORARY for path in mounts):
        yield container.at("volumeMounts").bare.found(
            "mount-temporary",
            f"has no {_TEMPORARY}, which nothing can write on a read-only root",
            "mount an emptyDir there",
        )


def _is_within(path: str, folder: str) -> bool:
    return f"{path.rstrip('/')}/".startswith(f"{folder.rstrip('/')}/")
