"""How people sign in, as data of an environment, and the settings that tell the services.

Source: docs/sign-in.md
"""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

import msgspec

from nexus_gitops.platform.data import Data

Role = Literal["viewer", "editor", "admin"]

_HOST: Final = r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?"
_Issuer = Annotated[str, msgspec.Meta(pattern=rf"^https://{_HOST}(/[^\s@?#]*)?\Z")]
_Origin = Annotated[str, msgspec.Meta(pattern=rf"^https://{_HOST}\Z")]
_Name = Annotated[str, msgspec.Meta(pattern=r"^[^\s,]([^,]*[^\s,])?\Z")]
_Words = Annotated[str, msgspec.Meta(pattern=r"^[^\s]+( [^\s]+)*\Z")]
_Query = Annotated[str, msgspec.Meta(pattern=r"^([^\s&=#]+=[^\s&#]*(&[^\s&=#]+=[^\s&#]*)*)?\Z")]


class SignIn(Data, frozen=True, kw_only=True):
    """An issuer of OpenID Connect, and what its tokens say of a user.

    Attributes:
        issuer: its URL, letter by letter as its tokens name it; on port 443 and not in the
            cluster, since nothing else is allowed out.
        client_id: the page, as it is registered there.
        audience: what tokens name in `aud`: this installation.
        scope: what the page asks for.
        parameters: more that it asks with, as a query string.
        origins: what the page speaks to beside the issuer's own origin, where the token endpoint
            is elsewhere.
        tenant_claim: the claim with the tenant; "" where all users are one tenant.
        user_claim: the claim with the user.
        role_claim: the claim with the roles.
        viewer_roles: what of it makes a viewer.
        editor_roles: what of it makes an editor.
        admin_roles: what of it makes an admin.
        default_role: of whoever has none of these; with None they are refused.
        development_tokens: whether tokens of JWT_SECRET are taken beside the issuer's.
    """

    issuer: _Issuer
    client_id: _Name
    audience: _Name
    scope: _Words = "openid profile offline_access"
    parameters: _Query = ""
    origins: tuple[_Origin, ...] = ()
    tenant_claim: str = "tenant"
    user_claim: _Name = "sub"
    role_claim: _Name = "roles"
    viewer_roles: tuple[_Name, ...] = ("viewer",)
    editor_roles: tuple[_Name, ...] = ("editor",)
    admin_roles: tuple[_Name, ...] = ("admin",)
    default_role: Role | None = None
    development_tokens: bool = False


def service_settings(sign_in: SignIn | None) -> Mapping[str, str]:
    """What the services that take tokens read; nothing where JWT_SECRET signs all of them."""
    if sign_in is None:
        return {}
    return {
        "OIDC_ISSUER": sign_in.issuer,
        "OIDC_CLIENT_ID": sign_in.client_id,
        "OIDC_AUDIENCE": sign_in.audience,
        "OIDC_SCOPE": sign_in.scope,
        "OIDC_PARAMETERS": sign_in.parameters,
        "OIDC_TENANT_CLAIM": sign_in.tenant_claim,
        "OIDC_USER_CLAIM": sign_in.user_claim,
        "OIDC_ROLE_CLAIM": sign_in.role_claim,
        "OIDC_VIEWER_ROLES": ",".join(sign_in.viewer_roles),
        "OIDC_EDITOR_ROLES": ",".join(sign_in.editor_roles),
        "OIDC_ADMIN_ROLES": ",".join(sign_in.admin_roles),
        "OIDC_DEFAULT_ROLE": sign_in.default_role or "",
        "DEVELOPMENT_TOKENS": "true" if sign_in.development_tokens else "false",
    }


def page_settings(sign_in: SignIn | None) -> Mapping[str, str]:
    """What the page's server reads: the origins that its pages may speak to."""
    from nexus_constructs.urls import origin

    if sign_in is None:
        return {}
    own = origin(sign_in.issuer)
    others = " ".join(sign_in.origins)
    return {"SIGN_IN_ORIGINS": f"{own} {others}" if sign_in.origins else own}
