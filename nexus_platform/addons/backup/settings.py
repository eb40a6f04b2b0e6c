"""What an environment may say of its backups."""

from typing import Annotated, Final

import msgspec

from nexus_constructs.quantity import canonical
from nexus_gitops.platform.data import Data

_FIELD: Final = r"(\*|\d{1,2}(-\d{1,2})?(,\d{1,2}(-\d{1,2})?)*)(/\d{1,2})?"

Cron = Annotated[str, msgspec.Meta(pattern=rf"^{_FIELD}( {_FIELD}){{4}}\Z")]
"""A schedule as `30 2 * * *`: minute, hour, day, month, day of the week."""

Count = Annotated[int, msgspec.Meta(ge=0)]


class S3(Data, frozen=True, kw_only=True, tag_field="kind", tag="s3"):
    """A bucket of any server that speaks S3; its keys are AWS_ACCESS_KEY_ID and
    AWS_SECRET_ACCESS_KEY in the Secret.

    Attributes:
        endpoint: of the server, as `https://s3.example.com`; on port 443 and not in the cluster,
            since nothing else is allowed out, and a backup beside its database is lost with it.
        bucket: for these backups alone.
        region: as the server calls it.
        before_migration: whether each sync makes a backup before it migrates, and without one
            migrates nothing.
    """

    endpoint: Annotated[str, msgspec.Meta(pattern=r"^https://[^\s/@:]+\Z")]
    bucket: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\Z")]
    region: str = "us-east-1"
    before_migration: bool = True


class Claim(Data, frozen=True, kw_only=True, tag_field="kind", tag="claim"):
    """A volume of the cluster, for one that reaches no S3: what takes the cluster takes it, too.

    Attributes:
        storage: its size, as a quantity: all backups that are kept.
        storage_class: of the volume, another one than the database's; the default one where "".

    Raises:
        ValueError: `storage` is no quantity.
    """

    storage: str
    storage_class: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        msgspec.structs.force_setattr(self, "storage", canonical(self.storage))


class Keep(Data, frozen=True, kw_only=True):
    """How many verified backups stay.

    Attributes:
        last: the newest ones.
        daily: days, of each of which one stays.
        weekly: likewise.
        monthly: likewise.
    """

    last: Annotated[int, msgspec.Meta(ge=1)] = 3
    daily: Count = 7
    weekly: Count = 5
    monthly: Count = 12


class Backup(Data, frozen=True, kw_only=True):
    """Backups of the database, and the proof that they can be restored.

    Their key is BACKUP_KEY in the Secret; keep a copy of it where neither the cluster nor
    the store is.

    Attributes:
        target: where they go.
        schedule: when one is made.
        restore_test: when the newest is restored into a server that is thrown away.
        time_zone: of both, by its IANA name.
        keep: see `Keep`.
        scratch: disk that a run takes, as a quantity: the database dumped and restored.

    Raises:
        ValueError: `scratch` is no quantity.
    """

    target: S3 | Claim
    schedule: Cron = "30 2 * * *"
    restore_test: Cron = "30 4 * * 0"
    time_zone: str = "Etc/UTC"
    keep: Keep = Keep()
    scratch: str = "10Gi"

    def __post_init__(self) -> None:
        super().__post_init__()
        msgspec.structs.force_setattr(self, "scratch", canonical(self.scratch))
