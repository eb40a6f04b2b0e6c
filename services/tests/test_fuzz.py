"""Whatever is sent, no answer is a defect's, no line an error, and the service goes on.

Schemathesis asks what the OpenAPI documents describe (test_openapi.py of each service); here is
what no document does: tokens with any claims, bytes as headers, paths, cursors, frames.
"""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nexus_testbed.platform import Platform
from nexus_testbed.postgres import PostgresServer
from nexus_testbed.raw import Raw, read_answer, request
from nexus_testbed.redis import RedisServer
from nexus_testbed.service import Service, wait_until

UPGRADE = (
    "Upgrade: websocket",
    "Connection: upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
)
PATHS = {
    "workspace_kernel": ("GET", "/api/workspaces"),
    "nexus_os": ("POST", "/patch/generate"),
}

fuzz = settings(
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)

# Half of the numbers near the ends of what clocks, floats and databases hold.
edges = st.sampled_from(
    [
        0,
        -1,
        2**31,
        2**53,
        2**63,
        -(2**63),
        10**400,
        1e308,
        float("inf"),
        float("-inf"),
        float("nan"),
    ]
)
texts = st.text(st.characters(), max_size=20) | st.sampled_from(
    ["\ud800", "\0", "", "nexus", "a" * 200, "1" * 5_000, "../..", "\u202e", "\r\nX: y"]
)
values = st.recursive(
    st.none() | st.booleans() | edges | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
claims = st.dictionaries(
    st.sampled_from(["sub", "tenant", "exp", "iss", "aud", "nbf", "iat", "jti"]) | texts, values
)
heads = st.dictionaries(st.sampled_from(["typ", "kid", "crit", "b64", "jku", "cty"]), values)
# No control characters: those end a head, and the last test sends them.
printable = st.binary(max_size=60).map(
    lambda some: bytes(one for one in some if one >= 32 and one != 127).decode("latin-1")
)
names = st.sampled_from(
    [
        *("Authorization", "If-Match", "Content-Type", "Content-Encoding", "Accept", "Origin"),
        *("Accept-Encoding", "Cookie", "Expect", "Forwarded", "X-Forwarded-For", "Range"),
        *("X-Forwarded-Proto", "X-Forwarded-Host", "X-Request-Id", "traceparent", "tracestate"),
        *("X-Nexus-Hops", "Upgrade", "Connection", "Host", "Transfer-Encoding", "Content-Length"),
        *("Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Protocol"),
        "Sec-WebSocket-Extensions",
    ]
)
odd = printable | st.sampled_from(
    [
        *("", "-1", "0", "+1", "1_0", "99999999999999999999", "\u00b2", "chunked", "gzip, chunked"),
        *("websocket", "upgrade", "close", "keep-alive", "h2c", '"1"', 'W/"0"', "*", "bytes=0-"),
        *(
            "100-continue",
            "a" * 5_000,
            ";",
            ",",
            "=",
            "permessage-deflate; client_max_window_bits=99",
        ),
        "00-" + "0" * 32 + "-" + "0" * 16 + "-zz",
    ]
)
headers = st.lists(st.tuples(names, odd), max_size=4)


class Fuzzed:
    """A service of either kind, and what it answers."""

    def __init__(self, platform: Platform, service: Service) -> None:
        self.service = service
        self.key = platform.jwt_secret
        self.token = platform.token("acme")
        self.method, self.path = PATHS[service.module]
        service.wait_for_record("listening")
        if service.module == "workspace_kernel":
            service.wait_for_record("database connected")

    def asks(self, *parts: bytes) -> int | None:
        """The status of the first answer to `parts`; None where there is none."""
        with Raw(self.service.port) as raw:
            answer = read_answer(raw.send(*parts))
        status = int(answer.split()[1]) if answer.startswith(b"HTTP/1.1 ") else None
        assert status is None or status < 500, answer[:500]
        return status

    def signed(self, head: dict[str, object], body: dict[str, object]) -> str:
        """A token whose signature is good, whatever it says."""

        def part(document: object) -> str:
            return urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")

        text = f"{part({'alg': 'HS256'} | head)}.{part(body)}"
        seal = urlsafe_b64encode(hmac.digest(self.key.encode(), text.encode(), "sha256"))
        return f"{text}.{seal.decode().rstrip('=')}"


@pytest.fixture(scope="module")
def module_platform(
    postgres_server: PostgresServer, migrated: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    """What starts the services of all tests here."""
    redis = RedisServer(tmp_path_factory.mktemp("redis"))
    redis.start()
    platform = Platform(postgres_server, redis, postgres_server.create_database(template=migrated))
    yield platform
    platform.stop()
    redis.stop()
    assert [line for service in platform.services for line in service.other_lines] == []


@pytest.fixture(scope="module", params=["kernel", "nexus_os"])
def service(request: pytest.FixtureRequest, module_platform: Platform) -> Service:
    """A service of either kind, which must bear all of the tests, one after the other."""
    start: Callable[..., Service] = getattr(module_platform, request.param)
    return start(
        log_level="info",
        # What is sent in half is answered, too, and soon.
        head_seconds="0.2",
        body_seconds="0.2",
        **({"tenant_requests_per_second": "100000"} if request.param == "kernel" else {}),
    )


@pytest.fixture
def fuzzed(module_platform: Platform, service: Service) -> Iterator[Fuzzed]:
    """A service that must have logged no error at the end."""
    fuzzed = Fuzzed(module_platform, service)
    yield fuzzed
    wait_until(lambda: fuzzed.asks(request_of(fuzzed)) in {200, 422}, "an answer")
    errors = [one for one in service.records if one["level"] in {"error", "critical"}]
    assert not errors, "\n".join(map(str, errors[0].values()))


def request_of(fuzzed: Fuzzed, *more: str, path: str = "", token: str | None = None) -> bytes:
    return request(
        fuzzed.method,
        path or fuzzed.path,
        "Connection: close",
        *more,
        token=fuzzed.token if token is None else token,
    )


def test_a_token_may_claim_anything(fuzzed: Fuzzed) -> None:
    @fuzz
    @given(claims, heads, st.sampled_from(["", "upgrade"]))
    @example({"tenant": "\ud800"}, {}, "")
    @example({"exp": "99999999999"}, {}, "upgrade")
    @example({"exp": float("inf")}, {}, "")
    def run(body: dict[str, object], head: dict[str, object], upgrade: str) -> None:
        usual = {"sub": "ann", "tenant": "acme", "exp": int(time.time()) + 60}
        token = fuzzed.signed(head, usual | body)
        if upgrade:
            fuzzed.asks(request("GET", "/api/workspaces/0/live", *UPGRADE, token=token))
        else:
            fuzzed.asks(request_of(fuzzed, token=token))

    run()


def test_headers_may_hold_anything(fuzzed: Fuzzed) -> None:
    @fuzz
    @given(headers, st.sampled_from(["", "/api/workspaces/0/graph", "/health", "/metrics"]))
    def run(more: list[tuple[str, str]], path: str) -> None:
        fuzzed.asks(request_of(fuzzed, *(f"{name}: {value}" for name, value in more), path=path))

    run()


def test_paths_may_hold_anything(fuzzed: Fuzzed) -> None:
    paths = st.lists(
        printable | st.sampled_from(["%00", "%ff", "..", "%2e%2e", "//", "%", "api", "workspaces"]),
        max_size=6,
    ).map("/".join)

    @fuzz
    @given(
        paths, st.sampled_from(["GET", "PATCH", "DELETE", "POST", "OPTIONS", "HEAD", "PROPFIND"])
    )
    def run(path: str, method: str) -> None:
        target = ("/" + path).replace(" ", "")
        fuzzed.asks(request(method, target, "Connection: close", token=fuzzed.token))

    run()


def test_a_cursor_may_be_anything(fuzzed: Fuzzed) -> None:
    moments = st.datetimes().map(lambda at: at.isoformat()) | st.sampled_from(
        [
            *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999-14:00", "2025-02-30T00:00Z"),
            *("0001-01-01T00:00:00Z", "2025-W53-7", "2025-01-01T24:00:00Z", "+002025-01-01T00:00Z"),
        ]
    )
    zones = st.sampled_from(["", "Z", "+00:00", "+23:59", "-23:59:59.999999"])
    ids = st.uuids().map(str) | st.sampled_from(["", "0" * 32, "{" + "0" * 32 + "}", "\u00b2" * 32])
    cursors = st.tuples(moments, zones, ids).map(
        lambda parts: urlsafe_b64encode(f"{parts[0]}{parts[1]}|{parts[2]}".encode()).decode()
    )
    numbers = edges.map(str) | st.integers().map(str) | printable

    @fuzz
    @given(cursors | printable.map(lambda some: some.replace(" ", "+")), numbers)
    def run(cursor: str, number: str) -> None:
        number = number.replace(" ", "+")
        fuzzed.asks(request_of(fuzzed, path=f"{fuzzed.path}?after={cursor}&limit=7"))
        fuzzed.asks(request_of(fuzzed, path=f"{fuzzed.path}?limit={number}"))
        live = f"/api/workspaces/0/live?since={number}"
        fuzzed.asks(request("GET", live, *UPGRADE, token=fuzzed.token))

    run()


def test_a_live_connection_may_be_asked_for_and_spoken_to_in_any_way(fuzzed: Fuzzed) -> None:
    frames = st.lists(
        st.binary(max_size=40)
        | st.sampled_from(
            [
                b"\x81\x80\0\0\0\0",
                b"\x89\x80\0\0\0\0",
                b"\x88\x82\0\0\0\0\x03\xe8",
                b"\x88\x82\0\0\0\0\0\0",
                b"\x81\x83\0\0\0\0\xff\xff\xff",
                b"\x01\x81\0\0\0\0x",
                b"\xc1\x81\0\0\0\0x",
                b"\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0",
            ]
        ),
        max_size=5,
    )

    @fuzz
    @given(headers, frames)
    def run(more: list[tuple[str, str]], spoken: list[bytes]) -> None:
        lines = (f"{name}: {value}" for name, value in more)
        asking = request("GET", "/api/workspaces/0/live", *UPGRADE, *lines, token=fuzzed.token)
        fuzzed.asks(asking, *spoken)

    run()


def test_a_connection_may_carry_anything(fuzzed: Fuzzed) -> None:
    whole = request_of(fuzzed)
    parts = st.lists(
        st.binary(max_size=60)
        | st.sampled_from(
            [
                *(whole, b"\r\n", b"\r\n\r\n", b"\n", b"0\r\n\r\n", b"5\r\nhello\r\n", b"-1\r\n"),
                b"GET / HTTP/1.1\r\nHost: pod\r\n\r\n",
                b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                b"CONNECT pod:1 HTTP/1.1\r\nHost: pod\r\n\r\n",
                b"GET http://[ HTTP/1.1\r\nHost: pod\r\n\r\n",
                b"GET \xc3\xa9 HTTP/1.0\r\n\r\n",
                b"POST /api/workspaces HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
                b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
            ]
        ),
        max_size=5,
    )

    @fuzz
    @given(parts)
    def run(sent: list[bytes]) -> None:
        fuzzed.asks(*sent)

    run()
