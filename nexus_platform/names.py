"""Names by which the parts of the platform refer to each other, the same in every environment."""

from typing import Final

PLATFORM: Final = "nexus"

FRONTEND: Final = "graphstudio-frontend"
KERNEL: Final = "workspace-kernel"
MIGRATION: Final = "workspace-kernel-migrate"
NEXUS_OS: Final = "nexus-os"
POSTGRES: Final = "postgres"
REDIS: Final = "redis"

DATABASE: Final = "nexus"
"""Name of the database and of its owner."""

JWT_SECRET: Final = "JWT_SECRET"  # noqa: S105 -- a key of the Secret, as those below
DATABASE_PASSWORD: Final = "DATABASE_PASSWORD"  # noqa: S105
REDIS_PASSWORD: Final = "REDIS_PASSWORD"  # noqa: S105
DATABASE_URL: Final = "DATABASE_URL"
MODEL_KEY: Final = "LLM_API_KEY"
