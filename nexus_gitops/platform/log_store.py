"""What a platform says of the place where the lines of its pods are kept."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

if TYPE_CHECKING:
    from nexus_gitops.platform.environment import Environment

E_contra = TypeVar("E_contra", bound="Environment", contravariant=True)


@dataclass(frozen=True, slots=True)
class LogsQL:
    """The language of VictoriaLogs."""


@dataclass(frozen=True, slots=True)
class SearchApi:
    """The one of OpenSearch and Elasticsearch.

    Attributes:
        index: what is searched: an index, or a data stream.
    """

    index: str


@dataclass(frozen=True, slots=True)
class LogStore:
    """What keeps lines, and answers HTTP. Lines have `timestamp`, `service`, `level`, `message`,
    `workspaceId`, `userId`, and the pod's name in `kubernetes.pod_name`.

    Attributes:
        namespace: where it is.
        service: its Service, which listens on one port.
        user: who may read.
        secret: name of the Secret in its namespace with that user's password.
        key: of the password.
        language: in which it is asked.
    """

    namespace: str
    service: str
    user: str
    secret: str
    key: str
    language: LogsQL | SearchApi


@runtime_checkable
class HasLogStore(Protocol[E_contra]):
    """A platform that keeps lines."""

    def log_store(self, env: E_contra) -> LogStore | None:
        """Where those of an environment are; None where they go with the pods."""
