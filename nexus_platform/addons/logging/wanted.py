"""What an environment that keeps its logs says of them."""

from typing import TYPE_CHECKING

from nexus_platform.addons.logging.settings import Elasticsearch, Logging, OpenSearch, VictoriaLogs

if TYPE_CHECKING:
    from nexus_platform.environment import Environment


def logging(env: "Environment") -> Logging:
    """What an environment says of its logs.

    Raises:
        ValueError: it keeps none.
    """
    if env.logging is None:
        raise ValueError(f"{env.name} keeps no logs; ask only where it does")
    return env.logging


def is_victoria_logs(env: "Environment") -> bool:
    """Whether VictoriaLogs keeps them."""
    return env.logging is not None and isinstance(env.logging.backend, VictoriaLogs)


def is_opensearch(env: "Environment") -> bool:
    """Whether OpenSearch keeps them."""
    return env.logging is not None and isinstance(env.logging.backend, OpenSearch)


def is_elasticsearch(env: "Environment") -> bool:
    """Whether Elasticsearch keeps them."""
    return env.logging is not None and isinstance(env.logging.backend, Elasticsearch)
