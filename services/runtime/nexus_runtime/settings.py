"""Settings that every service reads from environment variables (https://12factor.net/config)."""

from typing import Annotated, Literal, Self

from pydantic import ByteSize, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from nexus_runtime.graph import GraphLimits
from nexus_runtime.share import Share
from nexus_runtime.sign_in import SignInSettings

Seconds = Annotated[float, Field(gt=0, le=3600)]
Count = Annotated[int, Field(ge=1)]
LogLevel = Literal["debug", "info", "warn", "error"]

# RFC 7518, section 3.2: a key for HS256 has at least as many bits as the hash.
_SHORTEST_KEY = 32


class EdgeSettings(BaseSettings):
    """What connections, requests and bodies may take of one pod; the same kinds in every service.

    Attributes:
        body_limit: largest request body, as `10mb`.
        head_seconds: how long the head of a request may take to arrive.
        body_seconds: how long a body may take to arrive.
        send_seconds: how long a client may take nothing of what it is sent.
        drain_seconds: how long a pod that ends answers on connections that it has.
        pod_max_connections: TCP connections of everybody; a new one takes the place of an idle one.
        user_max_requests: requests of one user under way at once.
        tenant_max_requests: those of one tenant.
        pod_max_requests: those of everybody.
        user_max_body_bytes: bytes of bodies of one user under way at once; BODY_LIMIT at least.
        tenant_max_body_bytes: those of one tenant; BODY_LIMIT at least.
        pod_max_body_bytes: those of everybody; BODY_LIMIT at least.
    """

    body_limit: ByteSize = ByteSize(10_000_000)
    head_seconds: Seconds = 10
    body_seconds: Seconds = 30
    send_seconds: Seconds = 60
    drain_seconds: Annotated[float, Field(ge=0, le=3600)] = 10
    pod_max_connections: Count = 4_000
    user_max_requests: Count = 100
    tenant_max_requests: Count = 300
    pod_max_requests: Count = 1_000
    user_max_body_bytes: ByteSize = ByteSize(20_000_000)
    tenant_max_body_bytes: ByteSize = ByteSize(40_000_000)
    pod_max_body_bytes: ByteSize = ByteSize(60_000_000)

    @property
    def requests_share(self) -> Share:
        """What may be under way at once."""
        return Share(
            "requests",
            "MAX_REQUESTS",
            self.user_max_requests,
            self.tenant_max_requests,
            self.pod_max_requests,
        )

    @property
    def bodies_share(self) -> Share:
        """What bodies may hold at once; one that BODY_LIMIT allows always fits."""
        return Share(
            "bytes of bodies",
            "MAX_BODY_BYTES",
            max(self.body_limit, self.user_max_body_bytes),
            max(self.body_limit, self.tenant_max_body_bytes),
            max(self.body_limit, self.pod_max_body_bytes),
        )


class Settings(EdgeSettings, SignInSettings):
    """Attributes carry the variables' names in lower case.

    Attributes:
        port: TCP port to listen on.
        log_level: the lowest level that is written.
        auth_enabled: False lets everybody in as one local user; for a developer's machine.
        jwt_secret: key of the tokens, of 32 bytes at least.
        jwt_secret_previous: the key before it, whose tokens are still taken; "" for none.
        jwt_issuer: the issuer that each token must name; unless set, none but `nexus` may be named.
        redis_host: name of the Redis server.
        redis_port: its port.
        redis_password: its password, where it wants one.
        cors_origins: origins whose pages may call the API, separated by commas.

    Raises:
        pydantic.ValidationError: a variable is missing or wrong; its value is not shown.
    """

    model_config = SettingsConfigDict(frozen=True, hide_input_in_errors=True, extra="ignore")

    port: Annotated[int, Field(ge=0, le=65535)]
    log_level: LogLevel = "info"
    auth_enabled: bool = True
    jwt_secret: SecretStr = SecretStr("")
    jwt_secret_previous: SecretStr = SecretStr("")
    jwt_issuer: str = ""
    redis_host: str = "localhost"
    redis_port: Annotated[int, Field(ge=1, le=65535)] = 6379
    redis_password: SecretStr | None = None
    cors_origins: Annotated[str, NoDecode] = ""

    @property
    def allowed_origins(self) -> list[str]:
        """`cors_origins`, taken apart."""
        return [origin for part in self.cors_origins.split(",") if (origin := part.strip())]

    @property
    def jwt_keys(self) -> tuple[str, ...]:
        """The keys that prove a token, the one that signs first; not to be shown."""
        keys = (self.jwt_secret.get_secret_value(), self.jwt_secret_previous.get_secret_value())
        return tuple(filter(None, keys))

    @model_validator(mode="after")
    def _can_check_tokens(self) -> Self:
        if self.auth_enabled and len(self.jwt_secret.get_secret_value().encode()) < _SHORTEST_KEY:
            raise ValueError(
                f"JWT_SECRET has fewer than {_SHORTEST_KEY} bytes; make one with"
                " `openssl rand -hex 32`, or set AUTH_ENABLED=false on your own machine"
            )
        if any(len(key.encode()) < _SHORTEST_KEY for key in self.jwt_keys[1:]):
            raise ValueError(
                f"JWT_SECRET_PREVIOUS has fewer than {_SHORTEST_KEY} bytes; take it away"
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
