"""CustomResourceDefinitions that an Application brings for what comes after them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cdk8s import ApiObject, ApiObjectMetadata, JsonPatch
from constructs import Construct

from nexus_constructs.component import SYNC_OPTIONS, SYNC_WAVE, Component, Installation

_API_VERSION: Final = "apiextensions.k8s.io/v1"
_KIND: Final = "CustomResourceDefinition"


class CustomResourceDefinitions(Component):
    """Definitions as a project ships them; what is made of them comes `after` this.

    With one go all its objects, so Argo CD asks before it removes one.

    Args:
        definitions: the objects, as their YAML has them.

    Raises:
        ValueError: one is no CustomResourceDefinition.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        installation: Installation,
        definitions: Sequence[Mapping[str, Any]],
        after: Sequence[Component] = (),
    ) -> None:
        super().__init__(scope, name, installation=installation, after=after)
        for definition in definitions:
            if (definition.get("apiVersion"), definition.get("kind")) != (_API_VERSION, _KIND):
                raise ValueError(
                    f"{definition.get('kind')} of {definition.get('apiVersion')} is no {_KIND};"
                    f" give {name} those of {_API_VERSION} alone"
                )
            own = definition["metadata"]
            made = ApiObject(
                self,
                own["name"],
                api_version=_API_VERSION,
                kind=_KIND,
                metadata=ApiObjectMetadata(
                    name=own["name"],
                    labels={**own.get("labels", {}), **self.labels},
                    annotations={
                        **own.get("annotations", {}),
                        SYNC_WAVE: str(self.wave),
                        SYNC_OPTIONS: "Prune=confirm,Delete=confirm",
                    },
                ),
            )
            made.add_json_patch(JsonPatch.add("/spec", dict(definition["spec"])))
