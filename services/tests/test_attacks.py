"""Attacks on real services: their memory stays bounded, and the others are served."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from select import select

import psutil
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from nexus_testbed.platform import Platform
from nexus_testbed.raw import Raw, read_answer, read_to_end, request, send_on
from nexus_testbed.service import Service, wait_until

MEBIBYTE = 2**20
# Generous: an attack below would take hundreds, and a gigabyte, without its limit.
MOST_GROWTH = 100 * MEBIBYTE
LARGE = 9_900_000

Start = Callable[..., Service]


@pytest.fixture(params=["kernel", "nexus_os"])
def start(request: pytest.FixtureRequest, platform: Platform) -> Start:
    """Starts a service of either kind; settings are its variables in lower case."""
    start: Start = getattr(platform, request.param)
    return partial(start, log_level="info")


@pytest.fixture
def memory() -> Callable[[Service], int]:
    """The memory of a service's process in bytes."""
    return lambda service: int(psutil.Process(service.process.pid).memory_info().rss)


def path_of(service: Service) -> str:
    """A path of a service that takes a body and needs a token."""
    return {"workspace_kernel": "/api/workspaces", "nexus_os": "/patch/generate"}[service.module]


def is_served(platform: Platform, service: Service) -> bool:
    """Whether a user who does nothing wrong gets an answer."""
    with platform.client(service, "good", "bob") as bob:
        answers = bob.get("/health"), bob.post(path_of(service), json={})
    return [answer.status_code for answer in answers] == [200, 422]


def refused(connection_bytes: bytes) -> tuple[int, str]:
    """Status and code of the problem that an answer is."""
    head, _, body = connection_bytes.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head.lower(), connection_bytes[:300]
    return int(head.split()[1]), json.loads(body)["code"]


def test_bodies_of_strangers_are_not_kept(
    platform: Platform, start: Start, memory: Callable[[Service], int]
) -> None:
    service = start()
    path, before = path_of(service), 0
    assert is_served(platform, service)
    before = memory(service)
    with Raw(service.port) as raw:
        for _ in range(60):
            connection = raw.send(
                request("POST", path, f"Content-Length: {LARGE + 1}"), b"x" * (LARGE // 4)
            )
            assert refused(read_answer(connection))[0] == 401
        assert memory(service) - before < MOST_GROWTH
        assert is_served(platform, service)


@pytest.mark.parametrize("framing", ["Content-Length: 9900001", "Transfer-Encoding: chunked"])
def test_one_user_cannot_fill_the_memory_with_bodies(
    platform: Platform, start: Start, memory: Callable[[Service], int], framing: str
) -> None:
    service = start()
    token = platform.token("evil", "eve")
    assert is_served(platform, service)
    before = memory(service)
    part = b"x" * 900_000
    chunk = b"%x\r\n%b\r\n" % (len(part), part) if "chunked" in framing else part
    with Raw(service.port) as raw:
        for _ in range(40):
            raw.send(
                request("PATCH", "/api/workspaces/x/graph", framing, token=token), *[chunk] * 9
            )
        assert memory(service) - before < MOST_GROWTH
        assert is_served(platform, service)
        refusal = raw.send(
            request("PATCH", "/api/workspaces/x/graph", "Content-Length: 9900000", token=token)
        )
        answer = read_answer(refusal)
        assert refused(answer) == (429, "too-many-requests")
        assert b"retry-after: 1" in answer.lower()


def test_a_body_that_does_not_arrive_is_given_up(platform: Platform, start: Start) -> None:
    service = start(body_seconds="0.5")
    token = platform.token("evil", "eve")
    with Raw(service.port) as raw:
        half = raw.send(request("POST", path_of(service), "Content-Length: 10", token=token), b"{")
        assert refused(read_answer(half)) == (408, "too-slow")
        # What is left of it is not waited for either.
        read_to_end(half)


def test_heads_that_do_not_arrive_are_given_up(platform: Platform, start: Start) -> None:
    service = start(head_seconds="1")
    with Raw(service.port) as raw:
        silent = raw.send()
        halves = [
            raw.send(b"GET /health HTTP/1.1\r\nHost: pod\r\nX-Half: " + b"x" * size)
            for size in range(200)
        ]
        between = raw.send(request("GET", "/health"))
        read_answer(between)
        send_on(between, [b"\r\n", b"\r\n"])
        assert {refused(read_to_end(half)) for half in halves} == {(408, "too-slow")}
        assert read_to_end(silent) == read_to_end(between) == b""
    assert is_served(platform, service)


@pytest.mark.parametrize(
    "parts",
    [
        [b"GET /" + b"x" * 100_000],
        [b"GET /health HTTP/1.1\r\nX-Long: ", *[b"x" * 100_000] * 5],
        [b"GET /health HTTP/1.1\r\n", b"a:\r\n" * 20_000],
        [b"GET /health HTTP/1.1\r\nHost: pod\r\n", *[b"X-Many: 1\r\n"] * 5_000, b"\r\n"],
    ],
    ids=["target", "value", "tiny fields", "fields"],
)
def test_a_head_has_a_size(platform: Platform, start: Start, parts: list[bytes]) -> None:
    service = start()
    with Raw(service.port) as raw:
        answer = read_to_end(raw.send(*parts))
        assert refused(answer) == (431, "head-too-large")
    assert is_served(platform, service)


def test_a_trailer_has_a_size_and_requests_ahead_an_end(
    platform: Platform, start: Start, memory: Callable[[Service], int]
) -> None:
    service = start()
    token = platform.token("evil", "eve")
    assert is_served(platform, service)
    before = memory(service)
    chunked = request("POST", path_of(service), "Transfer-Encoding: chunked", token=token)
    with Raw(service.port) as raw:
        read_to_end(raw.send(chunked, b"0\r\n", *[b"x-trailer: " + b"x" * 1000 + b"\r\n"] * 1000))
        for _ in range(20):
            # The first is not answered before its body is there.
            ahead = request("GET", "/health", "Content-Length: 0") * 10_000
            send_on(raw.send(ahead), [ahead])
        assert memory(service) - before < MOST_GROWTH
        assert is_served(platform, service)


def test_idle_connections_give_way_to_new_ones(platform: Platform, start: Start) -> None:
    service = start(pod_max_connections="50")
    with Raw(service.port) as raw:
        idle = [raw.send() for _ in range(60)]
        assert is_served(platform, service)
        assert read_to_end(idle[0]) == b""


def test_requests_under_way_have_a_limit_for_each_user(platform: Platform, start: Start) -> None:
    service = start(user_max_requests="3")
    token = platform.token("evil", "eve")
    asking = request("POST", path_of(service), token=token)
    half = request("POST", path_of(service), "Content-Length: 10", token=token)
    with Raw(service.port) as raw:
        under_way = [raw.send(half) for _ in range(3)]
        one_more = read_answer(raw.send(half))
        assert refused(one_more) == (429, "too-many-requests")
        assert is_served(platform, service)
        for connection in under_way:
            connection.close()
        wait_until(
            lambda: b" 422 " in read_answer(raw.send(asking)),
            "the end of what a client has left",
        )


# Live connections.


@pytest.fixture
def sockets() -> Iterator[ExitStack]:
    """Closes what is entered."""
    with ExitStack() as stack:
        yield stack


def follow(service: Service, token: str, plan: str = "0", **options: object) -> ClientConnection:
    return connect(
        f"{service.url.replace('http', 'ws', 1)}/api/workspaces/{plan}/live",
        subprotocols=[Subprotocol("nexus.v1"), Subprotocol(f"bearer.{token}")],
        proxy=None,
        **options,  # type: ignore[arg-type] # the library's own
    )


def workspace(platform: Platform, kernel: Service, tenant: str = "acme") -> str:
    kernel.wait_for_record("database connected")
    with platform.client(kernel, tenant) as ann:
        answer = ann.post("/api/workspaces", json={"name": "plan"})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])


@pytest.mark.parametrize("token", ["", "x.y.z"])
def test_a_stranger_gets_no_live_connection(platform: Platform, token: str) -> None:
    kernel = platform.kernel()
    upgrade = request(
        "GET",
        "/api/workspaces/0/live",
        "Upgrade: websocket",
        "Connection: upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        f"Sec-WebSocket-Protocol: nexus.v1, bearer.{token}",
    )
    with Raw(kernel.port) as raw:
        assert refused(read_to_end(raw.send(upgrade))) == (401, "unauthorized")


def test_frames_of_strangers_are_not_kept(
    platform: Platform, memory: Callable[[Service], int]
) -> None:
    kernel = platform.kernel(log_level="info")
    assert is_served(platform, kernel)
    before = memory(kernel)
    frame = b"\x81\xff" + (16_000_000).to_bytes(8, "big") + b"\0\0\0\0" + b"x" * 2_000_000
    upgrade = request(
        "GET",
        "/api/workspaces/0/live",
        "Upgrade: websocket",
        "Connection: upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    )
    with Raw(kernel.port) as raw:
        for _ in range(100):
            raw.send(upgrade, frame)
        assert memory(kernel) - before < MOST_GROWTH
        assert is_served(platform, kernel)


def test_a_follower_may_say_little(platform: Platform, sockets: ExitStack) -> None:
    kernel = platform.kernel()
    plan = workspace(platform, kernel)
    live = sockets.enter_context(follow(kernel, platform.token("acme"), plan))
    assert json.loads(live.recv(timeout=20))["type"] == "hello"
    live.send("hello")
    live.send("x" * 5_000)
    with pytest.raises(ConnectionClosed):
        live.recv(timeout=20)
    assert live.close_code == 1009


def test_live_connections_have_a_limit_for_each_user(
    platform: Platform, sockets: ExitStack
) -> None:
    kernel = platform.kernel(user_max_sockets="3", tenant_max_sockets="5")
    plan = workspace(platform, kernel)

    def is_let_in(user: str) -> bool:
        live = sockets.enter_context(follow(kernel, platform.token("acme", user), plan))
        try:
            return bool(json.loads(live.recv(timeout=20))["type"] == "hello")
        except ConnectionClosed:
            assert live.close_code == 1013
            return False

    assert [is_let_in("eve") for _ in range(4)] == [True, True, True, False]
    assert [is_let_in("ann") for _ in range(3)] == [True, True, False]
    other = workspace(platform, kernel, "other")
    live = sockets.enter_context(follow(kernel, platform.token("other"), other))
    assert json.loads(live.recv(timeout=20))["type"] == "hello"
    sockets.close()
    wait_until(lambda: is_let_in("eve"), "a place after the others have left")


def test_a_client_that_asks_for_pongs_and_reads_none_is_cut_off(
    platform: Platform, memory: Callable[[Service], int]
) -> None:
    kernel = platform.kernel(log_level="info")
    plan = workspace(platform, kernel)
    token = platform.token("acme")
    upgrade = request(
        "GET",
        f"/api/workspaces/{plan}/live",
        "Upgrade: websocket",
        "Connection: upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        token=token,
    )
    assert is_served(platform, kernel)
    before = memory(kernel)
    pings = (b"\x89\xfd\0\0\0\0" + b"x" * 125) * 5_000
    with Raw(kernel.port) as raw:
        for _ in range(10):
            connection = raw.send(upgrade)
            read_answer(connection)
            send_on(connection, [pings] * 50)
        assert memory(kernel) - before < MOST_GROWTH
        assert is_served(platform, kernel)


def test_answers_that_nobody_takes_are_given_up(platform: Platform) -> None:
    kernel = platform.kernel(log_level="info", send_seconds="1")
    plan = workspace(platform, kernel)
    panel = {"title": "large", "x": 0, "y": 0, "data": {"text": "x" * 1_900_000}}
    with platform.client(kernel, "acme") as ann:
        change = [{"op": "add", "path": "/panels/p1", "value": panel}]
        path = f"/api/workspaces/{plan}/graph"
        assert ann.patch(path, json=change, headers={"If-Match": '"0"'}).status_code == 200

    def is_left() -> bool:
        connections = psutil.Process(kernel.process.pid).net_connections()
        here = [one for one in connections if one.raddr and one.laddr.port == kernel.port]
        return not here

    asking = request("GET", path, token=platform.token("acme", "eve"))
    with Raw(kernel.port) as raw:
        asked = [raw.send(asking * 8) for _ in range(5)]
        wait_until(lambda: select(asked, (), (), 0)[0] == asked, "the beginning of all of them")
        wait_until(is_left, "the end of all of them")
        assert all(len(read_to_end(connection)) < 8 * 1_900_000 for connection in asked)
    assert is_served(platform, kernel)


def test_the_others_are_served_while_strangers_attack(platform: Platform) -> None:
    """All at once, for as long as a user works."""
    kernel = platform.kernel(log_level="info", pod_max_connections="200", head_seconds="1")
    plan = workspace(platform, kernel)
    over = threading.Event()

    def attack(*parts: bytes) -> None:
        while not over.is_set():
            with Raw(kernel.port) as raw:
                for _ in range(40):
                    raw.send(*parts)

    attackers = [
        threading.Thread(target=attack, args=parts)
        for parts in (
            (b"GET /health HTTP/1.1\r\nX-Half: ",),
            (request("POST", "/api/workspaces", "Content-Length: 9000000"), b"x" * 100_000),
            (b"GET / HTTP/1.1\r\n", b"a:\r\n" * 20_000),
        )
    ]
    for attacker in attackers:
        attacker.start()
    try:
        with platform.client(kernel, "acme") as ann:
            for version in range(20):
                change = [{"op": "add", "path": f"/panels/p{version}", "value": PANEL}]
                answer = ann.patch(
                    f"/api/workspaces/{plan}/graph",
                    json=change,
                    headers={"If-Match": f'"{version}"', "Connection": "close"},
                )
                assert answer.json() == {"version": version + 1}
    finally:
        over.set()
        for attacker in attackers:
            attacker.join()


PANEL = {"title": "", "x": 0, "y": 0}
