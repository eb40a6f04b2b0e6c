"""The components of the platform, a module each; this is where they are composed."""

from typing import Final

from nexus_platform.component import Component
from nexus_platform.components.database_cluster import DATABASE_CLUSTER
from nexus_platform.components.graphstudio import FRONTEND
from nexus_platform.components.migration import MIGRATION
from nexus_platform.components.nexus_os import NEXUS_OS
from nexus_platform.components.postgres import POSTGRES
from nexus_platform.components.redis import REDIS
from nexus_platform.components.workspace_kernel import KERNEL

COMPONENTS: Final[tuple[Component, ...]] = (
    FRONTEND,
    KERNEL,
    NEXUS_OS,
    POSTGRES,
    DATABASE_CLUSTER,
    REDIS,
    MIGRATION,
)
