"""A Secret that External Secrets fills from a store outside the cluster."""

from collections.abc import Mapping, Sequence

from cdk8s import ApiObjectMetadata
from constructs import Construct

from imports.io import external_secrets
from nexus_constructs.checksum import content_checksum
from nexus_constructs.component import SYNC_OPTIONS, Component, Installation
from nexus_constructs.secrets import SecretReference

_Remote = external_secrets.ExternalSecretSpecDataRemoteRef
_Target = external_secrets.ExternalSecretSpecTarget
_Template = external_secrets.ExternalSecretSpecTargetTemplate


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
        external_secrets.ExternalSecret(
            self,
            "external-secret",
            metadata=_metadata(self),
            spec=_spec(store, refresh, _target(name), {key: (remote_key, key) for key in keys}),
        )
        checksum = content_checksum([store, remote_key, *keys])
        self.reference = SecretReference(name, pod_annotations={"checksum/keys": checksum})


class ExternalLogin(Component):
    """A Secret of the type kubernetes.io/basic-auth, with its password read from a store.

    Args:
        store: name of the ClusterSecretStore.
        remote_key: the entry in the store that holds the password as a property.
        refresh: how often it is read again, as a Go duration.
        user: what it has as `username`.
        password: the property.
        labels: of the Secret.
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
        user: str,
        password: str,
        labels: Mapping[str, str],
        after: Sequence[Component] = (),
    ) -> None:
        super().__init__(scope, name, installation=installation, after=after)
        template = _Template(
            type="kubernetes.io/basic-auth",
            engine_version=external_secrets.ExternalSecretSpecTargetTemplateEngineVersion.V2,
            merge_policy=external_secrets.ExternalSecretSpecTargetTemplateMergePolicy.REPLACE,
            metadata=external_secrets.ExternalSecretSpecTargetTemplateMetadata(labels=labels),
            data={"username": user, "password": "{{ .password }}"},
        )
        external_secrets.ExternalSecret(
            self,
            "external-secret",
            metadata=_metadata(self),
            spec=_spec(
                store, refresh, _target(name, template), {"password": (remote_key, password)}
            ),
        )


def _metadata(component: Component) -> ApiObjectMetadata:
    metadata = component.metadata(
        # On a cluster's first sync the operator's CRDs may come later.
        annotations={SYNC_OPTIONS: "SkipDryRunOnMissingResource=true"}
    )
    return ApiObjectMetadata(
        name=metadata.name,
        namespace=metadata.namespace,
        labels=metadata.labels,
        annotations=metadata.annotations,
    )


def _target(name: str, template: _Template | None = None) -> _Target:
    return _Target(
        name=name,
        creation_policy=external_secrets.ExternalSecretSpecTargetCreationPolicy.OWNER,
        deletion_policy=external_secrets.ExternalSecretSpecTargetDeletionPolicy.RETAIN,
        template=template,
    )


def _spec(
    store: str, refresh: str, target: _Target, properties: Mapping[str, tuple[str, str]]
) -> external_secrets.ExternalSecretSpec:
    """Of an entry and a property of the store by the Secret's key."""
    return external_secrets.ExternalSecretSpec(
        refresh_policy=external_secrets.ExternalSecretSpecRefreshPolicy.PERIODIC,
        refresh_interval=refresh,
        secret_store_ref=external_secrets.ExternalSecretSpecSecretStoreRef(
            kind=external_secrets.ExternalSecretSpecSecretStoreRefKind.CLUSTER_SECRET_STORE,
            name=store,
        ),
        target=target,
        data=[_property(key, *where) for key, where in properties.items()],
    )


def _property(key: str, entry: str, name: str) -> external_secrets.ExternalSecretSpecData:
    return external_secrets.ExternalSecretSpecData(
        secret_key=key,
        remote_ref=_Remote(
            key=entry,
            property=name,
            conversion_strategy=external_secrets.ExternalSecretSpecDataRemoteRefConversionStrategy.DEFAULT,
            decoding_strategy=external_secrets.ExternalSecretSpecDataRemoteRefDecodingStrategy.NONE,
            metadata_policy=external_secrets.ExternalSecretSpecDataRemoteRefMetadataPolicy.NONE,
        ),
    )
