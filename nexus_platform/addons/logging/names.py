"""Names of what the logs pass through, and keys of the Secret."""

from typing import Final

FLUENT_BIT: Final = "fluent-bit"
VICTORIA_LOGS: Final = "victoria-logs"

VICTORIA_LOGS_PORT: Final = 9428
FLUENT_BIT_PORT: Final = 2020

STORE_USER: Final = "nexus"
STORE_PASSWORD: Final = "LOGS_PASSWORD"  # noqa: S105 -- a key of the Secret
