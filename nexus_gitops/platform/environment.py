"""An environment: what every platform says of dev, staging or prod, as frozen data.

A platform adds what its own environments say in a subclass.
"""

import re
from typing import Annotated, Final, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    StringConstraints,
    model_validator,
)

from nexus_gitops.images.image import ImagePolicy

_MINOR: Final = re.compile(r"1\.(\d+)")


def _number(minor: str) -> int:
    return int(minor.partition(".")[2])


def _minor(version: str) -> str:
    if not _MINOR.fullmatch(version):
        raise ValueError(f"{version!r} is no Kubernetes minor version; write it as 1.27")
    return version


EnvironmentName = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", max_length=40)
]
"""A DNS label short enough for the names and labels that are made from it."""

DnsLabel = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", max_length=63)
]
"""A name as RFC 1123 allows it for a namespace."""

DnsName = Annotated[
    str,
    StringConstraints(
        pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
        max_length=253,
    ),
]
"""A host name as RFC 1123 allows it for an Ingress."""

KubernetesMinor = Annotated[str, AfterValidator(_minor)]
"""A Kubernetes minor version, as `1.27`."""

CustomKind = Annotated[
    str,
    StringConstraints(
        pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+/[A-Z][A-Za-z0-9]*$"
    ),
]
"""API group and kind of a custom resource, as `example.com/Widget`."""


class Data(BaseModel):
    """Frozen data that refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class KubernetesVersions(Data):
    """The minor versions that the environment's cluster may run, oldest and newest included."""

    oldest: KubernetesMinor
    newest: KubernetesMinor

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if _number(self.oldest) > _number(self.newest):
            raise ValueError(
                f"oldest ({self.oldest}) is newer than newest ({self.newest}); swap them"
            )
        return self


class Repository(Data):
    """The GitOps repository of the environment.

    Attributes:
        url: where Argo CD reads it; named in the Applications.
        branch: what Argo CD follows.
        publish_to: where `publish` pushes; where it is None, `--repo` or NEXUS_GITOPS_REPO
            says so, and failing that a local repository is used.
    """

    url: str
    branch: str = "main"
    publish_to: str | None = None


class Environment(Data):
    """One environment of a platform.

    Attributes:
        name: also the name of its module, its folder and its Argo CD objects.
        namespace: of its first Application; unique in its cluster.
        cluster: API server, as Argo CD knows it.
        kubernetes: versions that its manifests must be valid for.
        repository: see `Repository`.
        registry: prefix of the platform's own images.
        image_policy: how exactly images must be pinned.
        unknown_kinds: custom resources that may be there although no schema of theirs is
            bundled, so that nothing but their metadata is checked.
    """

    name: EnvironmentName
    namespace: DnsLabel
    cluster: str = "https://kubernetes.default.svc"
    kubernetes: KubernetesVersions
    repository: Repository
    registry: str
    image_policy: ImagePolicy
    unknown_kinds: tuple[CustomKind, ...] = ()

    @property
    def hosts(self) -> tuple[str, ...]:
        """Host names that lead to it, and to no other environment; none unless overridden."""
        return ()
