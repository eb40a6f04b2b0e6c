"""What containers mount: a volume, and the path where one container sees it.

Two containers share a volume by mounting it under one name, at paths of their own.
Source: https://kubernetes.io/docs/concepts/storage/volumes/
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from cdk8s_plus_27 import k8s

from nexus_constructs.pod_security import check_reason, declaration
from nexus_constructs.scalars import quantity

_GROUP_READS: Final = 0o440
_API: Final = (
    k8s.VolumeProjection(
        config_map=k8s.ConfigMapProjection(
            name="kube-root-ca.crt", items=[k8s.KeyToPath(key="ca.crt", path="ca.crt")]
        )
    ),
    k8s.VolumeProjection(
        downward_api=k8s.DownwardApiProjection(
            items=[
                k8s.DownwardApiVolumeFile(
                    path="namespace",
                    field_ref=k8s.ObjectFieldSelector(field_path="metadata.namespace"),
                )
            ]
        )
    ),
)


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume of a pod, mounted into one container.

    Attributes:
        name: of the volume, in its pod.
        path: where the container sees it.
    """

    name: str
    path: str

    def volume(self) -> k8s.Volume | None:
        """What the pod declares; None where the workload's controller adds it."""
        raise NotImplementedError

    def mount(self) -> k8s.VolumeMount:
        """Where the container sees it."""
        return k8s.VolumeMount(name=self.name, mount_path=self.path)

    def annotations(self) -> Mapping[str, str]:
        """Annotations for the pod that make it roll when the content changes."""
        return {}

    def deviations(self) -> list[str]:
        """Lines of the annotation that says where the pod is not restricted."""
        return []


@dataclass(frozen=True, slots=True)
class EmptyDir(Volume):
    """A writable path in a read-only root; gone with the pod.

    Attributes:
        size: upper bound, as a quantity.
        medium: "" for disk, "Memory" for tmpfs.
    """

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


@dataclass(frozen=True, slots=True)
class HostPath(Volume):
    """A path of the node, which no restricted pod may mount.

    Attributes:
        host_path: on the node.
        reason: why the pod must, on one line.
        type: what is there, or is made.
        read_only: whether the container may only read.

    Raises:
        ValueError: there is no reason.
    """

    host_path: str
    reason: str
    type: Literal["Directory", "DirectoryOrCreate", "File", "Socket"] = "Directory"
    read_only: bool = True

    def __post_init__(self) -> None:
        check_reason(f"hostPath {self.host_path}", self.reason)

    def volume(self) -> k8s.Volume:
        """The hostPath."""
        return k8s.Volume(
            name=self.name,
            host_path=k8s.HostPathVolumeSource(path=self.host_path, type=self.type),
        )

    def mount(self) -> k8s.VolumeMount:
        """Where the container sees it."""
        return k8s.VolumeMount(
            name=self.name, mount_path=self.path, read_only=self.read_only or None
        )

    def deviations(self) -> list[str]:
        """What the pod's annotation says of it."""
        return [declaration(f"volumes[{self.name}].hostPath={self.host_path}", self.reason)]


@dataclass(frozen=True, slots=True)
class ConfigMapVolume(Volume):
    """The keys of a ConfigMap as files; see `settings.Settings.files`.

    Attributes:
        config_map: name of the ConfigMap.
    """

    config_map: str

    def volume(self) -> k8s.Volume:
        """The configMap."""
        return k8s.Volume(
            name=self.name, config_map=k8s.ConfigMapVolumeSource(name=self.config_map)
        )

    def mount(self) -> k8s.VolumeMount:
        """Where the container sees it; nobody can write to it."""
        return k8s.VolumeMount(name=self.name, mount_path=self.path, read_only=True)


@dataclass(frozen=True, slots=True)
class SecretVolume(Volume):
    """Keys of the Secret `name` as files; see `secrets.SecretReference.files`.

    Attributes:
        items: file and key.
        pod_annotations: what makes the pod roll when the Secret's source changes.
        optional: whether a pod starts without those of the keys that are missing.
    """

    items: tuple[tuple[str, str], ...]
    pod_annotations: tuple[tuple[str, str], ...] = ()
    optional: bool = False

    def volume(self) -> k8s.Volume:
        """The secret."""
        return k8s.Volume(
            name=self.name,
            secret=k8s.SecretVolumeSource(
                secret_name=self.name,
                default_mode=_GROUP_READS,
                items=[k8s.KeyToPath(key=key, path=file) for file, key in self.items],
                optional=self.optional or None,
            ),
        )

    def mount(self) -> k8s.VolumeMount:
        """Where the container sees it; nobody can write to it."""
        return k8s.VolumeMount(name=self.name, mount_path=self.path, read_only=True)

    def annotations(self) -> Mapping[str, str]:
        """See `pod_annotations`."""
        return dict(self.pod_annotations)


@dataclass(frozen=True, slots=True)
class ServiceAccountToken(Volume):
    """The pod's token for the API, with the API's certificate and the pod's namespace.

    It lies where every client looks for it, and is renewed before its hour is over. For
    another `audience` there is the token alone, and the API does not take it.
    Source: https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken
    """

    name: str = "api-access"
    path: str = "/var/run/secrets/kubernetes.io/serviceaccount"
    audience: str = ""

    def volume(self) -> k8s.Volume:
        """The projected volume."""
        token = k8s.VolumeProjection(
            service_account_token=k8s.ServiceAccountTokenProjection(
                path="token", expiration_seconds=3600, audience=self.audience or None
            )
        )
        return k8s.Volume(
            name=self.name,
            projected=k8s.ProjectedVolumeSource(
                sources=[token] if self.audience else [token, *_API]
            ),
        )

    def mount(self) -> k8s.VolumeMount:
        """Where the container sees it; nobody can write to it."""
        return k8s.VolumeMount(name=self.name, mount_path=self.path, read_only=True)


@dataclass(frozen=True, slots=True)
class VolumeClaimTemplate(Volume):
    """A claim that each pod of a `StatefulSet` has for itself; it outlives the pod.

    Attributes:
        storage: size, as a quantity.
        access_mode: who may mount it at a time.
        storage_class: the cluster's default where it is "".
    """

    storage: str
    access_mode: Literal["ReadWriteOnce", "ReadWriteOncePod", "ReadWriteMany"] = "ReadWriteOnce"
    storage_class: str = ""

    def volume(self) -> None:
        """None: the StatefulSet's controller adds it."""


@dataclass(frozen=True, slots=True)
class ExistingClaim(Volume):
    """A claim that is somebody else's, as the one that a StatefulSet made for its pod.

    Attributes:
        claim: its name.
    """

    claim: str

    def volume(self) -> k8s.Volume:
        """The persistentVolumeClaim."""
        return k8s.Volume(
            name=self.name,
            persistent_volume_claim=k8s.PersistentVolumeClaimVolumeSource(claim_name=self.claim),
        )


def distinct(volumes: Iterable[Volume]) -> tuple[Volume, ...]:
    """The volumes of a pod, each once, in the order in which its containers mount them.

    Raises:
        ValueError: two different volumes have one name.
    """
    found: dict[str, Volume] = {}
    for volume in volumes:
        known = found.setdefault(volume.name, volume)
        if replace(volume, path=known.path) != known:
            raise ValueError(
                f"volume {volume.name} is {known} and {volume}; give each a name of its own"
            )
    return tuple(found.values())
