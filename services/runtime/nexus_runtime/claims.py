"""What the claims of an issuer's token mean here: a user, a tenant, a role."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from nexus_runtime.problems import Problem
from nexus_runtime.roles import Role
from nexus_runtime.sign_in import SignInSettings

_ONE_TENANT = "default"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What was found in a token; `user` and `tenant` are as they came, of any kind."""

    user: object
    tenant: object
    role: Role


def interpret(claims: Mapping[str, Any], settings: SignInSettings) -> Meaning:
    """What claims mean by the settings.

    Raises:
        Problem: 403, they give no role.
    """
    names = settings.role_names
    given = [
        names[one]
        for one in _list(_find(claims, settings.oidc_role_claim))
        if isinstance(one, str) and one in names
    ]
    role = max(given, key=list(Role).index, default=settings.oidc_default_role)
    if role is None:
        raise Problem(
            HTTPStatus.FORBIDDEN,
            "no-role",
            "the token gives no role on this installation; ask who manages it for one",
        )
    return Meaning(
        user=_find(claims, settings.oidc_user_claim),
        tenant=(
            _find(claims, settings.oidc_tenant_claim) if settings.oidc_tenant_claim else _ONE_TENANT
        ),
        role=role,
    )


def _find(claims: Mapping[str, Any], path: str) -> object:
    """A claim by its name, which may have dots (`https://x.example/role`), or by a path of names."""
    if path in claims:
        return claims[path]
    found: object = claims
    for name in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(name)
    return found


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
