"""All parts of the platform; this is where they are composed."""

from typing import Final

from nexus_gitops.argocd.layout import CORE as CORE_NAME
from nexus_platform import database
from nexus_platform.addons import ADD_ONS
from nexus_platform.addons.backup.before_migration import BEFORE_MIGRATION
from nexus_platform.component import Component
from nexus_platform.components import COMPONENTS
from nexus_platform.part import Part

CORE: Final = Part(
    CORE_NAME,
    (*COMPONENTS, BEFORE_MIGRATION),
    settings=lambda env: {"LOG_LEVEL": env.log_level},
    requires=lambda env: (*env.entry.dialect.requires, *database.requires(env)),
)
PARTS: Final = (CORE, *ADD_ONS)

ALL_COMPONENTS: Final[tuple[Component, ...]] = tuple(
    component for part in PARTS for component in part.components
)
