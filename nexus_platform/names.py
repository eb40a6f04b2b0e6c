"""Names and numbers of the Nexus platform that hold in every environment."""

from enum import StrEnum
from typing import Final


class Service(StrEnum):
    """The platform's services; the value names the objects."""

    FRONTEND = "graphstudio-frontend"
    KERNEL = "workspace-kernel"
    NEXUS_OS = "nexus-os"
    POSTGRES = "postgres"
    REDIS = "redis"


DATABASE: Final = "nexus"
"""Name of the database and of its owner."""

SECRET: Final = "nexus-secrets"  # noqa: S105 -- a name
SECRET_KEYS: Final = ("JWT_SECRET", "DATABASE_PASSWORD", "REDIS_PASSWORD", "DATABASE_URL")
MODEL_KEY: Final = "LLM_API_KEY"
"""One more key of the Secret, where an environment names a language model."""

MIGRATION: Final = "workspace-kernel-migrate"

FRONTEND_PORT: Final = 8080
FRONTEND_SERVICE_PORT: Final = 80
KERNEL_PORT: Final = 3000
NEXUS_OS_PORT: Final = 4000

WORKSPACES_PER_POD: Final = 50
IDLE_WORKSPACE_TIMEOUT_MS: Final = 30 * 60 * 1000
