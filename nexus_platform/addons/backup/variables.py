"""What the program reads: settings of the part, and keys of its Secret."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from nexus_platform import names
from nexus_platform.addons.backup.settings import Backup

if TYPE_CHECKING:
    from nexus_platform.environment import Environment

SUFFIX: Final = "-backup"
"""Of the namespace, after that of the environment."""

BACKUP_KEY: Final = "BACKUP_KEY"
S3_KEY_ID: Final = "AWS_ACCESS_KEY_ID"
S3_KEY: Final = "AWS_SECRET_ACCESS_KEY"

STORE_KEYS: Final = (BACKUP_KEY, S3_KEY_ID, S3_KEY)
"""The keys of the Secret that open the store."""

BACKUP_KEYS: Final = (names.DATABASE_BACKUP_PASSWORD, *STORE_KEYS)
"""What a backup is made with."""


def backup_of(env: "Environment") -> Backup:
    """What an environment that has backups says of them."""
    if env.backup is None:
        raise LookupError(f"{env.name} has no backups")
    return env.backup


def variables(env: "Environment") -> Mapping[str, str]:
    """The settings of all that reads or writes backups."""
    backup = backup_of(env)
    return {
        "BACKUP_ENVIRONMENT": env.name,
        "BACKUP_STORE": f"s3:{backup.target.endpoint}/{backup.target.bucket}",
        "BACKUP_STORE_REGION": backup.target.region,
        "BACKUP_KEEP_LAST": str(backup.keep.last),
        "BACKUP_KEEP_DAILY": str(backup.keep.daily),
        "BACKUP_KEEP_WEEKLY": str(backup.keep.weekly),
        "BACKUP_KEEP_MONTHLY": str(backup.keep.monthly),
        "DATABASE_HOST": f"{names.POSTGRES}.{env.namespace}.svc",
        "DATABASE_NAME": names.DATABASE,
        "DATABASE_ADMIN_USER": names.DATABASE_ADMINISTRATOR,
        "LOG_LEVEL": env.log_level,
    }
