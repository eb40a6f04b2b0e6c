"""Apps, charts and Kubernetes objects, as the package `cdk8s` makes them."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from nexus_gitops.rendering.fast.names import dns_label
from nexus_gitops.rendering.fast.tree import Answering, Construct, Node
from nexus_gitops.rendering.fast.unknown import unknown
from nexus_gitops.rendering.fast.values import (
    boolean,
    copied,
    in_javascript_order,
    in_order_of_cdk8s,
    json_in_order,
    mapped,
    string,
    without_empty,
)

_LONGEST_CRON_JOB: Final = 52
_labels: Final = mapped(string)
_json: Final = json_in_order(in_javascript_order)


class App(Construct, answers_for="cdk8s.App"):
    """The root of all charts."""

    def __init__(self, **settings: Any) -> None:
        if settings:
            unknown(f"App({min(settings)}=...)")
        self._node = Node(self, None, "")


class Chart(Construct, answers_for="cdk8s.Chart"):
    """Objects that are rendered together."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        disable_resource_name_hashes: bool | None = None,
        labels: Mapping[str, str] | None = None,
        namespace: str | None = None,
    ) -> None:
        super().__init__(scope, id)
        self._hashes_names = not boolean(disable_resource_name_hashes or False)
        self._labels = _labels(labels or {})
        self._namespace = None if namespace is None else string(namespace)

    @property
    def namespace(self) -> str | None:
        """Of all objects that have none of their own."""
        return self._namespace

    @property
    def labels(self) -> Mapping[str, str]:
        """Of all objects, beside their own."""
        return dict(self._labels)

    @property
    def api_objects(self) -> "list[ApiObject]":
        """The objects right below it."""
        return [child for child in self.node.children if isinstance(child, ApiObject)]

    def generate_object_name(self, api_object: "ApiObject") -> str:
        """The name of an object that is given none."""
        return self._name(api_object.node, api_object.kind)

    def to_json(self) -> list[Any]:
        """Its objects, in the order in which they were made."""
        if not isinstance(self.node.root, App):
            unknown("a chart in no app")
        return [
            _returned(construct)
            for construct in self.node.find_all()
            if isinstance(construct, ApiObject) and construct.chart is self
        ]

    def _name(self, node: Node, kind: str) -> str:
        if kind == "CronJob":
            return dns_label(node, longest=_LONGEST_CRON_JOB, hashed=self._hashes_names)
        return dns_label(node, hashed=self._hashes_names)


class ApiObjectMetadataDefinition(Answering, answers_for="cdk8s.ApiObjectMetadataDefinition"):
    """The metadata of an object, to which more may be added.

    Args:
        given: as in a manifest.
    """

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given
        self._labels: dict[str, str] = dict(given.get("labels", {}))
        self._annotations: dict[str, str] = dict(given.get("annotations", {}))

    @property
    def name(self) -> str | None:
        """Of the object."""
        return self._given.get("name")

    @property
    def namespace(self) -> str | None:
        """Of the object."""
        return self._given.get("namespace")

    def add_label(self, key: str, value: str) -> None:
        """Set a label."""
        self._labels |= _labels({key: value})

    def get_label(self, key: str) -> str | None:
        """The value of a label."""
        return self._labels.get(string(key))

    def add_annotation(self, key: str, value: str) -> None:
        """Set an annotation."""
        self._annotations |= _labels({key: value})

    def to_json(self) -> Any:
        """As in a manifest: what is empty is not there."""
        metadata = {
            **self._given,
            "labels": _in_order(self._labels),
            "annotations": _in_order(self._annotations),
        }
        return without_empty(dict(sorted(metadata.items())))


class ApiObject(Construct, answers_for="cdk8s.ApiObject"):
    """A Kubernetes object."""

    _order: ClassVar[tuple[str, ...]] = ("metadata",)
    """Its fields after `apiVersion` and `kind`, as they are written."""
    _metadata_fields: ClassVar[frozenset[str] | None] = None
    """What is written of its metadata; None for all that there is."""

    def __init__(self, *_: Any, **__: Any) -> None:
        unknown("ApiObject itself")

    def _define(
        self,
        scope: Construct,
        id: str,
        *,
        api_version: str,
        kind: str,
        fields: Mapping[str, Any],
    ) -> None:
        super().__init__(scope, id)
        self._api_version = api_version
        self._kind = kind
        self._fields = fields
        self._chart = _chart_of(self)
        self._metadata = ApiObjectMetadataDefinition(self._completed(fields.get("metadata", {})))

    @property
    def name(self) -> str | None:
        """In its metadata."""
        return self._metadata.name

    @property
    def kind(self) -> str:
        """As `Deployment`."""
        return self._kind

    @property
    def api_version(self) -> str:
        """As `apps/v1`."""
        return self._api_version

    @property
    def api_group(self) -> str:
        """As `apps`; `core` where the apiVersion has none."""
        return self._api_version.rpartition("/")[0] or "core"

    @property
    def chart(self) -> Chart:
        """The nearest chart above it."""
        return self._chart

    @property
    def metadata(self) -> ApiObjectMetadataDefinition:
        """What it is called, and more to add to."""
        return self._metadata

    def to_json(self) -> Any:
        """As in a manifest."""
        fields = {**self._fields, "metadata": self._written_metadata()}
        return {
            "apiVersion": self._api_version,
            "kind": self._kind,
            **{name: copied(fields[name]) for name in self._order if name in fields},
        }

    def _completed(self, metadata: Mapping[str, Any]) -> dict[str, Any]:
        """The metadata with what the chart says of all its objects."""
        completed = {**metadata, "labels": {**self._chart.labels, **metadata.get("labels", {})}}
        if "name" not in metadata:
            completed["name"] = self._chart.generate_object_name(self)
        if "namespace" not in metadata and self._chart.namespace is not None:
            completed["namespace"] = self._chart.namespace
        return completed

    def _written_metadata(self) -> dict[str, Any]:
        metadata: dict[str, Any] = self._metadata.to_json()
        if self._metadata_fields is None:
            return metadata
        return {name: item for name, item in metadata.items() if name in self._metadata_fields}


def _in_order(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: texts[name] for name in in_order_of_cdk8s(texts)}


def _returned(api_object: ApiObject) -> Any:
    """What an object says it is, as it comes back from JavaScript."""
    is_ours = type(api_object).to_json is ApiObject.to_json
    return api_object.to_json() if is_ours else _json(api_object.to_json())


def _chart_of(construct: Construct) -> Chart:
    scope = construct.node.scope
    while scope is not None:
        if isinstance(scope, Chart):
            return scope
        scope = scope.node.scope
    return unknown("an object in no chart")
