"""A real image registry on loopback: Debian's `docker-registry`.

Where neither it nor its package is to be had, the tests say so and are skipped.
"""

import hashlib
import json
import ssl
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import debian_packages
import httpx
import pytest

USER, PASSWORD = "ada", "correct-horse"
HTPASSWD = f"{USER}:$2b$04$8jKjS3Sh0SCsyU1uEdw8ye5sNsCIY2zDa7.Bl/KHbDwWj5fSTXO/O\n"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"

Answer = tuple[int, Mapping[str, str], bytes]
"""Status, headers, body."""


@dataclass(frozen=True)
class RunningRegistry:
    """A registry that images can be pushed to.

    Attributes:
        host: with the port, as an image reference names it.
        client: for pushing; brings what the registry asks for.
    """

    host: str
    client: httpx.Client

    def push(self, name: str, tag: str, content: str = "") -> str:
        """Push a one-layer image; the digest of its manifest."""
        config = self._blob(name, json.dumps({"os": "linux", "content": content}).encode())
        layer = self._blob(name, content.encode())
        return self._put(
            name,
            tag,
            {
                "schemaVersion": 2,
                "mediaType": MANIFEST,
                "config": {"mediaType": "application/vnd.oci.image.config.v1+json", **config},
                "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", **layer}],
            },
        )

    def push_index(self, name: str, tag: str) -> tuple[str, str]:
        """Push an index over one image; the digests of the index and of that image."""
        image = self.push(name, f"{tag}-amd64", tag)
        size = int(self.client.head(f"/v2/{name}/manifests/{image}").headers["Content-Length"])
        platform = {"os": "linux", "architecture": "amd64"}
        member = {"mediaType": MANIFEST, "digest": image, "size": size, "platform": platform}
        index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": [member]}
        return self._put(name, tag, index), image

    def forward(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """The registry's own answer, for a server that stands before it."""
        passed = {key: value for key, value in headers.items() if key.lower() != "host"}
        answer = self.client.request(method, path, headers=passed, content=body, auth=None)
        return answer.status_code, dict(answer.headers), answer.content

    def _blob(self, name: str, content: bytes) -> dict[str, Any]:
        digest = _sha256(content)
        upload = self.client.post(f"/v2/{name}/blobs/uploads/").raise_for_status()
        target = httpx.URL(upload.headers["Location"]).copy_merge_params({"digest": digest})
        self.client.put(target, content=content).raise_for_status()
        return {"digest": digest, "size": len(content)}

    def _put(self, name: str, tag: str, manifest: dict[str, Any]) -> str:
        content = json.dumps(manifest).encode()
        headers = {"Content-Type": manifest["mediaType"]}
        url = f"/v2/{name}/manifests/{tag}"
        self.client.put(url, content=content, headers=headers).raise_for_status()
        return _sha256(content)


@pytest.fixture(scope="session")
def registry(program: Path) -> Iterator[RunningRegistry]:
    """A registry that lets everybody in; each test uses names of its own."""
    with _running(program, {}) as registry:
        yield registry


@pytest.fixture(scope="session")
def guarded_registry(
    program: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningRegistry]:
    """A registry with Basic authentication."""
    passwords = tmp_path_factory.mktemp("registry") / "htpasswd"
    passwords.write_text(HTPASSWD)
    auth = {"htpasswd": {"realm": "tests", "path": str(passwords)}}
    with _running(program, {"auth": auth}, auth=httpx.BasicAuth(USER, PASSWORD)) as registry:
        yield registry


@pytest.fixture
def start_registry(program: Path) -> Iterator[Callable[..., RunningRegistry]]:
    """Starts a registry with the given configuration besides the usual."""
    with ExitStack() as running:

        def start(**configuration: Any) -> RunningRegistry:
            return running.enter_context(_running(program, configuration))

        yield start


@pytest.fixture(scope="session")
def program() -> Path:
    """The `docker-registry` program."""
    return debian_packages.program("docker-registry", "docker-registry")


@contextmanager
def _running(
    program: Path, configuration: Mapping[str, Any], auth: httpx.Auth | None = None
) -> Iterator[RunningRegistry]:
    certificate = configuration.get("http", {}).get("tls", {}).get("certificate")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = {
            "version": "0.1",
            "storage": {"filesystem": {"rootdirectory": str(folder / "data")}},
            **configuration,
            "http": {"addr": "127.0.0.1:0", **configuration.get("http", {})},
        }
        (folder / "config.yml").write_text(json.dumps(settings))  # JSON is YAML
        log = stack.enter_context((folder / "log").open("w"))
        command = [str(program), "serve", str(folder / "config.yml")]
        process = stack.enter_context(subprocess.Popen(command, stdout=log, stderr=log))
        stack.callback(process.kill)
        port = _port(process, folder / "log")
        host = f"0.0.0.0:{port}" if certificate else f"127.0.0.1:{port}"
        client = httpx.Client(
            base_url=f"{'https' if certificate else 'http'}://{host}",
            auth=auth,
            verify=ssl.create_default_context(cafile=certificate) if certificate else True,
            trust_env=False,
        )
        yield RunningRegistry(host, stack.enter_context(client))


def _port(process: subprocess.Popen[bytes], log: Path) -> str:
    while process.poll() is None:
        _, found, rest = log.read_text().partition("listening on 127.0.0.1:")
        digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
        if found and len(rest) > len(digits):  # the line is there in full
            return digits
        time.sleep(0.02)
    raise RuntimeError(f"docker-registry does not start: {log.read_text()}")


def _sha256(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
