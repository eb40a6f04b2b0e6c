"""What the program reads: settings of the part, and keys of its Secret."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from nexus_platform import names
from nexus_platform.addons.backup.settings import S3, Backup, Claim
from nexus_platform.database import host

if TYPE_CHECKING:
    from nexus_platform.environment import Environment

SUFFIX: Final = "-backup"
"""Of the namespace, after that of the environment."""

BACKUP_KEY: Final = "BACKUP_KEY"
S3_KEY_ID: Final = "AWS_ACCESS_KEY_ID"
S3_KEY: Final = "AWS_SECRET_ACCESS_KEY"
ARCHIVE_FOLDER: Final = "archive"
"""Of the bucket, beside what restic keeps in it."""

FOLDER: Final = "/store"
"""Where a claim that backups go to is mounted."""


def backup_of(env: "Environment") -> Backup:
    """What an environment that has backups says of them."""
    if env.backup is None:
        raise LookupError(f"{env.name} has no backups")
    return env.backup


def store_keys(env: "Environment") -> tuple[str, ...]:
    """The keys of the Secret that open the store."""
    match backup_of(env).target:
        case S3():
            return (BACKUP_KEY, S3_KEY_ID, S3_KEY)
        case _:
            return (BACKUP_KEY,)


def is_beyond(env: "Environment") -> bool:
    """Whether the store is reached through the network."""
    return isinstance(backup_of(env).target, S3)


def _place(target: S3 | Claim) -> tuple[str, str]:
    """How restic names the store, and its region; "" where it has none."""
    match target:
        case S3():
            return f"s3:{target.endpoint}/{target.bucket}", target.region
        case Claim():
            return FOLDER, ""


def store_variables(env: "Environment") -> Mapping[str, str]:
    """The settings of all that reads or writes backups: where they are, and how many stay."""
    backup = backup_of(env)
    store, region = _place(backup.target)
    return {
        "BACKUP_ENVIRONMENT": env.name,
        "BACKUP_STORE": store,
        "BACKUP_STORE_REGION": region,
        "BACKUP_KEEP_LAST": str(backup.keep.last),
        "BACKUP_KEEP_DAILY": str(backup.keep.daily),
        "BACKUP_KEEP_WEEKLY": str(backup.keep.weekly),
        "BACKUP_KEEP_MONTHLY": str(backup.keep.monthly),
    }


def variables(env: "Environment") -> Mapping[str, str]:
    """Those, and where the database is."""
    return {
        **store_variables(env),
        "DATABASE_HOST": f"{host(env)}.{env.namespace}.svc",
        "DATABASE_NAME": names.DATABASE,
        "DATABASE_ADMIN_USER": names.DATABASE_ADMINISTRATOR,
        "LOG_LEVEL": env.log_level,
    }
