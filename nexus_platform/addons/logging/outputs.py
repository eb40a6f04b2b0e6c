"""Where Fluent Bit sends lines to, and how each store wants them.

Source: https://docs.fluentbit.io/manual/data-pipeline/outputs
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from nexus_platform.addons.logging import names
from nexus_platform.addons.logging.settings import Backend, Elasticsearch, OpenSearch

_WHO: Final = {
    "http_user": names.STORE_USER,
    "http_passwd": f"${{{names.STORE_PASSWORD}}}",
}


def output(backend: Backend, stream: str) -> Mapping[str, Any]:
    """What Fluent Bit is told of a store.

    Args:
        backend: the store.
        stream: the data stream that an index keeps lines in.
    """
    match backend:
        case OpenSearch():
            return {"name": "opensearch", "host": names.OPENSEARCH, **_index(stream)}
        case Elasticsearch():
            return {"name": "es", "host": names.ELASTICSEARCH, **_index(stream)}
    meaning = {
        "_stream_fields": "service,kubernetes.namespace_name",
        "_msg_field": "message",
        "_time_field": "timestamp",
    }
    return {
        "name": "http",
        "host": names.VICTORIA_LOGS,
        "port": names.VICTORIA_LOGS_PORT,
        "uri": f"/insert/jsonline?{urlencode(meaning, safe=',')}",
        "format": "json_lines",
        "json_date_key": False,
        "compress": "gzip",
        **_WHO,
    }


def _index(stream: str) -> Mapping[str, Any]:
    """Both speak the same; an id of what the line says keeps what is sent again from being twice."""
    return {
        "port": names.INDEX_PORT,
        "index": stream,
        "suppress_type_name": True,
        "write_operation": "create",
        "generate_id": True,
        "trace_error": True,
        "compress": "gzip",
        **_WHO,
    }
