"""Whatever bytes come to the page's nginx, it goes on, shows nothing else, and passes on one request.

What it passes on is read here by the letter of RFC 9112, as a kernel might that reads otherwise than
nginx does: what nginx takes for one request must be one to everybody.
"""

import re
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nexus_testbed.entry import PageServer
from nexus_testbed.loopback import HOST
from nexus_testbed.raw import read_answer, request

SECRET = b"nobody is to read this"
# Of the kernel, beside the API, where no token is asked for.
INTERNAL = {b"/metrics", b"/load", b"/ready", b"/health"}
# RFC 9110, sections 15.6.2 and 15.6.6: what the client wants of HTTP is not there.
OF_THE_CLIENT = {501, 505}
QUIET_SECONDS = 0.05
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
SMUGGLED = b"GET /metrics HTTP/1.1\r\nHost: kernel\r\n\r\n"

NUMBERS = (b"0", b"5", b"40", b"05", b"+5", b"-1", b"5, 5", b"0x5", b"5 5", b"9" * 20, b"", b"5\0")
CODINGS = (
    b"chunked",
    b"Chunked",
    b"chunked, identity",
    b"identity, chunked",
    b"\x0bchunked",
    b"gzip",
)

pieces = st.sampled_from(
    b"/ // /api/ /api api .. . /../ %2e%2e %2E. %2f %5c \\ %00 %0d%0a ; ? # % \xff * secret run/nginx.conf"
    b" metrics load /assets/ problems/unavailable http://kernel http://kernel/api/ /api/x".split()
)
targets = st.tuples(
    st.sampled_from([b"/api/", b"/api/", b"/", b""]), st.lists(pieces, max_size=5).map(b"".join)
).map(b"".join)
methods = st.sampled_from(
    [*[b"GET", b"POST", b"PATCH"] * 3, b"HEAD", b"TRACE", b"CONNECT", b"get", b"\x16\3"]
)
versions = st.sampled_from(
    [
        *[b" HTTP/1.1"] * 12,
        b" HTTP/1.0",
        b" HTTP/2.0",
        b" HTTP/1.10",
        b"  HTTP/1.1 ",
        b" http/1.1",
        b"",
    ]
)
ends = st.sampled_from([*[b"\r\n"] * 12, b"\n", b"\r", b"\r\r\n"])
sizes = st.sampled_from(NUMBERS).map(b"Content-Length: %b".__mod__)
codings = st.sampled_from(CODINGS).map(b"Transfer-Encoding: %b".__mod__)
odd = st.sampled_from(
    [
        *[
            b"Content-Length : 5",
            b" Content-Length: 5",
            b"Content-Length:\r\n 5",
            b"X: 1\nContent-Length: 5",
        ],
        *[
            b"Transfer-Encoding : chunked",
            b"Transfer_Encoding: chunked",
            b"X: 1\rTransfer-Encoding: chunked",
        ],
        *[
            b"Connection: close",
            b"Connection: Content-Length, Host",
            b"Upgrade: h2c",
            b"Upgrade: websocket",
        ],
        *[
            b"Expect: 100-continue",
            b"Range: bytes=-9",
            b"Host: kernel",
            b"\0: 1",
            b"no field",
            b"X: " + b"x" * 20_000,
        ],
    ]
)
bodies = st.sampled_from(
    [
        *[b"", b"hello", SMUGGLED, b"0\r\n\r\n", b"0\r\n\r\n" + SMUGGLED],
        *[b"5\r\nhello\r\n0\r\n\r\n", b"%x\r\n%b\r\n0\r\n\r\n" % (len(SMUGGLED), SMUGGLED)],
        *[b'5;a="\n\r\nhello\r\n0\r\n\r\n', b"5\nhello\n0\n\n", b"-1\r\n", b"F" * 17],
    ]
)


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """A request, or nearly one."""
    host = draw(st.sampled_from([*[[b"Host: page"]] * 6, [], [b"Host:"]]))
    fields = draw(st.lists(sizes | codings | odd, max_size=2))
    lines = [draw(methods) + b" " + draw(targets) + draw(versions), *host, *fields, b"", b""]
    return draw(ends).join(lines) + draw(bodies)


class Received:
    """What a kernel was sent, and what of it is no single request of HTTP/1.1."""

    def __init__(self) -> None:
        self.paths: list[bytes] = []
        self.faults: list[bytes] = []

    def take(self, connection: socket.socket) -> None:
        """Read one request, answer it, and see that nothing follows."""
        text = b""
        while b"\r\n\r\n" not in text and (part := connection.recv(65_536)):
            text += part
        head, _, body = text.partition(b"\r\n\r\n")
        line, *fields = head.split(b"\r\n")
        size = _size(fields)
        if size is None or not re.fullmatch(rb"[A-Z]+ /[^ \r\n\0]* HTTP/1\.1", line):
            self.faults.append(text)
            connection.sendall(_ANSWER)
            return
        self.paths.append(unquote_to_bytes(re.split(rb"[ ?#]", line)[1]))
        while len(body) < size and (part := connection.recv(65_536)):
            body += part
        connection.sendall(_ANSWER)
        while part := connection.recv(65_536):
            body += part
        if len(body) > size:
            self.faults.append(text)


def _size(fields: list[bytes]) -> int | None:
    """Bytes of the body; None where not everybody would find the same number."""
    named: dict[bytes, list[bytes]] = {}
    for field in fields:
        found = re.fullmatch(rb"([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]*([^\r\n\0]*)", field)
        if found is None:
            return None
        named.setdefault(found[1].lower(), []).append(found[2].strip())
    sizes = named.get(b"content-length", [b"0"])
    plain = len(sizes) == 1 and re.fullmatch(rb"\d+", sizes[0])
    if not plain or b"transfer-encoding" in named or len(named.get(b"host", [])) != 1:
        return None
    return int(sizes[0])


@contextmanager
def a_kernel() -> Iterator[tuple[Received, str]]:
    received = Received()

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            with suppress(ConnectionError):  # nginx may have no client any more
                received.take(self.request)

    with ThreadingTCPServer((HOST, 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        try:
            yield received, f"http://{HOST}:{server.server_address[1]}"
        finally:
            server.shutdown()


def answers(port: int, text: bytes) -> bytes:
    """All that nginx says to some bytes, after which nothing more comes."""
    said = b""
    with socket.create_connection((HOST, port), timeout=QUIET_SECONDS) as connection:
        try:
            connection.sendall(text)
            try:
                while part := connection.recv(65_536):
                    said += part
            except TimeoutError:
                # It waits for more; what is under way has its time.
                connection.settimeout(30)
                connection.shutdown(socket.SHUT_WR)
                while part := connection.recv(65_536):
                    said += part
        except ConnectionError:
            pass
    return said


@pytest.fixture(scope="module")
def page() -> Iterator[tuple[int, Received]]:
    """The page's port, and what its kernel receives."""
    # pytest's own folders can be entered by one user alone, who is not nginx's.
    with tempfile.TemporaryDirectory(prefix="nexus-page-") as name, a_kernel() as (received, url):
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "secret").write_bytes(SECRET)
        server = PageServer(folder, url)
        yield urlsplit(server.url).port or 0, received
        server.stop()


@settings(
    max_examples=300,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(requests(), min_size=1, max_size=3).map(b"".join) | st.binary(max_size=40))
def test_any_bytes_are_answered_by_the_page_alone_or_passed_on_as_one_request(
    page: tuple[int, Received], text: bytes
) -> None:
    port, received = page
    said = answers(port, text)
    statuses = {int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", said)}
    assert {status for status in statuses if status >= 500} <= OF_THE_CLIENT
    assert SECRET not in said
    assert b"worker_processes" not in said
    assert received.faults == []
    assert INTERNAL.isdisjoint(received.paths)
    with socket.create_connection((HOST, port), timeout=30) as connection:
        connection.sendall(request("GET", "/"))
        assert read_answer(connection).startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize(
    "text",
    [
        request("PATCH", "/api/x", "Transfer-Encoding: chunked", body=b"1\r\na\r\n0\r\n\r\n"),
        # To which the kernel's HTTP/1.1 needs a Host added.
        b"GET /api/x HTTP/1.0\r\n\r\n",
    ],
)
def test_what_is_a_request_is_passed_on(page: tuple[int, Received], text: bytes) -> None:
    port, received = page
    before = len(received.paths)
    assert b"HTTP/1.1 200 OK\r\n" in answers(port, text)
    assert received.paths[before:] == [b"/api/x"]
    assert received.faults == []
