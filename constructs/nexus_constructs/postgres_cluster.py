"""A PostgreSQL that CloudNativePG's operator runs: one server is written to, others follow it.

The operator makes pods, claims, Services and a PodDisruptionBudget of its own. What is in a list
is written out with its defaults, because the API server adds them, and they would show as drift.
Source: https://cloudnative-pg.io/documentation/1.28/cloudnative-pg.v1/
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cdk8s import ApiObjectMetadata
from constructs import Construct

from imports.io.cnpg import postgresql as api
from nexus_constructs.component import SYNC_OPTIONS, Component, Installation
from nexus_constructs.quantity import canonical
from nexus_constructs.shares import postgres_settings
from nexus_constructs.sizing import Resources

PORT: Final = 5432
STATUS_PORT: Final = 8000
"""Where the instance manager in each pod answers the operator and the other pods."""
METRICS_PORT: Final = 9187
BARMAN_CLOUD: Final = "barman-cloud.cloudnative-pg.io"
"""The plugin that archives."""

LATER: Final = {SYNC_OPTIONS: "SkipDryRunOnMissingResource=true"}
"""Of what an operator defines: on a cluster's first sync its definitions may come later."""
# With a Cluster go its claims, and with them the data.
KEPT: Final = {SYNC_OPTIONS: f"Prune=false,Delete=false,{LATER[SYNC_OPTIONS]}"}
"""Of a Cluster, and of what it cannot do without: Argo CD never removes it."""

_ORIGIN: Final = "origin"
_UNLIMITED: Final = -1


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the servers beside the owner of the database.

    Attributes:
        name: of the role.
        secret: of the type kubernetes.io/basic-auth, with its name and password; "" for a role
            that nobody connects as.
        connections: how many it may have at once.
        groups: roles that it is a member of.
        inherits: whether it has the rights of those without taking one on.
        sees_every_row: whether row-level security lets it by.
        reads_only: whether its transactions are read-only unless it says otherwise.
    """

    name: str
    secret: str = ""
    connections: int = _UNLIMITED
    groups: tuple[str, ...] = ()
    inherits: bool = True
    sees_every_row: bool = False
    reads_only: bool = False


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns the database.

    Attributes:
        name: of the role.
        secret: as of `Role`.
    """

    name: str
    secret: str


@dataclass(frozen=True, slots=True)
class Origin:
    """A Cluster that another one begins as.

    Attributes:
        cluster: its name, by which the archive has it.
        at: the moment, in RFC 3339; the newest that there is where "".
    """

    cluster: str
    at: str


class PostgresCluster(Component):
    """A Cluster with one database; clients reach the server that is written to at `<cluster>-rw`.

    Nobody connects as the superuser, from outside of the pods. Argo CD never removes it.

    Args:
        cluster: its name.
        image: of PostgreSQL, as CloudNativePG builds it.
        instances: how many servers there are.
        resources: of each.
        connections: of all who connect at once.
        storage: size of the claim of each.
        database: name of the database.
        owner: whose it is.
        roles: all others; see `Role`.
        archive: the `ObjectStore` that base backups and the log go to; "" for none.
        origin: what it begins as; None for an empty one.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        cluster: str,
        image: str,
        instances: int,
        resources: Resources,
        connections: int,
        storage: str,
        database: str,
        owner: Owner,
        roles: Sequence[Role],
        archive: str = "",
        origin: Origin | None = None,
        after: Sequence[Component] = (),
    ) -> None:
        super().__init__(scope, name, installation=installation, after=after)
        api.Cluster(
            self,
            "cluster",
            metadata=object_metadata(self, cluster, KEPT),
            spec=api.ClusterSpec(
                instances=instances,
                image_name=image,
                enable_superuser_access=False,
                enable_pdb=True,
                # By these the flows, and whoever asks for figures, pick its pods.
                inherited_metadata=api.ClusterSpecInheritedMetadata(labels=self.selector),
                storage=api.ClusterSpecStorage(size=canonical(storage)),
                resources=_resources(resources),
                postgresql=api.ClusterSpecPostgresql(
                    parameters=dict(postgres_settings(resources, connections))
                ),
                bootstrap=_bootstrap(database, owner, roles, origin),
                managed=api.ClusterSpecManaged(roles=[_role(role) for role in roles]),
                plugins=[_archiver(archive)] if archive else None,
                external_clusters=[_external(origin, archive)] if origin else None,
            ),
        )


def object_metadata(
    component: Component, name: str, annotations: Mapping[str, str]
) -> ApiObjectMetadata:
    """Metadata of a custom resource of a component."""
    own = component.metadata(name, annotations=annotations)
    return ApiObjectMetadata(
        name=own.name, namespace=own.namespace, labels=own.labels, annotations=own.annotations
    )


def _resources(resources: Resources) -> api.ClusterSpecResources:
    request, limit = api.ClusterSpecResourcesRequests, api.ClusterSpecResourcesLimits
    return api.ClusterSpecResources(
        requests={
            "cpu": request.from_string(resources.cpu_request),
            "memory": request.from_string(resources.memory_request),
        },
        limits={
            "cpu": limit.from_string(resources.cpu_limit),
            "memory": limit.from_string(resources.memory_limit),
        },
    )


def _bootstrap(
    database: str, owner: Owner, roles: Iterable[Role], origin: Origin | None
) -> api.ClusterSpecBootstrap:
    if origin is not None:
        return api.ClusterSpecBootstrap(
            recovery=api.ClusterSpecBootstrapRecovery(
                source=_ORIGIN,
                database=database,
                owner=owner.name,
                secret=api.ClusterSpecBootstrapRecoverySecret(name=owner.secret),
                recovery_target=(
                    api.ClusterSpecBootstrapRecoveryRecoveryTarget(target_time=origin.at)
                    if origin.at
                    else None
                ),
            )
        )
    return api.ClusterSpecBootstrap(
        initdb=api.ClusterSpecBootstrapInitdb(
            database=database,
            owner=owner.name,
            secret=api.ClusterSpecBootstrapInitdbSecret(name=owner.secret),
            data_checksums=True,
            post_init_sql=[
                statement
                for role in roles
                if role.reads_only
                for statement in (
                    f'CREATE ROLE "{role.name}"',
                    f'ALTER ROLE "{role.name}" SET default_transaction_read_only = on',
                )
            ],
        )
    )


def _role(role: Role) -> api.ClusterSpecManagedRoles:
    return api.ClusterSpecManagedRoles(
        name=role.name,
        ensure=api.ClusterSpecManagedRolesEnsure.PRESENT,
        login=bool(role.secret),
        inherit=role.inherits,
        bypassrls=role.sees_every_row,
        connection_limit=role.connections,
        in_roles=list(role.groups) or None,
        password_secret=(
            api.ClusterSpecManagedRolesPasswordSecret(name=role.secret) if role.secret else None
        ),
    )


def _archiver(store: str) -> api.ClusterSpecPlugins:
    return api.ClusterSpecPlugins(
        name=BARMAN_CLOUD,
        enabled=True,
        is_wal_archiver=True,
        parameters={"barmanObjectName": store},
    )


def _external(origin: Origin, store: str) -> api.ClusterSpecExternalClusters:
    return api.ClusterSpecExternalClusters(
        name=_ORIGIN,
        plugin=api.ClusterSpecExternalClustersPlugin(
            name=BARMAN_CLOUD,
            enabled=True,
            is_wal_archiver=False,
            parameters={"barmanObjectName": store, "serverName": origin.cluster},
        ),
    )
