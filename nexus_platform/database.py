"""What runs the database of an environment; free of cdk8s, so that it loads fast.

Source: https://cloudnative-pg.io/documentation/1.28/
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final

import msgspec

from nexus_gitops.platform.data import Data, DnsLabel, InvalidError
from nexus_platform import names

if TYPE_CHECKING:
    from nexus_platform.environment import Environment

_CLUSTER: Final = "postgresql.cnpg.io/Cluster"
_ARCHIVED: Final = ("postgresql.cnpg.io/ScheduledBackup", "barmancloud.cnpg.io/ObjectStore")

ClusterName = Annotated[str, msgspec.Meta(pattern=r"^[a-z]([-a-z0-9]*[a-z0-9])?\Z", max_length=50)]
"""The name of a Cluster: a label as RFC 1035 allows it, up to the length that its operator does."""

Moment = Annotated[
    str, msgspec.Meta(pattern=r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d))?\Z")
]
"""A moment as `2026-11-28T12:30:00Z`, in RFC 3339; or ""."""


class Recovery(Data, frozen=True, kw_only=True):
    """A new Cluster begins as another one was at a moment.

    Attributes:
        cluster: the other one, by the `name` that it has or had; its archive is in the store.
        at: the moment; the newest that the archive has where "".

    Raises:
        InvalidError: there is no such moment.
    """

    cluster: ClusterName
    at: Moment = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        try:
            _ = self.at and datetime.fromisoformat(self.at)
        except ValueError as error:
            raise InvalidError(f"at: {self.at} is no moment: {error}") from error


class StatefulSet(Data, frozen=True, kw_only=True, tag_field="kind", tag="statefulset"):
    """One server of our own."""


class CloudNativePg(Data, frozen=True, kw_only=True, tag_field="kind", tag="cloudnative-pg"):
    """Servers that CloudNativePG's operator runs: one is written to, and the others follow it.

    Where backups go to S3, all that is written is archived there as well, by its Barman Cloud
    plugin.

    Attributes:
        instances: how many servers there are.
        operator: namespace of the operator.
        retention_days: how far the archive goes back.
        name: of the Cluster. Another name is another Cluster, and what this one holds stays.
        recovery: what the Cluster begins with; with None it begins empty. It is read when the
            Cluster is made, and never again.

    Raises:
        InvalidError: a Cluster would begin as itself.
    """

    instances: Annotated[int, msgspec.Meta(ge=1, le=9)] = 3
    operator: DnsLabel = "cnpg-system"
    retention_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 30
    name: ClusterName = names.DATABASE_CLUSTER
    recovery: Recovery | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.recovery and self.recovery.cluster == self.name:
            raise InvalidError(
                f"recovery: {self.name} cannot begin as itself; give the new Cluster another name,"
                f" as {self.name}-2"
            )


Engine = StatefulSet | CloudNativePg


@dataclass(frozen=True, slots=True)
class Archive:
    """Where a Cluster's base backups and its log go.

    Attributes:
        path: of the bucket, as `s3://bucket/folder`.
        endpoint: of the server.
        region: as the server calls it.
        key_id: key of the Secret that names the bucket's key.
        key: key of the Secret that has it.
        schedule: when a base backup is made, in UTC: second, minute, hour, day, month, day of
            the week.
    """

    path: str
    endpoint: str
    region: str
    key_id: str
    key: str
    schedule: str


def is_stateful_set(env: "Environment") -> bool:
    """Whether the server is our own."""
    return isinstance(env.database, StatefulSet)


def is_cluster(env: "Environment") -> bool:
    """Whether an operator runs the servers."""
    return isinstance(env.database, CloudNativePg)


def cluster(env: "Environment") -> CloudNativePg:
    """What an environment says of its Cluster.

    Raises:
        ValueError: it has none.
    """
    match env.database:
        case CloudNativePg() as found:
            return found
        case _:
            raise ValueError(f"{env.name} has no Cluster; ask only where it does")


def host(env: "Environment") -> str:
    """The Service that leads to the server that is written to."""
    match env.database:
        case CloudNativePg(name=name):
            return f"{name}-rw"
        case _:
            return names.POSTGRES


def operator_of(env: "Environment") -> str | None:
    """The namespace of the operator; None where there is none."""
    return env.database.operator if isinstance(env.database, CloudNativePg) else None


def requires(env: "Environment") -> tuple[str, ...]:
    """The kinds that an operator brings, as `group/Kind`."""
    if not is_cluster(env):
        return ()
    return (_CLUSTER, *_ARCHIVED) if env.archive else (_CLUSTER,)


def kinds(env: "Environment") -> frozenset[tuple[str, str]]:
    """All kinds of a Cluster, as (group, kind), so that Argo CD may remove the last of one."""
    found = (_CLUSTER, *_ARCHIVED) if is_cluster(env) else ()
    return frozenset((group, kind) for group, kind in (one.split("/") for one in found))
