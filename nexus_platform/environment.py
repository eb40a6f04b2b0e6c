"""What a Nexus environment may say: everything that differs between dev, staging and prod.

What an environment does not say is the platform's standard. Nothing here is a callable,
and no construct asks which environment it is in.
"""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, StringConstraints, TypeAdapter

from nexus_constructs.ingress_settings import IngressSettings
from nexus_gitops.platform import environment
from nexus_gitops.platform.environment import Data, DnsLabel, DnsName
from nexus_platform import names
from nexus_platform.components import (
    COMPONENTS,
    graphstudio,
    nexus_os,
    postgres,
    redis,
    workspace_kernel,
)
from nexus_platform.sizes import Cache, Database, Elastic, Fixed

LogLevel = Literal["debug", "info", "warn", "error"]


def _with_valid_host(ingress: IngressSettings) -> IngressSettings:
    TypeAdapter(DnsName).validate_python(ingress.host)
    return ingress


def _of_components(levels: Mapping[str, LogLevel]) -> Mapping[str, LogLevel]:
    """Only images of our own read LOG_LEVEL."""
    for name in levels:
        if name not in _SERVICES:
            raise ValueError(
                f"{name!r} is no service of our own; there are: {', '.join(_SERVICES)}"
            )
    return levels


_SERVICES: Final = sorted(component.name for component in COMPONENTS if component.dockerfile)
_HOST_IN_SCHEMA: Final = {"properties": {"host": TypeAdapter(DnsName).json_schema()}}
"""The one field of `IngressSettings`, a dataclass without validators, that has a grammar."""


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
        log_levels: of single services of our own, by name.
        cors_origins: origins that browsers may call the API from; the entry's own unless given.
        frontend: the page, and the proxy that its browser talks through.
        kernel: what hosts the workspaces.
        nexus_os: what asks a language model for proposals.
        postgres: the database of the workspaces.
        redis: the cache, and the line between the kernels.
    """

    ingress: Annotated[
        IngressSettings,
        AfterValidator(_with_valid_host),
        Field(json_schema_extra=_HOST_IN_SCHEMA),
    ]
    ingress_namespace: DnsLabel = "ingress-nginx"
    secrets: Annotated[ClusterSecrets | StoreSecrets, Field(discriminator="kind")]
    language_model: LanguageModel | None = None
    log_level: LogLevel = "info"
    log_levels: Annotated[
        Mapping[str, LogLevel],
        AfterValidator(_of_components),
        Field(json_schema_extra={"propertyNames": {"enum": [*_SERVICES]}}),
    ] = {names.KERNEL: "debug"}
    cors_origins: tuple[str, ...] = ()
    frontend: Fixed = graphstudio.STANDARD
    kernel: Elastic = workspace_kernel.STANDARD
    nexus_os: Elastic = nexus_os.STANDARD
    postgres: Database = postgres.STANDARD
    redis: Cache = redis.STANDARD

    @property
    def hosts(self) -> tuple[str, ...]:
        """See `nexus_gitops.platform.environment.Environment`."""
        return (self.ingress.host,)

    def log_level_of(self, component: str) -> LogLevel:
        """The log level of one component."""
        return self.log_levels.get(component, self.log_level)
