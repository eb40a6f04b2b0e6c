"""Backups of the database: made, proven by restoring, and brought back; see docs/backup.md."""

from typing import Final

from nexus_platform.addons.backup import jobs
from nexus_platform.addons.backup.metrics import METRICS
from nexus_platform.addons.backup.variables import SUFFIX, variables
from nexus_platform.part import Part

BACKUP: Final = Part(
    "backup",
    (jobs.BACKUP, jobs.RESTORE_TEST, METRICS),
    wanted=lambda env: env.backup is not None,
    suffix=SUFFIX,
    settings=variables,
)
