"""An environment: everything that differs between dev, staging and prod, as frozen data.

What an environment does not say is the platform's standard. Nothing here is a callable,
and no construct asks which environment it is in.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    model_validator,
)

from nexus_constructs.ingress_settings import IngressSettings
from nexus_constructs.quantity import canonical
from nexus_constructs.sizing import Resources, Scaling, ScalingRate
from nexus_gitops.images.image import ImagePolicy
from nexus_platform.names import MODEL_KEY, SECRET_KEYS, Service

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

LogLevel = Literal["debug", "info", "warn", "error"]

LoggingService = Literal[Service.FRONTEND, Service.KERNEL, Service.NEXUS_OS]
"""A service that reads LOG_LEVEL; the others are not ours."""


def _with_valid_host(ingress: IngressSettings) -> IngressSettings:
    TypeAdapter(DnsName).validate_python(ingress.host)
    return ingress


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class KubernetesVersions(_Data):
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


class Repository(_Data):
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


class ClusterSecrets(_Data):
    """The Secret is created in the cluster out of band, and only referred to."""

    kind: Literal["cluster"] = "cluster"


class StoreSecrets(_Data):
    """The Secret is filled by External Secrets.

    Attributes:
        store: name of the ClusterSecretStore.
        remote_key: entry in the store.
        refresh: how often it is read again, as a Go duration.
    """

    kind: Literal["store"] = "store"
    store: DnsName
    remote_key: str
    refresh: str = "1h"


class Fixed(_Data):
    """A service with a constant number of pods."""

    resources: Resources
    replicas: Annotated[int, Field(ge=1)] = 1


class Elastic(_Data):
    """A service whose number of pods an autoscaler owns."""

    resources: Resources
    scaling: Scaling


class Database(_Data):
    """The PostgreSQL server.

    Attributes:
        resources: of its one pod.
        storage: size of its claim, as a quantity.
        sync_options: Argo CD options of the StatefulSet, as `Prune=false`.
    """

    resources: Resources
    storage: Annotated[str, AfterValidator(canonical)] = "5Gi"
    sync_options: tuple[str, ...] = ()


class Cache(_Data):
    """The Redis server."""

    resources: Resources


class LanguageModel(_Data):
    """The model that nexus-os asks, behind any API like OpenAI's.

    Attributes:
        base_url: of the API, as `https://llm.example.com/v1`; on port 443 and not in the
            cluster, since nothing else is allowed out.
        name: the model.
    """

    base_url: Annotated[str, StringConstraints(pattern=r"^https://[^\s/@:]+(/[^\s@]*)?$")]
    name: Annotated[str, StringConstraints(min_length=1)]


class Environment(_Data):
    """One environment of the platform.

    Attributes:
        name: also the name of its module, its folder and its Argo CD objects.
        namespace: where it runs; unique in its cluster.
        cluster: API server, as Argo CD knows it.
        kubernetes: versions that its manifests must be valid for.
        repository: see `Repository`.
        registry: prefix of the platform's own images.
        image_policy: how exactly images must be pinned.
        unknown_kinds: custom resources that may be there although no schema of theirs is
            bundled, so that nothing but their metadata is checked.
        ingress: host name and Ingress settings.
        ingress_namespace: where the Ingress controller runs.
        secrets: where secret values come from.
        language_model: what nexus-os asks; with None it proposes nothing. Its key is LLM_API_KEY
            in the Secret.
        log_level: of every service that `log_levels` does not name.
        cors_origins: origins that browsers may call the API from; the Ingress' own unless given.
    """

    name: EnvironmentName
    namespace: DnsLabel
    cluster: str = "https://kubernetes.default.svc"
    kubernetes: KubernetesVersions
    repository: Repository
    registry: str
    image_policy: ImagePolicy
    unknown_kinds: tuple[CustomKind, ...] = ()
    ingress: Annotated[IngressSettings, AfterValidator(_with_valid_host)]
    ingress_namespace: DnsLabel = "ingress-nginx"
    secrets: Annotated[ClusterSecrets | StoreSecrets, Field(discriminator="kind")]
    language_model: LanguageModel | None = None
    log_level: LogLevel = "info"
    log_levels: Mapping[LoggingService, LogLevel] = {Service.KERNEL: "debug"}
    cors_origins: tuple[str, ...] = ()
    frontend: Fixed = Fixed(resources=Resources("100m", "200m", "128Mi", "256Mi"))
    kernel: Elastic = Elastic(
        resources=Resources("500m", "1", "1Gi", "2Gi"),
        scaling=Scaling(
            min_replicas=1,
            max_replicas=10,
            cpu_percent=70,
            memory_percent=80,
            up=ScalingRate(percent_per_minute=50, stabilization_seconds=60),
            down=ScalingRate(percent_per_minute=25, stabilization_seconds=300),
        ),
    )
    nexus_os: Elastic = Elastic(
        resources=Resources("250m", "500m", "512Mi", "1Gi"),
        scaling=Scaling(min_replicas=1, max_replicas=3, cpu_percent=70, memory_percent=80),
    )
    postgres: Database = Database(resources=Resources("250m", "500m", "512Mi", "1Gi"))
    redis: Cache = Cache(resources=Resources("100m", "100m", "128Mi", "256Mi"))

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The keys that the environment's Secret must have."""
        return SECRET_KEYS if self.language_model is None else (*SECRET_KEYS, MODEL_KEY)

    def log_level_of(self, service: LoggingService) -> LogLevel:
        """The log level of one service."""
        return self.log_levels.get(service, self.log_level)
