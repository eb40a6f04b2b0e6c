"""What containers mount: a volume, and the path where one container sees it.

Two containers share a volume by mounting it under one name, at paths of their own.
Source: https://kubernetes.io/docs/concepts/storage/volumes/
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from cdk8s_plus_27 import k8s

from nexus_constructs.scalars import quantity


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
