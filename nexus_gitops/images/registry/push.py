"""Pushes an artifact that is no image, as a Helm chart, by the OCI distribution specification.

Source: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#push
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import httpx

from nexus_gitops.errors import UnreachableError
from nexus_gitops.images.image import Image
from nexus_gitops.images.registry.address import api_url, may_lead_to
from nexus_gitops.images.registry.auth import ImageAuth
from nexus_gitops.images.registry.client import in_our_words
from nexus_gitops.images.registry.retry import persistently

_MANIFEST: Final = "application/vnd.oci.image.manifest.v1+json"
_REFUSED: Final = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class Blob:
    """Content of an artifact.

    Attributes:
        media_type: what it is.
        content: its bytes.
    """

    media_type: str
    content: bytes

    @property
    def digest(self) -> str:
        """As a manifest names it."""
        return f"sha256:{hashlib.sha256(self.content).hexdigest()}"

    def descriptor(self) -> dict[str, str | int]:
        """What a manifest says of it."""
        return {
            "mediaType": self.media_type,
            "digest": self.digest,
            "size": len(self.content),
        }


@dataclass(frozen=True, slots=True)
class Artifact:
    """What is pushed.

    Attributes:
        config: tells what it is.
        layer: holds it.
        annotations: of the manifest.
    """

    config: Blob
    layer: Blob
    annotations: Mapping[str, str] = field(default_factory=dict)

    @property
    def manifest(self) -> Blob:
        """What is tagged: the same bytes for the same content."""
        told = {
            "schemaVersion": 2,
            "mediaType": _MANIFEST,
            "config": self.config.descriptor(),
            "layers": [self.layer.descriptor()],
            **({"annotations": dict(self.annotations)} if self.annotations else {}),
        }
        return Blob(_MANIFEST, json.dumps(told, separators=(",", ":"), sort_keys=True).encode())


def push_artifact(target: Image, artifact: Artifact, client: httpx.Client) -> str:
    """Push an artifact, and return the digest that it has from then on.

    Args:
        target: where, with a tag.
        artifact: what.
        client: from `open_client`.

    Raises:
        UnreachableError: the registry does not answer, does not let us write, or says that it
            has something else than what was sent.
        LocalError: Docker's configuration of credentials does not work.
    """
    return _Push(target, client).push(artifact)


class _Push:
    def __init__(self, target: Image, client: httpx.Client) -> None:
        self._target = target
        self._client = client
        self._auth = ImageAuth(target)

    def push(self, artifact: Artifact) -> str:
        with in_our_words(self._target):
            for blob in (artifact.config, artifact.layer):
                self._upload(blob)
            manifest = artifact.manifest
            answer = self._send(
                "PUT",
                self._url(f"manifests/{self._target.tag}"),
                content=manifest.content,
                headers={"Content-Type": manifest.media_type},
            )
            stated = answer.headers.get("Docker-Content-Digest", manifest.digest)
        if stated != manifest.digest:
            raise UnreachableError(
                f"{self._target.registry} says that {self._target.tagged} is {stated}, and what was"
                f" sent is {manifest.digest}",
                "something between here and the registry changes what is sent",
            )
        return manifest.digest

    def _upload(self, blob: Blob) -> None:
        present = self._request("HEAD", self._url(f"blobs/{blob.digest}"))
        if present.is_success:
            return
        begun = self._send("POST", self._url("blobs/uploads/"))
        location = begun.url.join(begun.headers.get("Location", ""))
        if not may_lead_to(location, source=begun.url):
            raise UnreachableError(
                f"{self._target.registry} wants {self._target.tagged} sent to"
                f" {location.scheme}://{location.host}, where others could read it",
                "have the registry use https throughout",
            )
        self._send(
            "PUT",
            location.copy_merge_params({"digest": blob.digest}),
            content=blob.content,
            headers={"Content-Type": "application/octet-stream"},
        )

    def _send(
        self,
        method: str,
        url: httpx.URL,
        *,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        answer = self._request(method, url, content, headers)
        if answer.status_code in _REFUSED:
            raise self._auth.refusal(answer.url)
        answer.raise_for_status()
        return answer

    def _request(
        self,
        method: str,
        url: httpx.URL,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        return persistently(
            lambda: self._client.request(
                method, url, content=content, headers=dict(headers or {}), auth=self._auth
            )
        )

    def _url(self, path: str) -> httpx.URL:
        return api_url(self._target.registry).join(f"{self._target.name}/{path}")
