"""Settings of sign-in by OpenID Connect: whose tokens are taken, and what their claims mean."""

from typing import Annotated, Self
from urllib.parse import parse_qsl, urlsplit

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings

from nexus_runtime.roles import Role

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class SignInSettings(BaseSettings):
    """Attributes carry the variables' names in lower case.

    Attributes:
        oidc_issuer: URL of the issuer, as its tokens name it in `iss`; empty for none.
        oidc_audience: what its tokens must name in `aud`: this installation.
        oidc_client_id: the client of the page, as it is registered with the issuer.
        oidc_scope: what the page asks for; `offline_access` for a token that renews the others.
        oidc_parameters: more that the page sends when it asks, as `resource=https://nexus`.
        oidc_tenant_claim: the claim that names the tenant; empty where all are one tenant.
        oidc_user_claim: the claim that names the user, and that nobody else in the tenant has.
        oidc_role_claim: the claim that names the roles, one or a list.
        oidc_viewer_roles: what of it makes a viewer, separated by commas.
        oidc_editor_roles: what of it makes an editor.
        oidc_admin_roles: what of it makes an admin.
        oidc_default_role: the role of a user with none of them; empty to let none of those in.
        oidc_clock_skew_seconds: by how much the issuer's clock may differ.
        development_tokens: whether tokens of JWT_SECRET are taken beside the issuer's.
    """

    oidc_issuer: str = ""
    oidc_audience: str = ""
    oidc_client_id: str = ""
    oidc_scope: str = "openid profile offline_access"
    oidc_parameters: str = ""
    oidc_tenant_claim: str = "tenant"
    oidc_user_claim: Annotated[str, Field(min_length=1)] = "sub"
    oidc_role_claim: Annotated[str, Field(min_length=1)] = "roles"
    oidc_viewer_roles: str = Role.VIEWER.value
    oidc_editor_roles: str = Role.EDITOR.value
    oidc_admin_roles: str = Role.ADMIN.value
    oidc_default_role: Role | None = None
    oidc_clock_skew_seconds: Annotated[float, Field(ge=0, le=300)] = 30
    development_tokens: bool = False

    @property
    def takes_development_tokens(self) -> bool:
        """Whether tokens of JWT_SECRET are taken."""
        return self.development_tokens or not self.oidc_issuer

    @property
    def role_names(self) -> dict[str, Role]:
        """Which role each value of the claim gives; the greater, where it is named for two."""
        return {
            name: role
            for role, names in (
                (Role.VIEWER, self.oidc_viewer_roles),
                (Role.EDITOR, self.oidc_editor_roles),
                (Role.ADMIN, self.oidc_admin_roles),
            )
            for part in names.split(",")
            if (name := part.strip())
        }

    @property
    def sign_in_parameters(self) -> dict[str, str]:
        """`oidc_parameters`, taken apart."""
        return dict(parse_qsl(self.oidc_parameters, keep_blank_values=True))

    @field_validator("oidc_default_role", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return value or None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if not self.oidc_issuer:
            return self
        if not is_safe(self.oidc_issuer):
            raise ValueError(
                f"OIDC_ISSUER is {self.oidc_issuer!r}; it must be a URL as https://HOST/PATH,"
                " without query"
            )
        for name in ("oidc_audience", "oidc_client_id"):
            if not getattr(self, name):
                raise ValueError(f"OIDC_ISSUER is set, so {name.upper()} must be, too")
        return self


def is_safe(url: str) -> bool:
    """Whether a URL leads to where nobody can listen in: by https, or on this machine alone."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    if not host or parts.query or parts.fragment or parts.username is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
