"""/api/capabilities: what can be done here, so that a page offers nothing that cannot work."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from workspace_kernel.api.documents import Document
from workspace_kernel.api.kernel import Kernel, kernel
from workspace_kernel.settings import KernelSettings

PATH = "/api/capabilities"
_FRESH_SECONDS = 30

router = APIRouter(tags=["capabilities"])


class OpenSignIn(Document):
    """Everybody is let in as one user; there is nothing to sign in with."""

    mode: Literal["open"] = "open"


class TokenSignIn(Document):
    """Whoever has a token of JWT_SECRET enters it; for development."""

    mode: Literal["token"] = "token"


class OidcSignIn(Document):
    """Authorization code flow with PKCE at an issuer of OpenID Connect."""

    mode: Literal["oidc"] = "oidc"
    issuer: str
    client_id: str
    scope: str
    parameters: dict[str, str]


SignIn = Annotated[OpenSignIn | TokenSignIn | OidcSignIn, Field(discriminator="mode")]


class Limits(Document):
    """How large things may get; a page asks for no more."""

    body_bytes: int
    graph_bytes: int
    panels: int
    links: int
    patch_operations: int
    workspaces: int


class Capabilities(Document):
    """The ways to sign in, the best one first; whether a model proposes changes; the limits."""

    sign_in: list[SignIn]
    proposals: bool
    limits: Limits


@router.get(PATH)
async def capabilities(
    here: Annotated[Kernel, Depends(kernel)], response: Response
) -> Capabilities:
    """Tell what can be done here; needs no token."""
    response.headers["Cache-Control"] = f"public, max-age={_FRESH_SECONDS}"
    settings = here.settings
    return Capabilities(
        sign_in=ways_in(settings),
        proposals=await here.nexus_os.proposes(),
        limits=Limits(
            body_bytes=settings.body_limit,
            graph_bytes=settings.graph_max_bytes,
            panels=settings.graph_max_panels,
            links=settings.graph_max_links,
            patch_operations=settings.patch_max_operations,
            workspaces=settings.tenant_max_workspaces,
        ),
    )


def ways_in(settings: KernelSettings) -> list[OpenSignIn | TokenSignIn | OidcSignIn]:
    """The ways to sign in that work here."""
    if not settings.auth_enabled:
        return [OpenSignIn()]
    ways: list[OpenSignIn | TokenSignIn | OidcSignIn] = []
    if settings.oidc_issuer:
        ways.append(
            OidcSignIn(
                issuer=settings.oidc_issuer,
                client_id=settings.oidc_client_id,
                scope=settings.oidc_scope,
                parameters=settings.sign_in_parameters,
            )
        )
    if settings.takes_development_tokens:
        ways.append(TokenSignIn())
    return ways
