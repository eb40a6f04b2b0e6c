"""What the program reads: settings of the part, and keys of its Secret."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from nexus_platform import names
from nexus_platform.addons.backup.settings import S3, Backup

if TYPE_CHECKING:
    from nexus_platform.environment import Environment

KEY: Final = "BACKUP_KEY"
STORE: Final = "backup-store"
STORE_PASSWORD: Final = "BACKUP_STORE_PASSWORD"  # noqa: S105 -- a key of the Secret
STORE_USER: Final = "backup"
STORE_PORT: Final = 8080
SUFFIX: Final = "-backup"
"""Of the namespace, after that of the environment."""
_OF_S3: Final = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


def backup_of(env: "Environment") -> Backup:
    """What an environment that has backups says of them."""
    if env.backup is None:
        raise LookupError(f"{env.name} has no backups")
    return env.backup


def variables(env: "Environment") -> Mapping[str, str]:
    """The settings of all that reads or writes backups."""
    backup = backup_of(env)
    target = backup.target
    return {
        "BACKUP_ENVIRONMENT": env.name,
        "BACKUP_STORE": _address(env),
        "BACKUP_STORE_REGION": target.region if isinstance(target, S3) else "",
        "BACKUP_STORE_USER": STORE_USER,
        "BACKUP_KEEP_LAST": str(backup.keep.last),
        "BACKUP_KEEP_DAILY": str(backup.keep.daily),
        "BACKUP_KEEP_WEEKLY": str(backup.keep.weekly),
        "BACKUP_KEEP_MONTHLY": str(backup.keep.monthly),
        "DATABASE_HOST": f"{names.POSTGRES}.{env.namespace}.svc",
        "DATABASE_NAME": names.DATABASE,
        "DATABASE_ADMIN_USER": names.DATABASE_ADMINISTRATOR,
        "LOG_LEVEL": env.log_level,
    }


def store_keys(env: "Environment") -> tuple[str, ...]:
    """The keys of the Secret that open the store."""
    target = backup_of(env).target
    return (KEY, *(_OF_S3 if isinstance(target, S3) else (STORE_PASSWORD,)))


def backup_keys(env: "Environment") -> tuple[str, ...]:
    """The keys of the Secret that a backup is made with."""
    return (names.DATABASE_BACKUP_PASSWORD, *store_keys(env))


def restore_keys(env: "Environment") -> tuple[str, ...]:
    """The keys of the Secret that a backup is brought back with."""
    return (names.DATABASE_ADMIN_PASSWORD, *store_keys(env))


def _address(env: "Environment") -> str:
    """Where the backups are, as restic names it."""
    target = backup_of(env).target
    if isinstance(target, S3):
        return f"s3:{target.endpoint}/{target.bucket}"
    return f"rest:http://{STORE}.{env.namespace}{SUFFIX}.svc:{STORE_PORT}/"
