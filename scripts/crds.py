"""Custom resource definitions of the projects that a platform may rely on, at pinned versions.

Another project is one more entry in `PROJECTS`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Final

import yaml
from go_modules import GoModule

Crd = dict[str, Any]
"""A CustomResourceDefinition (apiextensions.k8s.io/v1) as plain data."""


class _Loader(yaml.CSafeLoader):
    """Takes a plain `=` for text, as Go's YAML does; PyYAML has a type for it and no value."""


_Loader.add_constructor("tag:yaml.org,2002:value", lambda _, node: node.value)


@dataclass(frozen=True, slots=True)
class Project:
    """A project that defines custom resources.

    Attributes:
        name: as people write it.
        module: where its CRDs are published.
        files: patterns of the paths of the CRDs inside the module.
        holds_state: kinds that hold state, as `nexus_gitops.manifests.kinds` means it.
        typed: kinds that are rendered, so that they have bindings in imports/.
    """

    name: str
    module: GoModule
    files: tuple[str, ...]
    holds_state: frozenset[str] = frozenset()
    typed: frozenset[str] = frozenset()

    @property
    def release(self) -> str:
        """Name and version, as findings show it."""
        return f"{self.name} {self.module.version}"

    def crds(self) -> Iterator[Crd]:
        """Its CRDs, in the order of their paths.

        Raises:
            FileNotFoundError: Go is not installed.
            RuntimeError: the module cannot be fetched, or is not the one that is pinned.
        """
        with self.module.open() as archive:
            for path in sorted(archive.namelist()):
                if any(fnmatchcase(path, self.module.folder + pattern) for pattern in self.files):
                    for document in yaml.load_all(archive.read(path), Loader=_Loader):
                        if document and document["kind"] == "CustomResourceDefinition":
                            yield document


PROJECTS: Final = (
    Project(
        name="Argo CD",
        module=GoModule(
            "github.com/argoproj/argo-cd/v3",
            "v3.6.1",
            "h1:OmhqeKiR3C//awbFrhQqFdtRI+Qiv17j8vqm3UkMj/g=",
        ),
        files=("manifests/crds/*-crd.yaml",),
        # Their finalizers take along everything that they brought into the cluster.
        holds_state=frozenset({"Application", "ApplicationSet", "AppProject"}),
        typed=frozenset({"Application", "AppProject"}),
    ),
    Project(
        name="External Secrets",
        module=GoModule(
            "github.com/external-secrets/external-secrets",
            "v1.3.2",
            "h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ=",
        ),
        files=("config/crds/bases/*.yaml",),
        # The Secret goes with them, and a store or a generator may give another value later.
        holds_state=frozenset(
            {
                "ClusterExternalSecret",
                "ClusterPushSecret",
                "ExternalSecret",
                "GeneratorState",
                "PushSecret",
            }
        ),
        typed=frozenset({"ExternalSecret"}),
    ),
    Project(
        name="cert-manager",
        module=GoModule(
            "github.com/cert-manager/cert-manager",
            "v1.21.2",
            "h1:UWgoYM+KLNtRlqmoWOKjKBOBUPVHeepQ6/ac3ERJW68=",
        ),
        files=("deploy/crds/*.yaml",),
    ),
    Project(
        name="Prometheus Operator",
        module=GoModule(
            "github.com/prometheus-operator/prometheus-operator",
            "v0.85.0",
            "h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=",
        ),
        files=("example/prometheus-operator-crd/*.yaml",),
        holds_state=frozenset({"Alertmanager", "Prometheus", "ThanosRuler"}),
        typed=frozenset({"PodMonitor", "PrometheusRule"}),
    ),
    Project(
        name="Istio",
        module=GoModule(
            "istio.io/api", "v1.32.0", "h1:37mJvg9I0biYZAEQF+MATs4FNeCpXEIVO3LFpVb6iNM="
        ),
        files=("kubernetes/customresourcedefinitions.gen.yaml",),
        typed=frozenset(
            {
                "AuthorizationPolicy",
                "DestinationRule",
                "PeerAuthentication",
                "Telemetry",
                "VirtualService",
            }
        ),
    ),
    Project(
        name="Gateway API",
        module=GoModule(
            "sigs.k8s.io/gateway-api", "v1.6.3", "h1:lKpJa5bGlraC/QeACvCpsHLdmO6y0iKfzVl6gzaFEYc="
        ),
        files=("config/crd/standard/*.yaml",),
        typed=frozenset({"Gateway", "HTTPRoute"}),
    ),
    Project(
        name="CloudNativePG",
        module=GoModule(
            "github.com/cloudnative-pg/cloudnative-pg",
            "v1.28.0",
            "h1:vkv0a0ewDSfJOPJrsyUr4uczsxheReAWf/k171V0Dm0=",
        ),
        files=("releases/cnpg-1.28.0.yaml",),
        holds_state=frozenset({"Cluster", "Database"}),
        typed=frozenset({"Cluster", "ScheduledBackup"}),
    ),
    Project(
        name="Barman Cloud plugin",
        module=GoModule(
            "github.com/cloudnative-pg/plugin-barman-cloud",
            "v0.15.0",
            "h1:gNVytrzzYUE08wxLDrjfJqy1FPPSFkMe1OEr4s4pVI0=",
        ),
        files=("config/crd/bases/*.yaml",),
        typed=frozenset({"ObjectStore"}),
    ),
    Project(
        name="KEDA",
        module=GoModule(
            "github.com/kedacore/keda/v2",
            "v2.21.0",
            "h1:R6z2HZvstK4RLUMxroNACzBj74xGxt3kG59b5Xc+Xps=",
        ),
        files=("config/crd/bases/*.yaml",),
        typed=frozenset({"ScaledObject"}),
    ),
    Project(
        name="Sealed Secrets",
        module=GoModule(
            "github.com/bitnami-labs/sealed-secrets",
            "v0.40.0",
            "h1:rvCP35JL8ZV5LNA2SrwNR6iLyoM3ulrSFWN0lBtYEYI=",
        ),
        files=("helm/sealed-secrets/crds/*.yaml",),
        # The Secret goes with it, and a controller with another key cannot open it again.
        holds_state=frozenset({"SealedSecret"}),
    ),
)
