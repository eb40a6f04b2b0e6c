"""What an environment says of its logs; free of cdk8s, so that it loads fast."""

from typing import Annotated

import msgspec

from nexus_constructs.quantity import canonical
from nexus_gitops.platform.data import Data


class _Kept(Data, frozen=True, kw_only=True):
    """A store of one pod.

    Attributes:
        storage: size of the claim that lines are kept on, as a quantity.

    Raises:
        ValueError: `storage` is no quantity.
    """

    storage: str = "20Gi"

    def __post_init__(self) -> None:
        super().__post_init__()
        msgspec.structs.force_setattr(self, "storage", canonical(self.storage))


class VictoriaLogs(_Kept, frozen=True, kw_only=True, tag_field="kind", tag="victorialogs"):
    """One small server, with a page of its own; the oldest lines go when four fifths are full."""


class OpenSearch(_Kept, frozen=True, kw_only=True, tag_field="kind", tag="opensearch"):
    """A server of an index, and OpenSearch Dashboards to look at it."""


class Elasticsearch(_Kept, frozen=True, kw_only=True, tag_field="kind", tag="elasticsearch"):
    """A server of an index, and Kibana to look at it."""


Backend = VictoriaLogs | OpenSearch | Elasticsearch


class Logging(Data, frozen=True, kw_only=True):
    """Where the lines of all pods of an environment go.

    Attributes:
        backend: what keeps them.
        retention_days: how long, where the storage allows it.
        nodes: the most nodes that the cluster has, each of which runs a shipper; the quota has
            room for so many.
    """

    backend: Backend = VictoriaLogs()
    retention_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 14
    nodes: Annotated[int, msgspec.Meta(ge=1, le=5000)] = 10
