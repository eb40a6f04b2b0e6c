"""What an environment may have beside the core, each an Application of its own."""

from typing import Final

from nexus_platform.addons.backup import BACKUP
from nexus_platform.addons.logging import LOGGING
from nexus_platform.addons.observability import OBSERVABILITY
from nexus_platform.part import Part

ADD_ONS: Final[tuple[Part, ...]] = (OBSERVABILITY, BACKUP, LOGGING)
