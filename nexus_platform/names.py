"""Names by which the parts of the platform refer to each other, the same in every environment."""

from typing import Final

PLATFORM: Final = "nexus"

FRONTEND: Final = "graphstudio-frontend"
KERNEL: Final = "workspace-kernel"
DATABASE_CLUSTER: Final = "database"
MIGRATION: Final = "workspace-kernel-migrate"
NEXUS_OS: Final = "nexus-os"
POSTGRES: Final = "postgres"
REDIS: Final = "redis"

DATABASE: Final = "nexus"
"""Name of the database."""

DATABASES: Final = (POSTGRES, DATABASE_CLUSTER)
"""What may serve it; an environment has one of them."""

DATABASE_ADMINISTRATOR: Final = "nexus"
"""The superuser that the server is made with; nobody but the migration and the backup
before it speaks to it as that."""

DATABASE_USER: Final = "nexus_kernel"
"""Whom the kernels connect as; the migration makes it."""

DATABASE_OWNER: Final = "nexus_owner"
"""Whom the migration makes tables as."""

DATABASE_BACKUP: Final = "nexus_backup"
"""Whom backups are made as."""

DATABASE_MONITOR: Final = "nexus_monitor"
"""Whom the exporter connects as; the migration makes it."""

JWT_SECRET: Final = "JWT_SECRET"  # noqa: S105 -- a key of the Secret, as those below
JWT_SECRET_PREVIOUS: Final = "JWT_SECRET_PREVIOUS"  # noqa: S105
"""The one before, while its tokens are still taken; not there most of the time."""
DATABASE_PASSWORD: Final = "DATABASE_PASSWORD"  # noqa: S105 -- of DATABASE_USER
DATABASE_URL: Final = "DATABASE_URL"
"""The database as DATABASE_USER reaches it."""
DATABASE_ADMIN_PASSWORD: Final = "DATABASE_ADMIN_PASSWORD"  # noqa: S105
DATABASE_OWNER_PASSWORD: Final = "DATABASE_OWNER_PASSWORD"  # noqa: S105
DATABASE_MONITOR_PASSWORD: Final = "DATABASE_MONITOR_PASSWORD"  # noqa: S105
DATABASE_BACKUP_PASSWORD: Final = "DATABASE_BACKUP_PASSWORD"  # noqa: S105
REDIS_PASSWORD: Final = "REDIS_PASSWORD"  # noqa: S105
MODEL_KEY: Final = "LLM_API_KEY"
