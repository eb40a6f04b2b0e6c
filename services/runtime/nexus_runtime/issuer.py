"""An OpenID Connect issuer: its keys, and the tokens that they prove.

Discovery: OpenID Connect Discovery 1.0, section 4. Tokens: RFC 9068, as far as issuers keep to it.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import httpx
import jwt
import orjson
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from nexus_runtime.problems import Problem
from nexus_runtime.sign_in import is_safe

_LOG = structlog.get_logger(__name__)

ALGORITHMS: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
"""Signatures that whoever checks them cannot make."""

_TYPES: Final = {"jwt", "at+jwt", "application/at+jwt"}
_WEAKEST_RSA_BITS = 2048
_FRESH_SECONDS = 600.0
# How often at most a key that nobody knows, which anybody can name, makes this ask the issuer.
_PAUSE_SECONDS = 10.0
# For its document and its keys together, while a request waits.
_ANSWER_SECONDS = 5.0
_REST_SECONDS = 1.0
_MOST_BYTES = 1_000_000


class IssuerAwayError(Exception):
    """The issuer does not answer, or says nothing that can be used."""


class UnknownKeyError(Exception):
    """The issuer has no such key."""


class Issuer:
    """Checks the tokens of one issuer.

    Its keys are read when they are needed first, again every ten minutes, and when a token names
    one that is not known yet; while the issuer is away, those that are known are used.

    Args:
        url: the issuer, as its tokens name it.
        audience: what they must be meant for.
        skew: by how many seconds its clock may differ.
    """

    def __init__(self, url: str, audience: str, skew: float) -> None:
        self._url = url
        self._audience = audience
        self._skew = skew
        self._keys = _Keys(url)

    async def claims(self, token: str) -> dict[str, Any]:
        """What a token says, when it is the issuer's, meant for us, and holds now.

        Raises:
            jwt.InvalidTokenError: it is not.
            Problem: 503, the keys cannot be read.
        """
        header = jwt.get_unverified_header(token)
        algorithm = header.get("alg")
        if algorithm not in ALGORITHMS or str(header.get("typ", "JWT")).lower() not in _TYPES:
            raise jwt.InvalidAlgorithmError("the header names no signature that is taken")
        try:
            key = await self._keys.find(header.get("kid"), algorithm)
        except UnknownKeyError as error:
            raise jwt.InvalidTokenError("the issuer has no such key") from error
        except IssuerAwayError as error:
            raise Problem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "unavailable",
                "the issuer of the tokens does not answer; try again",
                retry_after=5,
            ) from error
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=self._audience,
            issuer=self._url,
            leeway=self._skew,
            options={"require": ["exp", "sub", "iss", "aud"]},
        )
        return claims

    @property
    def readings(self) -> int:
        """How often its keys were read; what was proved before may not be proved any more."""
        return self._keys.readings

    async def close(self) -> None:
        """Let go of all connections."""
        await self._keys.close()


@dataclass(frozen=True, slots=True)
class _Known:
    """Keys as the issuer had them; each as it stands in its document."""

    keys: tuple[Mapping[str, Any], ...]

    def find(self, kid: str | None, algorithm: str) -> jwt.PyJWK | None:
        """The key of this name that can make such signatures; None where there is none."""
        fitting = [
            made
            for one in self.keys
            if kid is None or one.get("kid") == kid
            if (made := _usable(one, algorithm)) is not None
        ]
        # A token that names no key proves nothing where there is a choice.
        return fitting[0] if len(fitting) == 1 or (fitting and kid is not None) else None


class _Keys:
    """The issuer's keys."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer
        self._client = httpx.AsyncClient(timeout=_ANSWER_SECONDS)
        self._known: _Known | None = None
        self.readings = 0
        self._asked = -_FRESH_SECONDS
        self._failed = -_REST_SECONDS
        self._asking = asyncio.Lock()
        self._refreshing: asyncio.Task[None] | None = None

    async def close(self) -> None:
        if self._refreshing is not None:
            self._refreshing.cancel()
        await self._client.aclose()

    async def find(self, kid: str | None, algorithm: str) -> jwt.PyJWK:
        """A key by its name.

        Raises:
            UnknownKeyError: there is none.
            IssuerAwayError: no keys are known, and none can be read.
        """
        if self._known is None:
            known = await self._read()
        else:
            known = self._known
            if time.monotonic() - self._asked > _FRESH_SECONDS:
                self._refresh()
        found = known.find(kid, algorithm)
        if found is None and time.monotonic() - self._asked > _PAUSE_SECONDS:
            try:
                found = (await self._read()).find(kid, algorithm)
            except IssuerAwayError:
                _LOG.warning("the issuer does not answer", issuer=self._issuer)
        if found is None:
            raise UnknownKeyError
        return found

    def _refresh(self) -> None:
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.create_task(self._try_to_read())

    async def _try_to_read(self) -> None:
        try:
            await self._read()
        except IssuerAwayError as error:
            _LOG.warning("the issuer's keys are not read anew", issuer=self._issuer, why=str(error))

    async def _read(self) -> _Known:
        before = self._known
        async with self._asking:
            if self._known is not None and self._known is not before:
                return self._known  # somebody else has asked meanwhile
            if time.monotonic() - self._failed < _REST_SECONDS:
                raise IssuerAwayError("it did not answer a moment ago")
            self._asked = time.monotonic()
            try:
                async with asyncio.timeout(_ANSWER_SECONDS):
                    self._known = _Known(await self._ask())
                    self.readings += 1
            except (IssuerAwayError, TimeoutError) as error:
                self._failed = time.monotonic()
                raise IssuerAwayError(str(error) or "it takes too long to answer") from error
            _LOG.info("issuer's keys read", issuer=self._issuer, keys=len(self._known.keys))
            return self._known

    async def _ask(self) -> tuple[Mapping[str, Any], ...]:
        document = await self._get(self._issuer.rstrip("/") + "/.well-known/openid-configuration")
        if document.get("issuer") != self._issuer:
            raise IssuerAwayError("its document is another issuer's")
        place = document.get("jwks_uri")
        if not isinstance(place, str) or not is_safe(place):
            raise IssuerAwayError("its document names no safe place of its keys")
        keys = (await self._get(place)).get("keys")
        if not isinstance(keys, list):
            raise IssuerAwayError("its keys are no list")
        return tuple(key for key in keys if isinstance(key, dict))

    async def _get(self, url: str) -> dict[str, Any]:
        try:
            async with self._client.stream("GET", url) as answer:
                answer.raise_for_status()
                body = b""
                async for part in answer.aiter_bytes():
                    body += part
                    if len(body) > _MOST_BYTES:
                        raise IssuerAwayError(f"{url} answers too much")
            document = orjson.loads(body)
        except (httpx.HTTPError, orjson.JSONDecodeError) as error:
            raise IssuerAwayError(f"{url}: {error or type(error).__name__}") from error
        if not isinstance(document, dict):
            raise IssuerAwayError(f"{url} answers no object")
        return document


def _usable(key: Mapping[str, Any], algorithm: str) -> jwt.PyJWK | None:
    """The key, where it is public, for signatures, and of the kind that `algorithm` needs."""
    if key.get("kty") == "oct" or key.get("use", "sig") != "sig":
        return None
    if key.get("alg", algorithm) != algorithm:
        return None
    try:
        made = jwt.PyJWK(dict(key), algorithm=algorithm)
    except (jwt.PyJWTError, ValueError, TypeError, KeyError):
        return None
    if isinstance(made.key, RSAPublicKey) and made.key.key_size < _WEAKEST_RSA_BITS:
        return None
    return made
