"""What nexus-os reads from its environment, beside what every service does."""

from typing import Annotated

import httpx
from pydantic import Field, SecretStr, field_validator

from nexus_runtime import settings as runtime
from nexus_runtime.settings import Seconds


class Settings(runtime.Settings, runtime.GraphSettings):
    """Attributes carry the variables' names in lower case.

    Attributes:
        llm_base_url: where an OpenAI-compatible API begins, as `https://HOST/v1`; it may hold
            credentials, so it is kept as a secret.
        llm_api_key: the API's key, where it wants one.
        llm_model: the model's name.
        llm_context_tokens: budget for the parts of the graph that the model sees.
        llm_connect_seconds: until a connection stands.
        llm_token_seconds: until the first part of an answer, and between two parts.
        llm_total_seconds: for a whole answer with all tries; less than a pod's time to end.
        llm_attempts: tries of one request.
        llm_cache_seconds: how long an answer is kept.
        tenant_tokens_per_day: what a tenant may use of the model from midnight to midnight UTC;
            0 for no limit.
        heartbeat_seconds: between comments in a stream that has nothing to say.
    """

    port: Annotated[int, Field(ge=0, le=65535)] = 4000
    llm_base_url: SecretStr | None = None
    llm_api_key: SecretStr | None = None
    llm_model: str | None = None
    llm_context_tokens: Annotated[int, Field(ge=100, le=1_000_000)] = 8000
    llm_connect_seconds: Seconds = 5
    llm_token_seconds: Seconds = 30
    llm_total_seconds: Seconds = 50
    llm_attempts: Annotated[int, Field(ge=1, le=10)] = 3
    llm_cache_seconds: Annotated[int, Field(ge=1, le=7 * 86400)] = 3600
    tenant_tokens_per_day: Annotated[int, Field(ge=0)] = 0
    heartbeat_seconds: Seconds = 15

    @field_validator("llm_base_url", "llm_api_key", "llm_model", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return value or None

    @field_validator("llm_base_url")
    @classmethod
    def _is_a_url(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        try:
            url = httpx.URL(value.get_secret_value())
        except httpx.InvalidURL:
            url = httpx.URL("")
        if url.scheme not in {"http", "https"} or not url.host:
            raise ValueError("LLM_BASE_URL is no URL such as https://HOST/v1")
        return value
