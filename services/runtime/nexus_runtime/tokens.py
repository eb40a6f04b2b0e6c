"""Who is asking: JSON Web Tokens signed by HS256.

`python -m nexus_runtime.tokens --tenant acme --user ann` mints one for development, with the
key in JWT_SECRET.
"""

import argparse
import math
import os
import sys
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import jwt
from starlette.requests import HTTPConnection

from nexus_runtime.problems import Problem
from nexus_runtime.settings import Settings

_ALGORITHM = "HS256"
_LONGEST_CLAIM = 128
_ISSUER = "nexus"
# In seconds since 1970: 100,000 years, which a float holds and a clock can be compared with.
_LATEST = 3_155_760_000_000

BEARER_PROTOCOL = "bearer."
"""How a WebSocket's subprotocol begins that is a token."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The user and the tenant that a request speaks for, and until when (seconds since 1970)."""

    user: str
    tenant: str
    expires_at: float = field(default=math.inf, compare=False)


LOCAL = Identity("local", "local")
"""Everybody, where AUTH_ENABLED is false."""


class Doorkeeper:
    """Tells whose a token is.

    Args:
        settings: whether tokens are wanted, and their key.
    """

    def __init__(self, settings: Settings) -> None:
        self._open = not settings.auth_enabled
        self._key = settings.jwt_secret.get_secret_value()
        self._issuer = settings.jwt_issuer or _ISSUER
        self._required = ["exp", "sub", "tenant"] + ["iss"] * bool(settings.jwt_issuer)

    def identify_connection(self, connection: HTTPConnection) -> Identity:
        """The identity behind a request or a WebSocket; raises as `identify`.

        A browser's WebSocket cannot send a header, so it may offer its token as a subprotocol.
        """
        if connection.scope["type"] == "websocket":
            for offered in connection.scope.get("subprotocols", []):
                if offered.startswith(BEARER_PROTOCOL):
                    return self.identify(offered.removeprefix(BEARER_PROTOCOL))
        return self.identify_header(connection.headers.get("authorization"))

    def identify(self, token: str | None) -> Identity:
        """The identity that `token` proves.

        Raises:
            Problem: 401, the token is missing, wrong or expired.
        """
        if self._open:
            return LOCAL
        if not token:
            raise _denied("no token: send it as 'Authorization: Bearer TOKEN'")
        claims = self._claims(token)
        if claims.get("iss", self._issuer) != self._issuer:
            raise _denied("the token is another issuer's (JWT_ISSUER); get another one")
        return Identity(
            _claim(claims["sub"], "sub"), _claim(claims["tenant"], "tenant"), _moment(claims["exp"])
        )

    def identify_header(self, authorization: str | None) -> Identity:
        """The identity behind the header `Authorization`; raises as `identify`."""
        scheme, _, token = (authorization or "").partition(" ")
        return self.identify(token.strip() if scheme.lower() == "bearer" else None)

    def _claims(self, token: str) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key,
                algorithms=[_ALGORITHM],
                options={"require": self._required},
            )
        except jwt.ExpiredSignatureError as error:
            raise _denied("the token has expired; get another one") from error
        # The library lets through what a claim of a strange kind raises in it.
        except (
            jwt.InvalidTokenError,
            ArithmeticError,
            AttributeError,
            RecursionError,
            TypeError,
            ValueError,
        ) as error:
            raise _denied("the token is not valid; get another one") from error
        return claims


def mint(identity: Identity, key: str, *, lifetime: int, issuer: str = _ISSUER) -> str:
    """A token for `identity` that holds for `lifetime` seconds."""
    claims = {
        "iss": issuer,
        "sub": identity.user,
        "tenant": identity.tenant,
        "exp": int(time.time()) + lifetime,
    }
    return jwt.encode(claims, key, algorithm=_ALGORITHM)


def _moment(value: object) -> float:
    if not isinstance(value, int | float) or not value <= _LATEST:
        raise _denied("the token's claim 'exp' is no number of seconds since 1970")
    return float(value)


def _claim(value: object, name: str) -> str:
    if (
        not isinstance(value, str)
        or not 0 < len(value) <= _LONGEST_CLAIM
        or any(character == "\0" or "\ud800" <= character <= "\udfff" for character in value)
    ):
        raise _denied(f"the token's claim {name!r} is no text of 1 to {_LONGEST_CLAIM} characters")
    return value


def _denied(detail: str) -> Problem:
    return Problem(HTTPStatus.UNAUTHORIZED, "unauthorized", detail)


def main() -> None:
    """Print a development token."""
    parser = argparse.ArgumentParser(description="Mint a token for development.")
    parser.add_argument("--tenant", required=True, help="the tenant it speaks for")
    parser.add_argument("--user", default="developer", help="the user it speaks for")
    parser.add_argument("--hours", type=float, default=8, help="how long it holds")
    arguments = parser.parse_args()
    key = os.environ.get("JWT_SECRET")
    if not key:
        parser.error("JWT_SECRET is not set; it must be the services' own")
    identity = Identity(arguments.user, arguments.tenant)
    issuer = os.environ.get("JWT_ISSUER") or _ISSUER
    token = mint(identity, key, lifetime=int(arguments.hours * 3600), issuer=issuer)
    sys.stdout.write(token + "\n")


if __name__ == "__main__":
    main()
