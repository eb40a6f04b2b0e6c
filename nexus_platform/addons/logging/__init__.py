"""The lines of all pods, kept beyond the pods and found by what they are about; see docs/logging.md."""

from typing import TYPE_CHECKING, Final

from nexus_constructs.pod_security import Level, PodSecurity
from nexus_gitops.platform.log_store import LogsQL, LogStore, SearchApi
from nexus_platform.addons.logging import elasticsearch, names, opensearch
from nexus_platform.addons.logging.fluent_bit import FLUENT_BIT
from nexus_platform.addons.logging.settings import (
    Backend,
    Elasticsearch,
    OpenSearch,
    VictoriaLogs,
)
from nexus_platform.addons.logging.victoria_logs import VICTORIA_LOGS
from nexus_platform.names import PLATFORM
from nexus_platform.part import Part

if TYPE_CHECKING:
    from nexus_platform.environment import Environment

LOGGING: Final = Part(
    "logging",
    (VICTORIA_LOGS, *opensearch.COMPONENTS, *elasticsearch.COMPONENTS, FLUENT_BIT),
    wanted=lambda env: env.logging is not None,
    suffix="-logging",
    pod_security=PodSecurity(
        Level.PRIVILEGED,
        "Fluent Bit reads the log files of its node, and baseline forbids every hostPath",
    ),
)


def log_store(env: "Environment") -> LogStore | None:
    """Where the lines of an environment are kept; None where they are not."""
    if env.logging is None:
        return None
    service, language = _asked(env, env.logging.backend)
    return LogStore(
        namespace=LOGGING.namespace(env),
        service=service,
        user=names.STORE_USER,
        secret=LOGGING.secret,
        key=names.STORE_PASSWORD,
        language=language,
    )


def _asked(env: "Environment", backend: Backend) -> tuple[str, LogsQL | SearchApi]:
    match backend:
        case VictoriaLogs():
            return names.VICTORIA_LOGS, LogsQL()
        case OpenSearch():
            return names.OPENSEARCH, SearchApi(_stream(env))
        case Elasticsearch():
            return names.ELASTICSEARCH, SearchApi(_stream(env))


def _stream(env: "Environment") -> str:
    """The data stream, which has the installation's name."""
    return f"{PLATFORM}-{env.name}"
