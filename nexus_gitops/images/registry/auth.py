"""Answers a registry's challenge: Basic, or a Bearer token from the server that it names.

Sources: https://distribution.github.io/distribution/spec/auth/token/ for password and
anonymous tokens, https://distribution.github.io/distribution/spec/auth/oauth/ for identity
tokens, https://www.rfc-editor.org/rfc/rfc9110#name-www-authenticate for the header.
"""

import base64
import re
from collections.abc import Generator, Iterable, Mapping
from typing import Final

import httpx

from nexus_gitops.errors import UnreachableError
from nexus_gitops.images.image import Image
from nexus_gitops.images.registry.address import may_lead_to
from nexus_gitops.images.registry.credentials import Credential, find_credential

_CHALLENGE: Final = re.compile(
    r'(?P<scheme>[A-Za-z]+)\s+(?P<parameters>(?:[\w-]+="[^"]*"\s*,?\s*|[\w-]+=[^\s",]+\s*,?\s*)+)'
)
_PARAMETER: Final = re.compile(r'([\w-]+)=(?:"([^"]*)"|([^\s",]+))')
_CLIENT_ID: Final = "nexus-gitops"

_Flow = Generator[httpx.Request, httpx.Response, None]
_TokenFlow = Generator[httpx.Request, httpx.Response, str]


class ImageAuth(httpx.Auth):
    """Reads one image; looks for credentials only when the registry asks for them.

    Args:
        image: what will be read.
    """

    requires_response_body = True

    def __init__(self, image: Image) -> None:
        self._image = image
        self._authorization = ""
        self._showed_credential = False

    def auth_flow(self, request: httpx.Request) -> _Flow:
        """httpx's hook: the request, the exchange that the answer asks for, the request again."""
        if self._authorization:
            request.headers["Authorization"] = self._authorization
        response = yield request
        # Behind a redirect another server asks, and it may not have this registry's password.
        if response.status_code != 401 or response.url.netloc != request.url.netloc:
            return
        offered = challenges(response.headers.get_list("WWW-Authenticate"))
        credential = find_credential(self._image.registry)
        self._showed_credential = credential is not None
        if "bearer" in offered:
            token = yield from self._token(request.url, offered["bearer"], credential)
            self._authorization = f"Bearer {token}"
        elif "basic" in offered and credential and credential.user:
            self._authorization = _basic(credential)
        else:
            return
        request.headers["Authorization"] = self._authorization
        yield request

    def refusal(self, server: httpx.URL) -> UnreachableError:
        """The error for an image that `server` does not let us read."""
        reason = (
            "the credentials were refused"
            if self._showed_credential
            else f"there are no credentials for {self._image.registry}"
        )
        return UnreachableError(
            f"{server.host} does not let us read {self._image.tagged}: {reason}",
            f"check the name, or log in with docker login {self._image.registry}",
        )

    def _token(
        self, registry: httpx.URL, challenge: Mapping[str, str], credential: Credential | None
    ) -> _TokenFlow:
        realm = httpx.URL(challenge.get("realm", ""))
        if not may_lead_to(realm, source=registry):
            origin = f"{realm.scheme}://{realm.host}" if realm.host else "nowhere"
            raise UnreachableError(
                f"{self._image.registry} wants the token for {self._image.tagged} fetched from"
                f" {origin}, where others could read the credentials",
                "have the registry name a token server with https",
            )
        response = yield _token_request(realm, challenge, credential, self._image)
        if response.status_code in (400, 401, 403):
            raise self.refusal(realm)
        response.raise_for_status()
        try:
            answer = response.json()
            return str(answer.get("token") or answer["access_token"])
        except (ValueError, AttributeError, KeyError):
            raise UnreachableError(
                f"{realm.host} gave no token for {self._image.tagged}",
                "check that it is a registry's token server",
            ) from None


def challenges(headers: Iterable[str]) -> dict[str, dict[str, str]]:
    """The parameters of each challenge, by its scheme in lower case."""
    return {
        challenge["scheme"].lower(): {
            name.lower(): quoted or bare
            for name, quoted, bare in _PARAMETER.findall(challenge["parameters"])
        }
        for header in headers
        for challenge in _CHALLENGE.finditer(header)
    }


def _token_request(
    realm: httpx.URL, challenge: Mapping[str, str], credential: Credential | None, image: Image
) -> httpx.Request:
    asked = {"scope": challenge.get("scope") or f"repository:{image.name}:pull"}
    if "service" in challenge:
        asked["service"] = challenge["service"]
    if credential and credential.is_identity_token:
        form = {
            **asked,
            "grant_type": "refresh_token",
            "client_id": _CLIENT_ID,
            "refresh_token": credential.secret,
        }
        return httpx.Request("POST", realm, data=form)
    headers = {"Authorization": _basic(credential)} if credential else {}
    return httpx.Request("GET", realm.copy_merge_params(asked), headers=headers)


def _basic(credential: Credential) -> str:
    pair = f"{credential.user}:{credential.secret}".encode()
    return f"Basic {base64.b64encode(pair).decode()}"
