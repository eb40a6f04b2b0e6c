"""Settings from environment variables; a variable carries an attribute's name in upper case."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from nexus_backup.login import Login
from nexus_runtime.settings import LogLevel

Count = Annotated[int, Field(ge=0)]
PortNumber = Annotated[int, Field(ge=1, le=65535)]


class Settings(BaseSettings):
    """What every command reads.

    restic reads the keys of S3 by itself, and without them asks others for some.

    Attributes:
        backup_environment: whose backups these are; those of others in the store are let be.
        backup_folder: for what is on its way; as large as a dump twice.
        backup_minimum_bytes: a dump that is smaller is taken for a broken one.
        backup_keep_last: how many of the newest verified backups stay, whatever their age.
        backup_keep_daily: for how many days one backup of each stays.
        backup_keep_weekly: likewise, weeks.
        backup_keep_monthly: likewise, months.
        database_host: name of the PostgreSQL server.
        database_port: its port.
        database_name: the database.
        database_backup_user: who reads all of it, and can write nothing.
        database_backup_password: its password.
        database_admin_user: a superuser; for a restore, and before a migration.
        database_admin_password: its password.
        backup_store: where the backups go, as restic names it.
        backup_store_seconds: what it answers in at most, where little is asked of it.
        backup_store_region: of an S3 server, as that calls it.
        backup_key: what they are encrypted with.
        aws_access_key_id: name of the key of an S3 server.
        aws_secret_access_key: the key.
        metrics_port: where their age is told.
        metrics_seconds: how often the store is asked for it.
        log_level: the lowest level that is written.

    Raises:
        pydantic.ValidationError: a variable is missing or wrong; its value is not shown.
    """

    model_config = SettingsConfigDict(frozen=True, hide_input_in_errors=True, extra="ignore")

    backup_environment: Annotated[str, Field(pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    backup_folder: Path = Path("/work")
    backup_minimum_bytes: Count = 1_000
    backup_keep_last: Annotated[int, Field(ge=1)] = 3
    backup_keep_daily: Count = 7
    backup_keep_weekly: Count = 5
    backup_keep_monthly: Count = 12
    database_host: str = "postgres"
    database_port: PortNumber = 5432
    database_name: str = "nexus"
    database_backup_user: str = "nexus_backup"
    database_backup_password: SecretStr = SecretStr("")
    database_admin_user: str = "nexus"
    database_admin_password: SecretStr = SecretStr("")
    backup_store: str
    backup_store_seconds: Annotated[float, Field(gt=0, le=3600)] = 120
    backup_store_region: str = ""
    backup_key: SecretStr
    aws_access_key_id: SecretStr = SecretStr("")
    aws_secret_access_key: SecretStr = SecretStr("")
    metrics_port: PortNumber = 9100
    metrics_seconds: Annotated[float, Field(gt=0, le=3600)] = 300
    log_level: LogLevel = "info"

    @model_validator(mode="after")
    def _has_its_keys(self) -> Self:
        if not self.backup_key.get_secret_value():
            raise ValueError(
                "BACKUP_KEY is empty; without it backups are neither encrypted nor read"
            )
        given = {
            "AWS_ACCESS_KEY_ID": self.aws_access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.aws_secret_access_key,
        }
        missing = [name for name, value in given.items() if not value.get_secret_value()]
        if missing and self.backup_store.startswith("s3:"):
            raise ValueError(f"{' and '.join(missing)} not set; the S3 server asks for them")
        return self

    @property
    def store_variables(self) -> Mapping[str, str]:
        """What restic reads to open the store."""
        region = {"AWS_DEFAULT_REGION": self.backup_store_region}
        return {
            **(region if self.backup_store_region else {}),
            "RESTIC_REPOSITORY": self.backup_store,
            "RESTIC_PASSWORD": self.backup_key.get_secret_value(),
            "RESTIC_CACHE_DIR": str(self.backup_folder / "cache"),
        }

    @property
    def reader(self) -> Login:
        """Who backs up."""
        return self._login(self.database_backup_user, self.database_backup_password)

    @property
    def administrator(self) -> Login:
        """Who brings back."""
        return self._login(self.database_admin_user, self.database_admin_password)

    def _login(self, user: str, password: SecretStr) -> Login:
        return Login(self.database_host, self.database_port, user, password.get_secret_value())
