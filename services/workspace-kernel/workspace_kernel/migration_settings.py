"""Settings of the migration: whom it runs as, and which roles it makes."""

from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, model_validator
from sqlalchemy.engine import make_url

from workspace_kernel.database_roles import BACKUP, MONITOR, OWNER, Login, Roles
from workspace_kernel.settings import DatabaseSettings


class MigrationSettings(DatabaseSettings):
    """What migrates the database, and, where an administrator is named, makes its roles.

    Attributes:
        database_admin_user: a superuser, who makes the roles; `nexus` unless set.
        database_admin_password: its password, which must be set where the user is. Without both
            there are no roles but the application's, and the migration runs as `database_user`:
            for a developer's machine.
        database_owner_password: password of the role that migrates.
        database_monitor_password: password of the role that watches; without one it cannot connect.
        database_backup_password: password of the role that backs up; likewise.
        database_roles: `made` by the migration, or `managed` by somebody else, as an operator:
            there is no administrator then, and the migration runs as their owner.
        database_kernel_connections: connections that all kernels may have together.

    Raises:
        pydantic.ValidationError: as in `Settings`.
    """

    database_admin_user: str = "nexus"
    database_admin_password: SecretStr = SecretStr("")
    database_owner_password: SecretStr = SecretStr("")
    database_monitor_password: SecretStr = SecretStr("")
    database_backup_password: SecretStr = SecretStr("")
    database_roles: Literal["made", "managed"] = "made"
    database_kernel_connections: Annotated[int, Field(ge=1)] = 80

    @model_validator(mode="after")
    def _knows_the_administrator(self) -> Self:
        if "database_admin_user" in self.model_fields_set and not self.has_administrator:
            raise ValueError(
                f"DATABASE_ADMIN_PASSWORD is missing, the password of {self.database_admin_user!r},"
                " who makes the database's roles; where the Secret is from before there were roles,"
                " docs/publishing.md tells which keys it gets"
            )
        return self

    @model_validator(mode="after")
    def _has_passwords_apart(self) -> Self:
        if not self.has_administrator and self.database_roles == "made":
            return self
        if not self.database_owner_password.get_secret_value():
            raise ValueError("DATABASE_OWNER_PASSWORD is missing, with which the migration runs")
        kernel = make_url(self.dsn)
        if kernel.username == self.database_admin_user:
            raise ValueError(
                f"the kernel would connect as the administrator {kernel.username!r};"
                " name another user in DATABASE_URL or DATABASE_USER, as nexus_kernel"
            )
        given = [
            password for password in (str(kernel.password or ""), *self._passwords) if password
        ]
        if len(set(given)) < len(given):
            raise ValueError("two roles of the database have the same password")
        if not all(password.isascii() for password in given):
            raise ValueError("a password of the database has characters that are not ASCII")
        return self

    @property
    def roles(self) -> Roles:
        """The roles that connect."""
        kernel = make_url(self.dsn)
        return Roles(
            Login(OWNER, self.database_owner_password.get_secret_value()),
            Login(
                kernel.username or "", str(kernel.password or ""), self.database_kernel_connections
            ),
            Login(MONITOR, self.database_monitor_password.get_secret_value()),
            Login(BACKUP, self.database_backup_password.get_secret_value()),
        )

    @property
    def administrator_dsn(self) -> str:
        """Where PostgreSQL is, for the administrator; not to be shown."""
        return self._dsn_of(self.database_admin_user, self.database_admin_password)

    @property
    def owner_dsn(self) -> str:
        """Where PostgreSQL is, for who migrates; not to be shown."""
        return self._dsn_of(OWNER, self.database_owner_password)

    @property
    def has_administrator(self) -> bool:
        """Whether the roles are to be made."""
        return bool(self.database_admin_password.get_secret_value())

    def _dsn_of(self, user: str, password: SecretStr) -> str:
        url = make_url(self.dsn).set(username=user, password=password.get_secret_value())
        return url.render_as_string(hide_password=False)

    @property
    def _passwords(self) -> list[str]:
        return [
            password.get_secret_value()
            for password in (
                self.database_admin_password,
                self.database_owner_password,
                self.database_monitor_password,
                self.database_backup_password,
            )
        ]
