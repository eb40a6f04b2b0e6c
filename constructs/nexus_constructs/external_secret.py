"""A Secret that External Secrets fills from a store outside the cluster."""

from collections.abc import Sequence

from cdk8s import ApiObjectMetadata
from constructs import Construct

from imports.io import external_secrets
from nexus_constructs.checksum import content_checksum
from nexus_constructs.component import SYNC_OPTIONS, Component, Installation
from nexus_constructs.secrets import SecretReference

_Remote = external_secrets.ExternalSecretSpecDataRemoteRef
_Target = external_secrets.ExternalSecretSpecTarget


class ExternalSecret(Component):
    """A Secret of the component's name, with keys read from one entry of a store.

    The operator's defaults are written out, because it writes them back into the object
    and they would show as drift (external-secrets#6398).

    Args:
        store: name of the ClusterSecretStore.
        remote_key: the entry in the store that holds all `keys` as properties.
        refresh: how often it is read again, as a Go duration.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        store: str,
        remote_key: str,
        refresh: str,
        keys: Sequence[str],
        after: Sequence[Component] = (),
    ) -> None:
        super().__init__(scope, name, installation=installation, after=after)
        metadata = self.metadata(
            # On a cluster's first sync the operator's CRDs may come later.
            annotations={SYNC_OPTIONS: "SkipDryRunOnMissingResource=true"}
        )
        external_secrets.ExternalSecret(
            self,
            "external-secret",
            metadata=ApiObjectMetadata(
                name=metadata.name,
                namespace=metadata.namespace,
                labels=metadata.labels,
                annotations=metadata.annotations,
            ),
            spec=external_secrets.ExternalSecretSpec(
                refresh_policy=external_secrets.ExternalSecretSpecRefreshPolicy.PERIODIC,
                refresh_interval=refresh,
                secret_store_ref=external_secrets.ExternalSecretSpecSecretStoreRef(
                    kind=external_secrets.ExternalSecretSpecSecretStoreRefKind.CLUSTER_SECRET_STORE,
                    name=store,
                ),
                target=_Target(
                    name=name,
                    creation_policy=external_secrets.ExternalSecretSpecTargetCreationPolicy.OWNER,
                    deletion_policy=external_secrets.ExternalSecretSpecTargetDeletionPolicy.RETAIN,
                ),
                data=[_property(remote_key, key) for key in keys],
            ),
        )
        checksum = content_checksum([store, remote_key, *keys])
        self.reference = SecretReference(name, pod_annotations={"checksum/keys": checksum})


def _property(remote_key: str, key: str) -> external_secrets.ExternalSecretSpecData:
    return external_secrets.ExternalSecretSpecData(
        secret_key=key,
        remote_ref=_Remote(
            key=remote_key,
            property=key,
            conversion_strategy=external_secrets.ExternalSecretSpecDataRemoteRefConversionStrategy.DEFAULT,
            decoding_strategy=external_secrets.ExternalSecretSpecDataRemoteRefDecodingStrategy.NONE,
            metadata_policy=external_secrets.ExternalSecretSpecDataRemoteRefMetadataPolicy.NONE,
        ),
    )
