"""Asks a registry which digest a tag has, by the OCI distribution specification.

Source: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
"""

import difflib
import hashlib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import httpx

from nexus_gitops.errors import LocalError, UnreachableError, UsageError
from nexus_gitops.images.image import Image
from nexus_gitops.images.registry.address import api_url, may_lead_to
from nexus_gitops.images.registry.auth import ImageAuth
from nexus_gitops.images.registry.bounds import bound_answer
from nexus_gitops.images.registry.retry import persistently, retry_after, tls_error

_DIGEST: Final = "Docker-Content-Digest"
# An index before the manifest of one platform, so that the digest is good for every node.
_TYPES: Final = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
_TIMEOUT: Final = httpx.Timeout(20, connect=5)
_TAGS_READ: Final = 1000
_TAGS_SHOWN: Final = 5
_SIMILARITY: Final = 0.3


def open_client() -> httpx.Client:
    """A client for any number of registries and threads; close it after use.

    It honours SSL_CERT_FILE and HTTPS_PROXY. Plain HTTP goes to this machine only, so it
    passes by every proxy.

    Raises:
        LocalError: what the environment says of certificates or proxies cannot be used.
    """
    try:
        return httpx.Client(
            timeout=_TIMEOUT,
            follow_redirects=True,
            headers={"User-Agent": "nexus-gitops", "Accept-Encoding": "identity"},
            mounts={"http://": None},
            event_hooks={"response": [bound_answer, _watch_redirect]},
        )
    except (OSError, ValueError, httpx.InvalidURL):
        raise LocalError(
            "HTTPS cannot be set up", "check SSL_CERT_FILE, SSL_CERT_DIR and HTTPS_PROXY"
        ) from None  # a proxy's address may hold a password


def resolve_digest(image: Image, client: httpx.Client) -> str:
    """The digest that the image's tag has now, as `sha256:<64 hex digits>`.

    It is the index's where the tag has one, and never taken from `image.digest`.

    Args:
        image: with a tag.
        client: from `open_client`.

    Raises:
        UsageError: the image has no tag.
        UnreachableError: the registry does not answer, does not let us in, has no such
            image, or answers nonsense.
        LocalError: Docker's configuration of credentials does not work.
    """
    if not image.tag:
        raise UsageError(f"{image.repository} has no tag", "name the version to pin")
    return _Repository(image, client).digest()


class _Repository:
    """The registry's API for one image's repository."""

    def __init__(self, image: Image, client: httpx.Client) -> None:
        self._image = image
        self._client = client
        self._auth = ImageAuth(image)

    def digest(self) -> str:
        with in_our_words(self._image):
            # A HEAD is not counted as a pull; but not every registry answers one in full.
            response = self._ask("HEAD", f"manifests/{self._image.tag}")
            if response.status_code == 405 or (
                response.is_success and not response.headers.get(_DIGEST)
            ):
                response = self._ask("GET", f"manifests/{self._image.tag}")
            if response.status_code == 404:
                raise self._missing()
            if response.status_code in (401, 403):
                raise self._auth.refusal(response.url)
            response.raise_for_status()
            return self._digest_of(response)

    def _ask(self, method: str, path: str) -> httpx.Response:
        url = api_url(self._image.registry).join(f"{self._image.name}/{path}")
        headers = {
            "Accept": ",".join(_TYPES) if path.startswith("manifests/") else "application/json"
        }
        return persistently(
            lambda: self._client.request(method, url, headers=headers, auth=self._auth)
        )

    def _digest_of(self, response: httpx.Response) -> str:
        stated = response.headers.get(_DIGEST, "")
        if response.request.method == "HEAD":
            return self._checked(stated)
        algorithm = self._checked(stated).partition(":")[0] if stated else "sha256"
        computed = f"{algorithm}:{hashlib.new(algorithm, response.content).hexdigest()}"
        if stated not in ("", computed):
            raise UnreachableError(
                f"{self._image.registry} states digest {stated} for {self._image.tagged}, but its"
                f" manifest has {computed}",
                "something between here and the registry changes its answers",
            )
        if not _is_manifest(response):
            raise UnreachableError(
                f"{self._image.registry} answers for {self._image.tagged} with what is no"
                " manifest, maybe a page for signing in",
                "check the address, the network and its proxy, and that it is an image registry",
            )
        return computed

    def _checked(self, digest: str) -> str:
        try:
            return Image(self._image.repository, self._image.tag, digest).digest
        except UsageError as error:
            raise UnreachableError(
                f"{self._image.registry} answers for {self._image.tagged} with no digest:"
                f" {error.message}",
                "check that it is an image registry",
            ) from error

    def _missing(self) -> UnreachableError:
        near = difflib.get_close_matches(
            self._image.tag, self._tags(), n=_TAGS_SHOWN, cutoff=_SIMILARITY
        )
        guess = f" (the nearest tags: {', '.join(near)})" if near else ""
        return UnreachableError(
            f"there is no image {self._image.tagged}{guess}",
            "push it first, or correct repository and tag in the lock file",
        )

    def _tags(self) -> list[str]:
        """Some tags, if the registry tells; they only help to see a typing error."""
        try:
            tags = self._ask("GET", f"tags/list?n={_TAGS_READ}").json()["tags"]
            return [tag for tag in tags if isinstance(tag, str) and tag.isprintable()]
        except (httpx.HTTPError, UnreachableError, ValueError, KeyError, TypeError):
            return []


def _is_manifest(response: httpx.Response) -> bool:
    """Whether an answer is a manifest or an index, by its type and by its content.

    Source: https://github.com/opencontainers/image-spec/blob/main/manifest.md
    """
    if response.headers.get("Content-Type", "").partition(";")[0].strip() not in _TYPES:
        return False
    try:
        content = response.json()
    except (ValueError, RecursionError):
        return False
    return (
        isinstance(content, dict)
        and content.get("schemaVersion") == 2
        and (isinstance(content.get("manifests"), list) or isinstance(content.get("config"), dict))
    )


def _watch_redirect(response: httpx.Response) -> None:
    if not response.has_redirect_location:
        return
    target = response.url.join(response.headers["Location"])
    if not may_lead_to(target, source=response.url):
        raise UnreachableError(
            f"{response.url.host} sends us on to {target.scheme}://{target.host}, where others"
            " can change the answer",
            "have the registry use https throughout",
        )


@contextmanager
def in_our_words(image: Image) -> Iterator[None]:
    """Translates httpx's errors, whose own texts hold whole URLs."""
    try:
        yield
    except httpx.HTTPStatusError as error:
        wait = retry_after(error.response)
        raise UnreachableError(
            f"{error.response.url.host} answered {error.response.status_code} when asked for"
            f" {image.tagged}",
            f"it asks to come back in {wait:.0f} seconds" if wait else "try again later",
        ) from error
    except httpx.HTTPError as error:
        if tls := tls_error(error):
            raise _untrusted(image, tls) from error
        raise UnreachableError(
            f"{image.registry} does not answer when asked for {image.tagged}:"
            f" {str(error) or type(error).__name__}",
            "check the registry's name, that it runs, and the network",
        ) from error
    except httpx.InvalidURL as error:
        raise UnreachableError(
            f"{image.registry} leads to no valid address for {image.tagged}",
            "check that it is an image registry",
        ) from error


def _untrusted(image: Image, error: ssl.SSLError) -> UnreachableError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return UnreachableError(
            f"the certificate of {image.registry}, asked for {image.tagged}, is not trusted:"
            f" {error.verify_message}",
            "name your own certificate authority in SSL_CERT_FILE",
        )
    return UnreachableError(
        f"no TLS with {image.registry}, asked for {image.tagged}: {error.reason}",
        "check that it speaks https",
    )
