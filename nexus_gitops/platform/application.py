"""An Application: what Argo CD brings into one namespace, and keeps there, as one.

An environment has one or more of them. Each is healthy by itself, so that one that is not
holds up no other; sync waves order the objects inside one.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from nexus_constructs.pod_security import Level
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.platform.neighbour import Place

if TYPE_CHECKING:
    from cdk8s import App, Chart

    from nexus_gitops.images.image import ImageLock
    from nexus_gitops.platform.secrets import Login

_NAME: Final = re.compile(r"[a-z0-9]([-a-z0-9]{0,30}[a-z0-9])?")
_KIND: Final = re.compile(r"[a-z0-9.-]+\.[a-z]+/[A-Z][A-Za-z0-9]*")

Objects = Callable[["App", "ImageLock"], "Chart"]
"""Makes the chart of an Application in a cdk8s app, of the images that the environment runs."""


@dataclass(frozen=True, slots=True)
class Application:
    """One Application of an environment.

    Attributes:
        name: tells it from the others of its environment; a DNS label of up to 32 characters,
            the folder of its manifests.
        namespace: where its objects live.
        destination: API server that it is applied to, as Argo CD knows it.
        objects: see `Objects`.
        pod_security: the level that its namespace enforces.
        requires: custom kinds that the cluster must have before it, as `group/Kind`; what it
            or another Application brings the CustomResourceDefinition of need not be here.
        permits: (group, kind) that its project allows beside what is rendered, so that Argo CD
            may remove the last object of a kind.
        provided_secrets: keys by name of the Secrets that are in its namespace without being
            rendered.
        provided_logins: likewise those of one user and one password each.

    Raises:
        ValueError: the name is no short DNS label, or a required kind is not `group/Kind`.
    """

    name: str
    namespace: str
    destination: str
    objects: Objects
    pod_security: Level = Level.RESTRICTED
    requires: tuple[str, ...] = ()
    permits: frozenset[tuple[str, str]] = frozenset()
    provided_secrets: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)
    provided_logins: tuple["Login", ...] = ()

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(self.name, self.namespace, self.destination)

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(
                f"Application {self.name!r} needs a DNS label of at most 32 characters as its name"
            )
        for kind in self.requires:
            if not _KIND.fullmatch(kind):
                raise ValueError(
                    f"Application {self.name} requires {kind!r}; write it as group/Kind"
                )


@dataclass(frozen=True, slots=True)
class Deployed:
    """An Application and what was rendered for it.

    Attributes:
        application: see `Application`.
        objects: everything that it applies.
    """

    application: Application
    objects: Sequence[KubeObject]
