"""What every building block shares: a place in the sync order, labels, metadata.

A component's sync wave is one more than the highest wave of the components it comes
`after`. Since it can only name components that exist already, a cycle cannot be written.
Source: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cdk8s_plus_27 import k8s
from constructs import Construct

from nexus_constructs.kubernetes_versions import has_native_sidecars

SYNC_WAVE: Final = "argocd.argoproj.io/sync-wave"
SYNC_OPTIONS: Final = "argocd.argoproj.io/sync-options"
_LONGEST_LABEL: Final = 63


@dataclass(frozen=True, slots=True)
class Installation:
    """One installed platform.

    Attributes:
        name: tells it from other installations in the same cluster; the label `instance`.
        namespace: where its objects live.
        part_of: the product's name.
        kubernetes: the oldest minor version that it must run on, as `1.27`.
    """

    name: str
    namespace: str
    part_of: str
    kubernetes: str = "1.27"

    @property
    def has_native_sidecars(self) -> bool:
        """Whether an init container with `restartPolicy: Always` keeps running (KEP-753)."""
        return has_native_sidecars(self.kubernetes)

    def selector(self, component: str) -> dict[str, str]:
        """Labels that pick the pods of one of its components, by name, in any namespace."""
        return {
            "app.kubernetes.io/name": component,
            "app.kubernetes.io/instance": self.name,
        }


class Component(Construct):
    """A part of the platform that is applied, and becomes healthy, as one.

    Args:
        scope: the platform's chart.
        name: names the component's objects; unique in the installation.
        version: of what it runs; "" for what has none.
        after: components that must be healthy before this one is applied.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        version: str = "",
        after: Sequence["Component"] = (),
    ) -> None:
        super().__init__(scope, name)
        self.name = name
        self.installation = installation
        self.version = version
        self.wave: int = 1 + max((other.wave for other in after), default=-1)

    @property
    def selector(self) -> dict[str, str]:
        """Labels that pick this component's pods; immutable once a workload exists."""
        return self.installation.selector(self.name)

    @property
    def labels(self) -> dict[str, str]:
        """The recommended labels; a version, as an image tag, may be longer than a label.

        Sources: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
        and .../labels/#syntax-and-character-set
        """
        label = self.version[:_LONGEST_LABEL].strip("-_.")
        version = {"app.kubernetes.io/version": label} if label else {}
        return {
            **self.selector,
            **version,
            "app.kubernetes.io/component": self.name,
            "app.kubernetes.io/part-of": self.installation.part_of,
            "app.kubernetes.io/managed-by": "nexus-gitops",
        }

    @property
    def cluster_name(self) -> str:
        """Name of its cluster-scoped objects, unique among the installations of a cluster."""
        return f"{self.installation.name}-{self.name}"

    def cluster_metadata(self) -> k8s.ObjectMeta:
        """Metadata of a cluster-scoped object; see `cluster_name`."""
        return k8s.ObjectMeta(
            name=self.cluster_name, labels=self.labels, annotations={SYNC_WAVE: str(self.wave)}
        )

    def metadata(
        self, name: str = "", *, annotations: Mapping[str, str] | None = None
    ) -> k8s.ObjectMeta:
        """Metadata of a namespaced object; `name` is the component's own unless given."""
        return k8s.ObjectMeta(
            name=name or self.name,
            namespace=self.installation.namespace,
            labels=self.labels,
            annotations={SYNC_WAVE: str(self.wave), **(annotations or {})},
        )
