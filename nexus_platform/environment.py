"""What a Nexus environment may say: everything that differs between dev, staging and prod.

What an environment does not say is the platform's standard. Nothing here is a callable,
and no construct asks which environment it is in.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, TypeAdapter

from nexus_constructs.ingress_settings import IngressSettings
from nexus_constructs.quantity import canonical
from nexus_constructs.sizing import Resources, Scaling, ScalingRate
from nexus_gitops.platform import environment
from nexus_gitops.platform.environment import Data, DnsLabel, DnsName
from nexus_platform.names import MODEL_KEY, SECRET_KEYS, Service

LogLevel = Literal["debug", "info", "warn", "error"]

LoggingService = Literal[Service.FRONTEND, Service.KERNEL, Service.NEXUS_OS]
"""A service that reads LOG_LEVEL; the others are not ours."""


def _with_valid_host(ingress: IngressSettings) -> IngressSettings:
    TypeAdapter(DnsName).validate_python(ingress.host)
    return ingress


class ClusterSecrets(Data):
    """The Secret is created in the cluster out of band, and only referred to."""

    kind: Literal["cluster"] = "cluster"


class StoreSecrets(Data):
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


class Fixed(Data):
    """A service with a constant number of pods."""

    resources: Resources
    replicas: Annotated[int, Field(ge=1)] = 1


class Elastic(Data):
    """A service whose number of pods an autoscaler owns."""

    resources: Resources
    scaling: Scaling


class Database(Data):
    """The PostgreSQL server.

    Attributes:
        resources: of its one pod.
        storage: size of its claim, as a quantity.
        sync_options: Argo CD options of the StatefulSet, as `Prune=false`.
    """

    resources: Resources
    storage: Annotated[str, AfterValidator(canonical)] = "5Gi"
    sync_options: tuple[str, ...] = ()


class Cache(Data):
    """The Redis server."""

    resources: Resources


class LanguageModel(Data):
    """The model that nexus-os asks, behind any API like OpenAI's.

    Attributes:
        base_url: of the API, as `https://llm.example.com/v1`; on port 443 and not in the
            cluster, since nothing else is allowed out.
        name: the model.
    """

    base_url: Annotated[str, StringConstraints(pattern=r"^https://[^\s/@:]+(/[^\s@]*)?$")]
    name: Annotated[str, StringConstraints(min_length=1)]


class Environment(environment.Environment):
    """One environment of the Nexus platform.

    Attributes:
        ingress: host name and Ingress settings.
        ingress_namespace: where the Ingress controller runs.
        secrets: where secret values come from.
        language_model: what nexus-os asks; with None it proposes nothing. Its key is LLM_API_KEY
            in the Secret.
        log_level: of every service that `log_levels` does not name.
        cors_origins: origins that browsers may call the API from; the entry's own unless given.
    """

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
    def hosts(self) -> tuple[str, ...]:
        """See `nexus_gitops.platform.environment.Environment`."""
        return (self.ingress.host,)

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The keys that the environment's Secret must have."""
        return SECRET_KEYS if self.language_model is None else (*SECRET_KEYS, MODEL_KEY)

    def log_level_of(self, service: LoggingService) -> LogLevel:
        """The log level of one service."""
        return self.log_levels.get(service, self.log_level)
