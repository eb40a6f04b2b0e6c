"""An environment: what every platform says of dev, staging or prod, as frozen data.

A platform adds what its own environments say in a subclass.
"""

import re
from typing import Annotated, Final

import msgspec

from nexus_gitops.images.image import ImagePolicy
from nexus_gitops.platform.data import Data, DnsLabel, InvalidError, ShortDnsLabel

_MINOR: Final = re.compile(r"1\.(\d+)")

CustomKind = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+/[A-Z][A-Za-z0-9]*\Z"
    ),
]
"""API group and kind of a custom resource, as `example.com/Widget`."""


class KubernetesVersions(Data, frozen=True, kw_only=True):
    """The minor versions that the environment's cluster may run, oldest and newest included.

    Attributes:
        oldest: a Kubernetes minor version, as `1.27`.
        newest: likewise.
    """

    oldest: str
    newest: str

    def __post_init__(self) -> None:
        super().__post_init__()
        if _number("oldest", self.oldest) > _number("newest", self.newest):
            raise InvalidError(
                f"oldest ({self.oldest}) is newer than newest ({self.newest}); swap them"
            )


class Repository(Data, frozen=True, kw_only=True):
    """The GitOps repository of the environment.

    Attributes:
        url: where Argo CD reads it; named in the Applications.
        branch: what Argo CD follows.
        publish_to: where `publish` pushes; where it is None, `--repo` or NEXUS_GITOPS_REPO
            says so, and failing that a local repository is used.
        review: whether `publish` opens a pull request unless it is told not to.
    """

    url: str
    branch: str = "main"
    publish_to: str | None = None
    review: bool = False


class Environment(Data, frozen=True, kw_only=True):
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

    name: ShortDnsLabel
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


def _number(field: str, version: str) -> int:
    minor = _MINOR.fullmatch(version)
    if minor is None:
        raise InvalidError(f"{field}: {version!r} is no Kubernetes minor version; write it as 1.27")
    return int(minor[1])
