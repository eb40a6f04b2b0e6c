"""Where a `PostgresCluster` archives its log, and when it backs all of it up.

Source: https://cloudnative-pg.io/plugin-barman-cloud/docs/
"""

from collections.abc import Sequence

from constructs import Construct

from imports.io.cnpg import barmancloud, postgresql
from nexus_constructs.component import Component, Installation
from nexus_constructs.postgres_cluster import BARMAN_CLOUD, KEPT, LATER, object_metadata
from nexus_constructs.secrets import SecretReference
from nexus_constructs.sizing import Resources

_Configuration = barmancloud.ObjectStoreSpecConfiguration
_Credentials = barmancloud.ObjectStoreSpecConfigurationS3Credentials
_KeyId = barmancloud.ObjectStoreSpecConfigurationS3CredentialsAccessKeyId
_Key = barmancloud.ObjectStoreSpecConfigurationS3CredentialsSecretAccessKey
_Sidecar = barmancloud.ObjectStoreSpecInstanceSidecarConfiguration
_Resources = barmancloud.ObjectStoreSpecInstanceSidecarConfigurationResources
_Request = barmancloud.ObjectStoreSpecInstanceSidecarConfigurationResourcesRequests
_Limit = barmancloud.ObjectStoreSpecInstanceSidecarConfigurationResourcesLimits
_Variable = barmancloud.ObjectStoreSpecInstanceSidecarConfigurationEnv


class ObjectStore(Component):
    """A folder of a bucket, and what reaches it from beside each server.

    Args:
        path: of the folder, as `s3://bucket/folder`.
        endpoint: of the server.
        region: as the server calls it.
        keys: the Secret that has the bucket's key.
        key_id: which of its keys names the bucket's.
        key: which of its keys is the bucket's.
        retention_days: how far it goes back.
        sidecar: of the container beside each server.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        path: str,
        endpoint: str,
        region: str,
        keys: SecretReference,
        key_id: str,
        key: str,
        retention_days: int,
        sidecar: Resources,
        after: Sequence[Component] = (),
    ) -> None:
        super().__init__(scope, name, installation=installation, after=after)
        barmancloud.ObjectStore(
            self,
            "object-store",
            # Without it a Cluster that stays keeps its log, until its disk is full.
            metadata=object_metadata(self, name, KEPT),
            spec=barmancloud.ObjectStoreSpec(
                configuration=_Configuration(
                    destination_path=path,
                    endpoint_url=endpoint,
                    s3_credentials=_Credentials(
                        access_key_id=_KeyId(name=keys.secret, key=key_id),
                        secret_access_key=_Key(name=keys.secret, key=key),
                    ),
                    wal=barmancloud.ObjectStoreSpecConfigurationWal(
                        compression=barmancloud.ObjectStoreSpecConfigurationWalCompression.GZIP
                    ),
                    data=barmancloud.ObjectStoreSpecConfigurationData(
                        compression=barmancloud.ObjectStoreSpecConfigurationDataCompression.GZIP
                    ),
                ),
                retention_policy=f"{retention_days}d",
                instance_sidecar_configuration=_Sidecar(
                    env=[_Variable(name="AWS_DEFAULT_REGION", value=region)],
                    resources=_Resources(
                        requests={
                            "cpu": _Request.from_string(sidecar.cpu_request),
                            "memory": _Request.from_string(sidecar.memory_request),
                        },
                        limits={
                            "cpu": _Limit.from_string(sidecar.cpu_limit),
                            "memory": _Limit.from_string(sidecar.memory_limit),
                        },
                    ),
                ),
            ),
        )


class BaseBackups(Component):
    """Backups of all of a Cluster, at set times, from which its log leads to any moment.

    Args:
        cluster: name of the Cluster.
        schedule: second, minute, hour, day, month, day of the week.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        cluster: str,
        schedule: str,
        after: Sequence[Component] = (),
    ) -> None:
        super().__init__(scope, name, installation=installation, after=after)
        postgresql.ScheduledBackup(
            self,
            "scheduled-backup",
            metadata=object_metadata(self, cluster, LATER),
            spec=postgresql.ScheduledBackupSpec(
                cluster=postgresql.ScheduledBackupSpecCluster(name=cluster),
                schedule=schedule,
                # Without one there is nothing that the log could lead on from.
                immediate=True,
                method=postgresql.ScheduledBackupSpecMethod.PLUGIN,
                plugin_configuration=postgresql.ScheduledBackupSpecPluginConfiguration(
                    name=BARMAN_CLOUD
                ),
                backup_owner_reference=postgresql.ScheduledBackupSpecBackupOwnerReference.SELF,
            ),
        )
