"""What a Nexus environment may say: everything that differs between dev, staging and prod.

What an environment does not say is the platform's standard. Nothing here is a callable,
and no construct asks which environment it is in.
"""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

import msgspec

from nexus_constructs.kubernetes_versions import has_native_sidecars
from nexus_constructs.quantity import parse_quantity
from nexus_constructs.shares import postgres_buffers
from nexus_gitops.platform import environment
from nexus_gitops.platform.data import Data, DnsName, InvalidError
from nexus_platform import names
from nexus_platform.addons.backup.settings import S3, Backup
from nexus_platform.addons.backup.variables import ARCHIVE_FOLDER, S3_KEY, S3_KEY_ID
from nexus_platform.addons.logging.settings import Logging
from nexus_platform.addons.observability.settings import Observability, Operator
from nexus_platform.components import (
    COMPONENTS,
    graphstudio,
    nexus_os,
    postgres,
    redis,
    workspace_kernel,
)
from nexus_platform.database import Archive, CloudNativePg, Engine, StatefulSet
from nexus_platform.entry.meaning import Entry
from nexus_platform.limits import Limits
from nexus_platform.mesh import Mesh, Sidecar
from nexus_platform.scaling import MOST_WORKSPACES, WORKSPACES_PER_POD, Scaling
from nexus_platform.sign_in import SignIn
from nexus_platform.sizes import Cache, Database, Elastic, Fixed

LogLevel = Literal["debug", "info", "warn", "error"]
_SERVICES: Final = sorted(component.name for component in COMPONENTS if component.dockerfile)


class ClusterSecrets(Data, frozen=True, kw_only=True, tag_field="kind", tag="cluster"):
    """The Secret is created in the cluster out of band, and only referred to."""


class StoreSecrets(Data, frozen=True, kw_only=True, tag_field="kind", tag="store"):
    """The Secret is filled by External Secrets.

    Attributes:
        store: name of the ClusterSecretStore.
        remote_key: entry in the store.
        refresh: how often it is read again, as a Go duration.
    """

    store: DnsName
    remote_key: str
    refresh: str = "1h"


class LanguageModel(Data, frozen=True, kw_only=True):
    """The model that nexus-os asks, behind any API like OpenAI's.

    Attributes:
        base_url: of the API, as `https://llm.example.com/v1`; on port 443 and not in the
            cluster, since nothing else is allowed out.
        name: the model.
    """

    base_url: Annotated[str, msgspec.Meta(pattern=r"^https://[^\s/@:]+(/[^\s@]*)?\Z")]
    name: Annotated[str, msgspec.Meta(min_length=1)]


class Environment(environment.Environment, frozen=True, kw_only=True):
    """One environment of the Nexus platform.

    Attributes:
        entry: how it is reached from outside.
        secrets: where secret values come from.
        sign_in: who says who somebody is; with None tokens that JWT_SECRET signs, for development.
        language_model: what nexus-os asks; with None it proposes nothing. Its key is LLM_API_KEY
            in the Secret.
        limits: what one tenant or user may take.
        backup: backups of the database; with None there are none.
        log_level: of every service that `log_levels` does not name.
        log_levels: of single services of our own, by name.
        cors_origins: origins that browsers may call the API from; the entry's own unless given.
        frontend: the page, and the proxy that its browser talks through.
        kernel: what hosts the workspaces.
        nexus_os: what asks a language model for proposals.
        postgres: the database of the workspaces.
        database: what runs it.
        redis: the cache, and the line between the kernels.
        scaling: what kernels are scaled by beside CPU and memory, by KEDA; nothing with None.
        mesh: mutual TLS and who may call whom, by Istio; none with None.
        observability: figures, alerts and dashboards; none with None.
        logging: where the lines of all pods are kept; with None they go with the pods.
    """

    entry: Entry
    secrets: ClusterSecrets | StoreSecrets
    sign_in: SignIn | None = None
    language_model: LanguageModel | None = None
    limits: Limits = Limits()
    backup: Backup | None = None
    log_level: LogLevel = "info"
    log_levels: Annotated[
        Mapping[str, LogLevel],
        msgspec.Meta(extra_json_schema={"propertyNames": {"enum": _SERVICES}}),
    ] = msgspec.field(default_factory=lambda: {names.KERNEL: "debug"})
    cors_origins: tuple[str, ...] = ()
    frontend: Fixed = graphstudio.STANDARD
    kernel: Elastic = workspace_kernel.STANDARD
    nexus_os: Elastic = nexus_os.STANDARD
    postgres: Database = postgres.STANDARD
    database: Engine = StatefulSet()
    redis: Cache = redis.STANDARD
    observability: Observability | None = None
    logging: Logging | None = None
    mesh: Mesh | None = None
    scaling: Scaling | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in self.log_levels:
            _require_own("log_levels", name)
        if self.scaling is not None and self.scaling.target > MOST_WORKSPACES:
            raise InvalidError(
                f"scaling: a target of {self.scaling.target} workspaces adds no kernel before one"
                f" is full, at {WORKSPACES_PER_POD}; {MOST_WORKSPACES} is the most"
            )
        # An older one never ends a Job that has a proxy beside it.
        if isinstance(self.mesh, Sidecar) and not has_native_sidecars(self.kubernetes.oldest):
            raise InvalidError(
                f"mesh: sidecars run on when a Job is done before Kubernetes 1.29, and"
                f" kubernetes.oldest is {self.kubernetes.oldest}; raise it, or use Ambient()"
            )

        if isinstance(self.database, CloudNativePg):
            self._check_cluster(self.database)

    def _check_cluster(self, cluster: CloudNativePg) -> None:
        # To an older one, what archives beside a server is what comes before it, and never ends.
        if not has_native_sidecars(self.kubernetes.oldest):
            raise InvalidError(
                "database: CloudNativePG 1.28 and its plugin need Kubernetes 1.29, and"
                f" kubernetes.oldest is {self.kubernetes.oldest}; raise it, or use StatefulSet()"
            )
        others = {component.name for component in COMPONENTS} - {names.DATABASE_CLUSTER}
        if cluster.name in others:
            raise InvalidError(
                f"database.name: {cluster.name} has a ServiceAccount of its own, and the operator"
                " would make another of that name; take another one"
            )
        resources = self.postgres.resources
        if postgres_buffers(resources) > parse_quantity(resources.memory_request):
            raise InvalidError(
                "postgres.resources: the operator refuses a memory request below a quarter of the"
                f" limit, which PostgreSQL shares; {resources.memory_request} is too little for"
                f" {resources.memory_limit}"
            )
        if self.mesh is not None:
            raise InvalidError(
                "mesh: CloudNativePG's operator calls its servers from outside of the mesh, which"
                " lets nobody in who has no identity; leave out mesh, or use StatefulSet()"
            )
        if cluster.recovery is not None and self.archive is None:
            raise InvalidError(
                f"database.recovery: there is no archive that {cluster.name} could begin from;"
                " set backup to what goes to S3"
            )

    @property
    def archive(self) -> Archive | None:
        """Where the database is archived all the time; None where it is not."""
        match self.database, self.backup:
            case CloudNativePg(), Backup(target=S3() as store) as backup:
                return Archive(
                    path=f"s3://{store.bucket}/{ARCHIVE_FOLDER}",
                    endpoint=store.endpoint,
                    region=store.region,
                    key_id=S3_KEY_ID,
                    key=S3_KEY,
                    # Of the operator's time zone, UTC: it refuses one that is written before it.
                    schedule=f"0 {backup.schedule}",
                )
            case _:
                return None

    @property
    def hosts(self) -> tuple[str, ...]:
        """See `nexus_gitops.platform.environment.Environment`."""
        return (self.entry.host,)

    @property
    def watched_from(self) -> str | None:
        """The namespace of the cluster's Prometheus that asks the pods; None where none does."""
        stack = self.observability.stack if self.observability else None
        return stack.namespace if isinstance(stack, Operator) else None

    def log_level_of(self, component: str) -> LogLevel:
        """The log level of one component."""
        return self.log_levels.get(component, self.log_level)


def _require_own(field: str, name: str) -> None:
    """Only images of our own read LOG_LEVEL."""
    if name not in _SERVICES:
        raise InvalidError(
            f"{field}: {name!r} is no service of our own; there are: {', '.join(_SERVICES)}"
        )
