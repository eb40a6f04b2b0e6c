"""What containers read: settings from a ConfigMap, values from a Secret, by reference."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from cdk8s_plus_27 import k8s
from constructs import Construct

from nexus_constructs.checksum import content_checksum
from nexus_constructs.component import Component, Installation
from nexus_constructs.volumes import ConfigMapVolume


class EnvSource(Protocol):
    """Something that gives a container environment variables without holding their values."""

    def env(self) -> Sequence[k8s.EnvVar]:
        """Single variables."""

    def env_from(self) -> Sequence[k8s.EnvFromSource]:
        """Whole objects."""

    def annotations(self) -> Mapping[str, str]:
        """Annotations for the pod that make it roll when the source changes."""


class Settings(Component):
    """An immutable ConfigMap named after its content, so that a change rolls the pods.

    Source: https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-immutable

    Args:
        data: what it holds.
        labels: further ones, by which something finds it.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        data: Mapping[str, str],
        labels: Mapping[str, str] | None = None,
        after: Sequence[Component] = (),
    ) -> None:
        super().__init__(scope, name, installation=installation, after=after)
        self.object_name = f"{name}-{content_checksum(dict(data))}"
        metadata = self.metadata(self.object_name)
        if labels:
            metadata = k8s.ObjectMeta(
                name=metadata.name,
                namespace=metadata.namespace,
                labels={**self.labels, **labels},
                annotations=metadata.annotations,
            )
        k8s.KubeConfigMap(
            self,
            "config-map",
            metadata=metadata,
            immutable=True,
            data=dict(data),
        )

    def env(self) -> Sequence[k8s.EnvVar]:
        """None: the ConfigMap is read whole."""
        return ()

    def env_from(self) -> Sequence[k8s.EnvFromSource]:
        """Every key of the ConfigMap."""
        return (k8s.EnvFromSource(config_map_ref=k8s.ConfigMapEnvSource(name=self.object_name)),)

    def annotations(self) -> Mapping[str, str]:
        """None: the name changes with the content."""
        return {}

    def files(self, path: str) -> ConfigMapVolume:
        """Every key of the ConfigMap as a file in the folder `path`."""
        return ConfigMapVolume(self.name, path, self.object_name)
