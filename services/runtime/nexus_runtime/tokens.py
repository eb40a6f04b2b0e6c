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

import jwt

from nexus_runtime.problems import Problem
from nexus_runtime.settings import Settings

_ALGORITHM = "HS256"
_LONGEST_CLAIM = 128


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

    def identify(self, token: str | None) -> Identity:
        """The identity that `token` proves.

        Raises:
            Problem: 401, the token is missing, wrong or expired.
        """
        if self._open:
            return LOCAL
        if not token:
            raise _denied("no token: send it as 'Authorization: Bearer TOKEN'")
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[_ALGORITHM],
                options={"require": ["exp", "sub", "tenant"]},
            )
        except jwt.ExpiredSignatureError as error:
            raise _denied("the token has expired; get another one") from error
        except jwt.InvalidTokenError as error:
            raise _denied("the token is not valid; get another one") from error
        return Identity(
            _claim(claims["sub"], "sub"), _claim(claims["tenant"], "tenant"), claims["exp"]
        )

    def identify_header(self, authorization: str | None) -> Identity:
        """The identity behind the header `Authorization`; raises as `identify`."""
        scheme, _, token = (authorization or "").partition(" ")
        return self.identify(token.strip() if scheme.lower() == "bearer" else None)


def mint(identity: Identity, key: str, *, lifetime: int) -> str:
    """A token for `identity` that holds for `lifetime` seconds."""
    claims = {
        "sub": identity.user,
        "tenant": identity.tenant,
        "exp": int(time.time()) + lifetime,
    }
    return jwt.encode(claims, key, algorithm=_ALGORITHM)


def _claim(value: object, name: str) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_CLAIM or "\0" in value:
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
    sys.stdout.write(mint(identity, key, lifetime=int(arguments.hours * 3600)) + "\n")


if __name__ == "__main__":
    main()
