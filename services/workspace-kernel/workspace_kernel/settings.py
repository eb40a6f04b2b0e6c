"""Settings of the kernel: the contract's variables, and what tunes the rest."""

import socket
from typing import Annotated
from urllib.parse import quote

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from nexus_runtime.settings import Count, GraphSettings, LogLevel, Settings
from nexus_runtime.share import Share


class DatabaseSettings(BaseSettings):
    """Where PostgreSQL is.

    Attributes:
        database_url: all of it as one URL; the parts below are for its absence.
        database_host: name of the server.
        database_port: its port.
        database_name: the database.
        database_user: its user.
        database_password: the user's password.
        log_level: the lowest level that is written.
    """

    model_config = SettingsConfigDict(frozen=True, hide_input_in_errors=True, extra="ignore")

    log_level: LogLevel = "info"
    database_url: SecretStr | None = None
    database_host: str = "localhost"
    database_port: Annotated[int, Field(ge=1, le=65535)] = 5432
    database_name: str = "nexus"
    database_user: str = "nexus"
    database_password: SecretStr = SecretStr("")

    @property
    def dsn(self) -> str:
        """Where PostgreSQL is, with the password; not to be shown."""
        if self.database_url is not None and self.database_url.get_secret_value():
            return self.database_url.get_secret_value()
        user, password, name = (
            quote(part, safe="")
            for part in (
                self.database_user,
                self.database_password.get_secret_value(),
                self.database_name,
            )
        )
        return f"postgresql://{user}:{password}@{self.database_host}:{self.database_port}/{name}"


class KernelSettings(Settings, GraphSettings, DatabaseSettings):
    """Attributes carry the variables' names in lower case.

    Attributes:
        database_pool_size: connections to PostgreSQL that this pod may have.
        multi_tenant_mode: False puts everybody into one tenant.
        max_workspaces_per_pod: active workspaces that this pod may own at once.
        idle_workspace_timeout_ms: milliseconds without use until a workspace is released.
        pressure_idle_timeout_ms: the same, where another workspace wants the place.
        tenant_share_percent: part of this pod's places that a tenant keeps, though others want
            them; what it has beyond is lent.
        nexus_os_url: base URL of nexus-os.
        pod_ip: the address under which other pods reach this one; its host's own unless set.
        lease_seconds: how long a pod owns a workspace without renewing.
        tenant_max_workspaces: workspaces that one tenant may have.
        tenant_requests_per_second: requests that one tenant may make to all pods.
        user_max_sockets: live connections of one user at this pod.
        tenant_max_sockets: those of one tenant.
        pod_max_sockets: those of everybody.
        proposal_timeout_seconds: how long nexus-os may take to propose a patch.
    """

    port: Annotated[int, Field(ge=0, le=65535)] = 3000
    database_pool_size: Annotated[int, Field(ge=1, le=100)] = 6
    multi_tenant_mode: bool = True
    max_workspaces_per_pod: Annotated[int, Field(ge=1)] = 50
    idle_workspace_timeout_ms: Annotated[int, Field(ge=1)] = 1_800_000
    pressure_idle_timeout_ms: Annotated[int, Field(ge=1)] = 60_000
    tenant_share_percent: Annotated[int, Field(ge=1, le=100)] = 20
    nexus_os_url: str = "http://localhost:4000"
    pod_ip: str = ""
    lease_seconds: Annotated[float, Field(ge=1)] = 10
    tenant_max_workspaces: Annotated[int, Field(ge=1)] = 1_000
    tenant_requests_per_second: Annotated[int, Field(ge=1)] = 100
    user_max_sockets: Count = 50
    tenant_max_sockets: Count = 1_000
    pod_max_sockets: Count = 2_500
    proposal_timeout_seconds: Annotated[float, Field(gt=0)] = 120

    @property
    def sockets_share(self) -> Share:
        """What may be live at once."""
        return Share(
            "live connections",
            "MAX_SOCKETS",
            self.user_max_sockets,
            self.tenant_max_sockets,
            self.pod_max_sockets,
        )

    @property
    def tenant_share(self) -> int:
        """Places of this pod that a tenant keeps."""
        return max(1, self.max_workspaces_per_pod * self.tenant_share_percent // 100)

    @property
    def own_host(self) -> str:
        """The address under which other pods reach this one."""
        return self.pod_ip or socket.gethostbyname(socket.gethostname())
