"""A single PostgreSQL server with its data on a claim."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cdk8s_plus_27 import k8s
from constructs import Construct

from nexus_constructs.component import SYNC_OPTIONS, Component, Installation
from nexus_constructs.pods import (
    ContainerSpec,
    EmptyDir,
    Probes,
    exec_probe,
    pod_template,
    port_ref,
    quantity,
    service_account,
)
from nexus_constructs.secrets import SecretReference
from nexus_constructs.sizing import Resources

PORT: Final = 5432
_PORT_NAME: Final = "postgres"
_UID: Final = 70  # `postgres` in the Alpine image
_DATA: Final = "data"
# Up to major version 17 the image declares this path a volume; 18 moved it one up, and
# data mounted here would be lost (docker-library/postgres#1400).
_MOUNT: Final = "/var/lib/postgresql/data"


class _StatefulSet(k8s.KubeStatefulSet):
    """A StatefulSet whose claims say what they are, as the API server answers it.

    The typed claim has no place for these two fields, and without them Argo CD compares
    in vain (argo-cd#11143).
    """

    def to_json(self) -> Any:
        obj = super().to_json()
        spec = obj["spec"]
        claims = [
            {"apiVersion": "v1", "kind": "PersistentVolumeClaim", **claim}
            for claim in spec["volumeClaimTemplates"]
        ]
        return {**obj, "spec": {**spec, "volumeClaimTemplates": claims}}


class Postgres(Component):
    """StatefulSet with a headless Service, and a Service for clients under `name`.

    The claims outlive both the StatefulSet and a scale-down (KEP-1847).

    Args:
        database: name of the database and of its owner.
        password: the Secret key that holds the owner's password.
        storage: size of the data claim.
        sync_options: Argo CD options of the StatefulSet, as `Prune=false`.
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
        password: SecretReference,
        storage: str,
        sync_options: Sequence[str] = (),
        after: Sequence[Component] = (),
    ) -> None:
        super().__init__(scope, name, installation=installation, version=version, after=after)
        account = service_account(self)
        headless = self._service(f"{name}-headless", cluster_ip="None")
        self._service(name, cluster_ip=None)
        _StatefulSet(
            self,
            "stateful-set",
            metadata=self.metadata(annotations=_sync_options(sync_options)),
            spec=k8s.StatefulSetSpec(
                service_name=headless,
                replicas=1,
                revision_history_limit=3,
                pod_management_policy="OrderedReady",
                update_strategy=k8s.StatefulSetUpdateStrategy(type="RollingUpdate"),
                persistent_volume_claim_retention_policy=(
                    k8s.StatefulSetPersistentVolumeClaimRetentionPolicy(
                        when_deleted="Retain", when_scaled="Retain"
                    )
                ),
                selector=k8s.LabelSelector(match_labels=self.selector),
                template=pod_template(
                    self,
                    _container(image, resources, database, password),
                    service_account=account,
                    grace_seconds=120,  # a fast shutdown (the image stops by SIGINT), a checkpoint
                ),
                volume_claim_templates=[self._claim(storage)],
            ),
        )

    def _service(self, name: str, *, cluster_ip: str | None) -> str:
        k8s.KubeService(
            self,
            name,
            metadata=self.metadata(name),
            spec=k8s.ServiceSpec(
                type="ClusterIP",
                cluster_ip=cluster_ip,
                selector=self.selector,
                ports=[
                    k8s.ServicePort(
                        name=_PORT_NAME,
                        port=PORT,
                        target_port=port_ref(_PORT_NAME),
                        protocol="TCP",
                    )
                ],
            ),
        )
        return name

    def _claim(self, storage: str) -> k8s.KubePersistentVolumeClaimProps:
        # The defaults that the API server fills in are written out (argo-cd#11143); a
        # claim's labels can't change later, so it carries the selector's alone.
        return k8s.KubePersistentVolumeClaimProps(
            metadata=k8s.ObjectMeta(name=_DATA, labels=self.selector),
            spec=k8s.PersistentVolumeClaimSpec(
                access_modes=["ReadWriteOnce"],
                volume_mode="Filesystem",
                resources=k8s.ResourceRequirements(requests={"storage": quantity(storage)}),
            ),
        )


def _container(
    image: str, resources: Resources, database: str, password: SecretReference
) -> ContainerSpec:
    # Over TCP: while the image sets the database up, its server answers on the socket alone,
    # and would be taken for ready.
    ready = [
        "pg_isready",
        "--quiet",
        *("--host", "127.0.0.1"),
        *("--username", database),
        *("--dbname", database),
    ]
    return ContainerSpec(
        image=image,
        resources=resources,
        uid=_UID,
        port_name=_PORT_NAME,
        port=PORT,
        env={
            "POSTGRES_DB": database,
            "POSTGRES_USER": database,
            "PGDATA": f"{_MOUNT}/pgdata",
        },
        sources=(password,),
        probes=Probes(
            # Crash recovery replays the write-ahead log before it answers: ten minutes.
            startup=exec_probe(ready, period=5, failures=120),
            readiness=exec_probe(ready, period=10, failures=3),
            liveness=exec_probe(ready, period=30, failures=6),
        ),
        empty_dirs=(
            EmptyDir("run", "/var/run/postgresql", "16Mi"),
            EmptyDir("tmp", "/tmp", "64Mi"),  # noqa: S108 -- a path in the container
            EmptyDir("shm", "/dev/shm", "128Mi", medium="Memory"),  # noqa: S108 -- likewise
        ),
        mounts=(k8s.VolumeMount(name=_DATA, mount_path=_MOUNT),),
    )


def _sync_options(options: Sequence[str]) -> Mapping[str, str]:
    return {SYNC_OPTIONS: ",".join(options)} if options else {}
