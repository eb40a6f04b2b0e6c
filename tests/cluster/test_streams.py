"""Connections into pods, several at once and each used by two threads, over TLS as clusters have it."""

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPResponse

import pytest
import trustme
from anyio.from_thread import start_blocking_portal
from httpx2 import Client
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, BytesMessage, CloseConnection, Ping, Request

from nexus_gitops.cluster.forward import _pump
from nexus_gitops.cluster.streams import Stream, forwarding
from nexus_gitops.errors import UnreachableError

_PORT_OF_THE_POD = b"\x50\x00"


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """Of an API server that leads to a pod which sends back all that it is sent."""
    authority = trustme.CA()
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.issue_cert("127.0.0.1").configure_cert(served)
    authority.configure_trust(trusted)
    with start_blocking_portal() as portal:
        server = portal.call(partial(asyncio.start_server, _echo, "127.0.0.1", 0, ssl=served))
        port = server.sockets[0].getsockname()[1]
        with Client(base_url=f"https://127.0.0.1:{port}", verify=trusted, trust_env=False) as found:
            yield found
        portal.call(server.close)


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    protocol = WSConnection(ConnectionType.SERVER)
    while data := await reader.read(65536):
        protocol.receive_data(data)
        for event in protocol.events():
            if isinstance(event, Request):
                (spoken,) = event.subprotocols
                accepted = [protocol.send(AcceptConnection(subprotocol=spoken))]
                # What comes with the answer is a part of the stream already.
                writer.writelines(
                    [
                        *accepted,
                        *(_message(protocol, channel, _PORT_OF_THE_POD) for channel in (0, 1)),
                        protocol.send(Ping()),
                    ]
                )
            elif isinstance(event, BytesMessage):
                writer.write(protocol.send(event))
            elif isinstance(event, CloseConnection):
                writer.close()
                return
        await writer.drain()
    writer.close()


def _message(protocol: WSConnection, channel: int, data: bytes) -> bytes:
    return protocol.send(BytesMessage(bytes([channel]) + data))


def _ignored(message: str) -> None:
    """Nobody is told."""


def test_no_connection_gets_what_is_anothers(client: Client) -> None:
    def ask(number: int) -> bool:
        ours, theirs = socket.socketpair()

        def serve() -> None:
            with theirs, forwarding(client, "pod", "namespace", 80) as stream:
                _pump(theirs, stream, _ignored)

        threading.Thread(target=serve).start()
        with ours:
            words = f"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nNumber: {number}\r\n\r\n"
            ours.sendall(words.encode())
            with HTTPResponse(ours) as response:
                response.begin()
                return response.getheader("Number") == str(number)

    with ThreadPoolExecutor(8) as together:
        assert all(together.map(ask, range(400)))


def test_both_sides_may_send_more_than_anybody_keeps(client: Client) -> None:
    data = bytes(8_000_000)
    with forwarding(client, "pod", "namespace", 80) as stream:
        sender = threading.Thread(target=_in_parts, args=(stream, data))
        sender.start()
        assert [stream.receive(), stream.receive()] == [
            (0, _PORT_OF_THE_POD),
            (1, _PORT_OF_THE_POD),
        ]
        received = 0
        while received < len(data):
            message = stream.receive()
            assert message is not None
            received += len(message[1])
        sender.join()


def _in_parts(stream: Stream, data: bytes) -> None:
    for start in range(0, len(data), 65536):
        stream.send(0, data[start : start + 65536])


def test_nothing_in_time_is_told_and_the_end_wakes_who_waits(client: Client) -> None:
    with forwarding(client, "pod", "namespace", 80) as stream:
        assert stream.receive() is not None
        assert stream.receive() is not None
        with pytest.raises(TimeoutError):
            stream.receive(0.01)
        waiting = threading.Thread(target=stream.receive)
        waiting.start()
        time.sleep(0.05)
        stream.end()
        waiting.join()
        assert stream.receive() is None


def test_who_speaks_another_protocol_is_told() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", trust_env=False) as client,
    ):

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

        threading.Thread(target=answer).start()
        with (
            pytest.raises(UnreachableError, match="it answers 403"),
            forwarding(client, "pod", "namespace", 80),
        ):
            pass
