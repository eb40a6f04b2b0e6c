"""Names of what the logs pass through, and keys of the Secret."""

from typing import Final

FLUENT_BIT: Final = "fluent-bit"
VICTORIA_LOGS: Final = "victoria-logs"
OPENSEARCH: Final = "opensearch"
OPENSEARCH_DASHBOARDS: Final = "opensearch-dashboards"
OPENSEARCH_SETUP: Final = "opensearch-setup"
ELASTICSEARCH: Final = "elasticsearch"
KIBANA: Final = "kibana"
ELASTICSEARCH_SETUP: Final = "elasticsearch-setup"

VICTORIA_LOGS_PORT: Final = 9428
FLUENT_BIT_PORT: Final = 2020
INDEX_PORT: Final = 9200
"""Where OpenSearch and Elasticsearch listen."""
PAGE_PORT: Final = 5601
"""Where their pages do."""

STORE_USER: Final = "nexus"
STORE_PASSWORD: Final = "LOGS_PASSWORD"  # noqa: S105 -- a key of the Secret
ADMIN_PASSWORD: Final = "LOGS_ADMIN_PASSWORD"  # noqa: S105 -- a key of the Secret
PAGE_PASSWORD: Final = "LOGS_PAGE_PASSWORD"  # noqa: S105 -- a key of the Secret
