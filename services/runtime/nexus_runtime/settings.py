"""Settings that every service reads from environment variables (https://12factor.net/config)."""

from typing import Annotated, Literal, Self

from pydantic import ByteSize, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from nexus_runtime.graph import GraphLimits

LogLevel = Literal["debug", "info", "warn", "error"]

# RFC 7518, section 3.2: a key for HS256 has at least as many bits as the hash.
_SHORTEST_KEY = 32


class Settings(BaseSettings):
    """Attributes carry the variables' names in lower case.

    Attributes:
        port: TCP port to listen on.
        log_level: the lowest level that is written.
        auth_enabled: False lets everybody in as one local user; for a developer's machine.
        jwt_secret: key of the tokens, of 32 bytes at least.
        redis_host: name of the Redis server.
        redis_port: its port.
        redis_password: its password, where it wants one.
        body_limit: largest request body, as `10mb`.
        cors_origins: origins whose pages may call the API, separated by commas.

    Raises:
        pydantic.ValidationError: a variable is missing or wrong; its value is not shown.
    """

    model_config = SettingsConfigDict(frozen=True, hide_input_in_errors=True, extra="ignore")

    port: Annotated[int, Field(ge=0, le=65535)]
    log_level: LogLevel = "info"
    auth_enabled: bool = True
    jwt_secret: SecretStr = SecretStr("")
    redis_host: str = "localhost"
    redis_port: Annotated[int, Field(ge=1, le=65535)] = 6379
    redis_password: SecretStr | None = None
    body_limit: ByteSize = ByteSize(10_000_000)
    cors_origins: Annotated[str, NoDecode] = ""

    @property
    def allowed_origins(self) -> list[str]:
        """`cors_origins`, taken apart."""
        return [origin for part in self.cors_origins.split(",") if (origin := part.strip())]

    @model_validator(mode="after")
    def _can_check_tokens(self) -> Self:
        if self.auth_enabled and len(self.jwt_secret.get_secret_value().encode()) < _SHORTEST_KEY:
            raise ValueError(
                f"JWT_SECRET has fewer than {_SHORTEST_KEY} bytes; make one with"
                " `openssl rand -hex 32`, or set AUTH_ENABLED=false on your own machine"
            )
        return self


class GraphSettings(BaseSettings):
    """How large graphs and patches may get; the kernel's and nexus-os's must be the same.

    Attributes:
        graph_max_bytes: size of one graph as compact JSON.
        graph_max_panels: panels of one graph.
        graph_max_links: links of one graph.
        patch_max_operations: operations of one patch.
    """

    graph_max_bytes: Annotated[int, Field(ge=1_000)] = GraphLimits().size
    graph_max_panels: Annotated[int, Field(ge=1)] = GraphLimits().panels
    graph_max_links: Annotated[int, Field(ge=1)] = GraphLimits().links
    patch_max_operations: Annotated[int, Field(ge=1)] = GraphLimits().operations

    @property
    def graph_limits(self) -> GraphLimits:
        """All of them."""
        return GraphLimits(
            size=self.graph_max_bytes,
            panels=self.graph_max_panels,
            links=self.graph_max_links,
            operations=self.patch_max_operations,
        )
