"""A single PostgreSQL server with its data on a claim."""

from collections.abc import Sequence
from typing import Final

from constructs import Construct

from nexus_constructs.component import Component, Installation
from nexus_constructs.containers import ContainerSpec, Port, Probes, exec_probe
from nexus_constructs.pods import PodSpec
from nexus_constructs.secrets import SecretReference
from nexus_constructs.shares import postgres_settings
from nexus_constructs.sizing import Resources
from nexus_constructs.stateful_set import StatefulSet
from nexus_constructs.volumes import EmptyDir, VolumeClaimTemplate

PORT: Final = 5432
_PORT_NAME: Final = "postgres"
_UID: Final = 70  # `postgres` in the Alpine image
# Up to major version 17 the image declares this path a volume; 18 moved it one up, and
# data mounted here would be lost (docker-library/postgres#1400).
_MOUNT: Final = "/var/lib/postgresql/data"


class Postgres(StatefulSet):
    """One server; clients reach it at the Service `name`.

    Args:
        database: name of the database.
        user: the superuser that the server is made with.
        password: the Secret key that holds the superuser's password, as POSTGRES_PASSWORD.
        connections: of all who connect at once; a superuser has some beside them.
        storage: size of the data claim.
        sync_options: Argo CD options of the StatefulSet, as `Prune=false`.
        beside: containers that go with the server, as one that tells its figures.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        version: str,
        image: str,
        resources: Resources,
        database: str,
        user: str,
        password: SecretReference,
        connections: int,
        storage: str,
        sync_options: Sequence[str] = (),
        beside: Sequence[ContainerSpec] = (),
        after: Sequence[Component] = (),
    ) -> None:
        super().__init__(
            scope,
            name,
            installation=installation,
            version=version,
            pod=PodSpec(
                _container(image, resources, database, user, password, connections, storage),
                beside=tuple(beside),
                # The image stops it by SIGINT, a fast shutdown: it ends all sessions, and writes
                # down what it has in its shared buffers.
                grace_seconds=120,
            ),
            replicas=1,
            service_ports={_PORT_NAME: PORT},
            sync_options=sync_options,
            after=after,
        )


def _container(
    image: str,
    resources: Resources,
    database: str,
    user: str,
    password: SecretReference,
    connections: int,
    storage: str,
) -> ContainerSpec:
    # Over TCP: while the image sets the database up, its server answers on the socket alone,
    # and would be taken for ready.
    ready = [
        "pg_isready",
        "--quiet",
        *("--host", "127.0.0.1"),
        *("--username", user),
        *("--dbname", database),
    ]
    # 1: it answers that it lets nobody in yet. After a crash it replays its log first, however
    # long that takes; who killed it meanwhile would have it begin anew.
    alive = ["sh", "-c", '"$@" || test $? -eq 1', "alive", *ready]
    return ContainerSpec(
        image=image,
        resources=resources,
        uid=_UID,
        ports=(Port(_PORT_NAME, PORT),),
        args=tuple(
            part
            for name, value in postgres_settings(resources, connections).items()
            for part in ("-c", f"{name}={value}")
        ),
        env={
            "POSTGRES_DB": database,
            "POSTGRES_USER": user,
            "PGDATA": f"{_MOUNT}/pgdata",
        },
        sources=(password,),
        probes=Probes(
            startup=exec_probe(alive, period=5, failures=120),
            readiness=exec_probe(ready, period=10, failures=3),
            liveness=exec_probe(alive, period=30, failures=6),
        ),
        volumes=(
            EmptyDir("run", "/var/run/postgresql", "16Mi"),
            EmptyDir("tmp", "/tmp", "64Mi"),  # noqa: S108 -- a path in the container
            EmptyDir("shm", "/dev/shm", "128Mi", medium="Memory"),  # noqa: S108 -- likewise
            VolumeClaimTemplate("data", _MOUNT, storage),
        ),
    )
