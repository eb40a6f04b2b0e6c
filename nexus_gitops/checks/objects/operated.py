"""What CloudNativePG's operator makes of a Cluster, as far as others connect to it.

Nobody here says what its pods are like, so they are looked at where connections are, and not where
pods are judged.
Sources: `buildInstance` and `CreateClusterReadWriteService` in cloudnative-pg/pkg/specs/
"""

from collections.abc import Iterable, Iterator
from typing import Final

from nexus_gitops.checks.objects.fields import is_a, mapping, name
from nexus_gitops.checks.objects.pods import PodTemplate, Port
from nexus_gitops.manifests.identity import KubeObject

_GROUP: Final = "postgresql.cnpg.io"
_LABEL: Final = "cnpg.io/cluster"
_PORT: Final = 5432
_PORTS: Final = (
    Port("postgresql", _PORT, "TCP"),
    Port("metrics", 9187, "TCP"),
    Port("status", 8000, "TCP"),
)
_SERVICES: Final = ("rw", "ro", "r")


def clusters(objects: Iterable[KubeObject]) -> Iterator[KubeObject]:
    """The Clusters in `objects`."""
    return (obj for obj in objects if is_a(obj, _GROUP, "Cluster"))


def operated_pods(objects: Iterable[KubeObject]) -> Iterator[PodTemplate]:
    """The pods of each Cluster in `objects`."""
    for cluster in clusters(objects):
        inherited = mapping(cluster, "spec", "inheritedMetadata")
        yield PodTemplate(
            owner=cluster,
            path="spec",
            labels={_LABEL: name(cluster), **mapping(inherited, "labels")},
            annotations=mapping(inherited, "annotations"),
            spec={},
            containers=(),
            ports=_PORTS,
        )


def operated_services(objects: Iterable[KubeObject]) -> Iterator[KubeObject]:
    """The Services of each Cluster in `objects`."""
    for cluster in clusters(objects):
        for suffix in _SERVICES:
            yield {
                "apiVersion": "v1",
                "kind": "Service",
                "metadata": {
                    **mapping(cluster, "metadata"),
                    "name": f"{name(cluster)}-{suffix}",
                },
                "spec": {
                    "selector": {_LABEL: name(cluster)},
                    "ports": [{"name": "postgres", "port": _PORT, "protocol": "TCP"}],
                },
            }
