"""Small servers that stand between a real registry and us, and credentials for them."""

import base64
import json
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from real_registry import PASSWORD, USER, Answer

from nexus_gitops.images.registry import open_client

App = Callable[[str, str, Mapping[str, str], bytes], Answer]
"""Method, path with query, headers, body -> status, headers, body."""


@dataclass(frozen=True)
class Certificate:
    """A self-signed certificate for 0.0.0.0.

    That address reaches loopback without being one by name, so TLS is spoken to it.
    """

    file: Path
    key: Path

    def sign(self, claims: Mapping[str, Any]) -> str:
        """The claims as a JSON Web Token that carries the certificate."""
        der = ssl.PEM_cert_to_DER_cert(self.file.read_text())
        header = {"typ": "JWT", "alg": "RS256", "x5c": [base64.b64encode(der).decode()]}
        content = ".".join(_base64url(json.dumps(part).encode()) for part in (header, claims))
        command = ["openssl", "dgst", "-sha256", "-sign", str(self.key)]
        signature = subprocess.run(command, input=content.encode(), capture_output=True, check=True)
        return f"{content}.{_base64url(signature.stdout)}"


@pytest.fixture(autouse=True)
def docker_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Docker's configuration, of this test alone; not there until the test writes it."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    folder = tmp_path / "docker"
    folder.mkdir()
    monkeypatch.setenv("DOCKER_CONFIG", str(folder))
    return folder / "config.json"


@pytest.fixture
def log_in(docker_config: Path) -> Callable[..., None]:
    """Does what `docker login` does."""

    def write(host: str, user: str = USER, password: str = PASSWORD) -> None:
        auth = base64.b64encode(f"{user}:{password}".encode()).decode()
        docker_config.write_text(json.dumps({"auths": {host: {"auth": auth}}}))

    return write


@pytest.fixture
def client(docker_config: Path) -> Iterator[httpx.Client]:
    """The client under test."""
    with open_client() as client:
        yield client


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """Starts a small HTTP server, or HTTPS with a certificate; gives its host and port."""
    with ExitStack() as running:

        def start(app: App, certificate: Certificate | None = None) -> str:
            return running.enter_context(_serving(app, certificate))

        yield start


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """See `Certificate`."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed, which makes the certificate of this test")
    folder = tmp_path_factory.mktemp("certificate")
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=tests", "-addext", "subjectAltName=IP:0.0.0.0"]
    command += ["-out", str(made.file), "-keyout", str(made.key)]
    subprocess.run(command, capture_output=True, check=True)
    return made


@contextmanager
def _serving(app: App, certificate: Certificate | None) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, content = app(self.command, self.path, dict(self.headers), body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_HEAD = do_POST = _answer  # noqa: N815 -- http.server's names

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate.file, certificate.key)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"{'0.0.0.0' if certificate else '127.0.0.1'}:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
