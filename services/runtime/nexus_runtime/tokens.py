"""Who is asking: JSON Web Tokens of an issuer (OpenID Connect), or signed by HS256 with JWT_SECRET.

`python -m nexus_runtime.tokens --tenant acme --user ann` mints one for development, with the
key in JWT_SECRET. While that key is replaced, tokens of JWT_SECRET_PREVIOUS are taken as well.
"""

import argparse
import hashlib
import math
import os
import sys
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import jwt
from starlette.requests import HTTPConnection

from nexus_runtime.claims import interpret
from nexus_runtime.issuer import Issuer
from nexus_runtime.problems import Problem
from nexus_runtime.roles import Role
from nexus_runtime.settings import Settings

_ALGORITHM = "HS256"
_LONGEST_CLAIM = 128
_ISSUER = "nexus"
# In seconds since 1970: 100,000 years, which a float holds and a clock can be compared with.
_LATEST = 3_155_760_000_000

# So long, a token that was good is taken for good.
_FRESH_SECONDS = 20.0
_MOST_KNOWN = 10_000

BEARER_PROTOCOL = "bearer."
"""How a WebSocket's subprotocol begins that is a token."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a request speaks for, with what role, and until when (seconds since 1970).

    A role that nothing names is the greatest: tokens of JWT_SECRET are for development.
    """

    user: str
    tenant: str
    role: Role = Role.ADMIN
    expires_at: float = field(default=math.inf, compare=False)


LOCAL = Identity("local", "local")
"""Everybody, where AUTH_ENABLED is false."""


class Doorkeeper:
    """Tells whose a token is.

    Args:
        settings: whether tokens are wanted, and what proves them.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._keys = settings.jwt_keys
        self._own_issuer = settings.jwt_issuer or _ISSUER
        self._required = ["exp", "sub", "tenant"] + ["iss"] * bool(settings.jwt_issuer)
        self._issuer = (
            Issuer(settings.oidc_issuer, settings.oidc_audience, settings.oidc_clock_skew_seconds)
            if settings.oidc_issuer
            else None
        )
        # By their digests, so that no token is kept; the newest last.
        self._known: OrderedDict[bytes, tuple[Identity, float]] = OrderedDict()
        self._readings = 0  # of the issuer's keys, that they were proved by

    async def close(self) -> None:
        """Let go of the issuer."""
        if self._issuer is not None:
            await self._issuer.close()

    async def identify_connection(self, connection: HTTPConnection) -> Identity:
        """The identity behind a request or a WebSocket; raises as `identify`.

        A browser's WebSocket cannot send a header, so it may offer its token as a subprotocol.
        """
        if connection.scope["type"] == "websocket":
            for offered in connection.scope.get("subprotocols", []):
                if offered.startswith(BEARER_PROTOCOL):
                    return await self.identify(offered.removeprefix(BEARER_PROTOCOL))
        return await self.identify_header(connection.headers.get("authorization"))

    async def identify(self, token: str | None) -> Identity:
        """The identity that `token` proves.

        Raises:
            Problem: 401, the token is missing, wrong or expired; 403, it gives no role; 503, the
                issuer does not answer.
        """
        if not self._settings.auth_enabled:
            return LOCAL
        if not token:
            raise _denied("no token: send it as 'Authorization: Bearer TOKEN'")
        digest = hashlib.sha256(token.encode(errors="surrogatepass")).digest()
        if self._issuer is not None and self._issuer.readings != self._readings:
            self._known.clear()
            self._readings = self._issuer.readings
        known = self._known.get(digest)
        if known is not None and time.monotonic() < known[1]:
            return known[0]
        identity = await self._proved(token)
        # Not beyond its end, whatever the clocks' skew lets through.
        fresh = min(_FRESH_SECONDS, identity.expires_at - time.time())
        self._known[digest] = identity, time.monotonic() + fresh
        self._known.move_to_end(digest)
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
        return identity

    async def _proved(self, token: str) -> Identity:
        with _what_the_library_raises_denied():
            if self._issuer is None or (
                self._settings.takes_development_tokens
                and jwt.get_unverified_header(token).get("alg") == _ALGORITHM
            ):
                return self._of_our_own(token)
            claims = await self._issuer.claims(token)
        meaning = interpret(claims, self._settings)
        return Identity(
            _claim(meaning.user, self._settings.oidc_user_claim),
            _claim(meaning.tenant, self._settings.oidc_tenant_claim),
            meaning.role,
            _moment(claims["exp"]),
        )

    async def identify_header(self, authorization: str | None) -> Identity:
        """The identity behind the header `Authorization`; raises as `identify`."""
        scheme, _, token = (authorization or "").partition(" ")
        return await self.identify(token.strip() if scheme.lower() == "bearer" else None)

    def _of_our_own(self, token: str) -> Identity:
        claims = self._claims(token)
        if claims.get("iss", self._own_issuer) != self._own_issuer:
            raise _denied("the token is another issuer's (JWT_ISSUER); get another one")
        return Identity(
            _claim(claims["sub"], "sub"),
            _claim(claims["tenant"], "tenant"),
            _role(claims.get("role", Role.ADMIN)),
            _moment(claims["exp"]),
        )

    def _claims(self, token: str) -> dict[str, Any]:
        """What a token says that one of our keys has signed."""
        *others, last = self._keys
        for key in others:
            with suppress(jwt.InvalidSignatureError):
                return self._decoded(token, key)
        return self._decoded(token, last)

    def _decoded(self, token: str, key: str) -> dict[str, Any]:
        return jwt.decode(token, key, algorithms=[_ALGORITHM], options={"require": self._required})


@contextmanager
def _what_the_library_raises_denied() -> Iterator[None]:
    try:
        yield
    except jwt.ExpiredSignatureError as error:
        raise _denied("the token has expired; get another one") from error
    # The library lets through what a claim of a strange kind raises in it.
    except (
        jwt.PyJWTError,
        ArithmeticError,
        AttributeError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        raise _denied("the token is not valid; get another one") from error


def mint(identity: Identity, key: str, *, lifetime: int, issuer: str = _ISSUER) -> str:
    """A token for `identity` that holds for `lifetime` seconds."""
    claims = {
        "iss": issuer,
        "sub": identity.user,
        "tenant": identity.tenant,
        "role": identity.role,
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


def _role(value: object) -> Role:
    try:
        return Role(str(value))
    except ValueError as error:
        raise _denied(f"the token's claim 'role' is none of {', '.join(Role)}") from error


def _denied(detail: str) -> Problem:
    return Problem(HTTPStatus.UNAUTHORIZED, "unauthorized", detail)


def main() -> None:
    """Print a development token."""
    parser = argparse.ArgumentParser(description="Mint a token for development.")
    parser.add_argument("--tenant", required=True, help="the tenant it speaks for")
    parser.add_argument("--user", default="developer", help="the user it speaks for")
    parser.add_argument("--role", default=Role.ADMIN, type=Role, help="viewer, editor or admin")
    parser.add_argument("--hours", type=float, default=8, help="how long it holds")
    arguments = parser.parse_args()
    key = os.environ.get("JWT_SECRET")
    if not key:
        parser.error("JWT_SECRET is not set; it must be the services' own")
    identity = Identity(arguments.user, arguments.tenant, arguments.role)
    issuer = os.environ.get("JWT_ISSUER") or _ISSUER
    token = mint(identity, key, lifetime=int(arguments.hours * 3600), issuer=issuer)
    sys.stdout.write(token + "\n")


if __name__ == "__main__":
    main()
