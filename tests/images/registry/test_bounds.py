"""What answers instead of a registry, or answers too much or too slowly, becomes no digest."""

import gzip
import json
import socket
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import httpx
import pytest

from nexus_gitops.errors import UnreachableError
from nexus_gitops.images import pin as pin_module
from nexus_gitops.images.image import Image
from nexus_gitops.images.pin import pin
from nexus_gitops.images.registry import resolve_digest
from nexus_gitops.images.registry.bounds import LARGEST_ANSWER, ask_all

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": []}).encode()


def answering(headers: dict[str, str], body: bytes) -> Callable[..., Any]:
    """A server that gives the same answer to everything."""
    return lambda method, *_: (200, headers, b"" if method == "HEAD" else body)


def image_at(host: str) -> Image:
    return Image(f"{host}/nexus/kernel", "1.0.0")


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Type": "text/html"}, b"<html>Please sign in</html>"),
        ({}, MANIFEST),
        ({"Content-Type": INDEX}, b"<html>Please sign in</html>"),
        ({"Content-Type": INDEX}, b""),
        ({"Content-Type": INDEX}, b"[" * 100_000),
        ({"Content-Type": INDEX}, b"[]"),
        ({"Content-Type": INDEX}, b'{"status": "sign in"}'),
        ({"Content-Type": INDEX}, b'{"schemaVersion": 2}'),
        ({"Content-Type": "application/json"}, MANIFEST),
    ],
)
def test_what_is_no_manifest_has_no_digest(
    serve: Callable[..., str], client: httpx.Client, headers: dict[str, str], body: bytes
) -> None:
    with pytest.raises(UnreachableError, match="no manifest"):
        resolve_digest(image_at(serve(answering(headers, body))), client)


def test_a_type_may_have_parameters(serve: Callable[..., str], client: httpx.Client) -> None:
    host = serve(answering({"Content-Type": f"{INDEX}; charset=utf-8"}, MANIFEST))
    assert resolve_digest(image_at(host), client).startswith("sha256:")


def test_an_answer_without_end_is_not_read(serve: Callable[..., str], client: httpx.Client) -> None:
    host = serve(answering({"Content-Type": INDEX}, b" " * (LARGEST_ANSWER + 1)))
    with pytest.raises(UnreachableError, match="more than 4 MiB"):
        resolve_digest(image_at(host), client)


@pytest.mark.parametrize("status", [401, 302])
def test_nor_is_one_on_the_way(
    serve: Callable[..., str], client: httpx.Client, status: int
) -> None:
    headers = {"WWW-Authenticate": 'Basic realm="x"', "Location": "/elsewhere"}
    long = b" " * (LARGEST_ANSWER + 1)
    host = serve(lambda method, *_: (405, {}, b"") if method == "HEAD" else (status, headers, long))
    with pytest.raises(UnreachableError, match="more than 4 MiB"):
        resolve_digest(image_at(host), client)


def test_a_packed_answer_is_not_unpacked(serve: Callable[..., str], client: httpx.Client) -> None:
    headers = {"Content-Type": INDEX, "Content-Encoding": "gzip"}
    host = serve(answering(headers, gzip.compress(bytes(50_000_000))))
    with pytest.raises(UnreachableError, match="encoding 'gzip'"):
        resolve_digest(image_at(host), client)


def test_a_server_that_sends_a_byte_now_and_then_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pin_module, "_SECONDS", 0.5)
    done = threading.Event()

    def drip(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            while not done.wait(0.05):
                try:
                    connection.sendall(b"H")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip, args=(listener,))
        thread.start()
        try:
            lock = {"kernel": image_at(f"127.0.0.1:{listener.getsockname()[1]}")}
            with pytest.raises(UnreachableError, match="have not answered"):
                pin(lock)
        finally:
            done.set()
            thread.join()


def test_answers_are_in_the_order_of_the_questions() -> None:
    first, second = threading.Event(), threading.Event()

    def wait_for_the_second() -> int:
        second.wait()
        first.set()
        return 1

    def go() -> int:
        second.set()
        first.wait()
        return 2

    assert ask_all([wait_for_the_second, go], at_once=2, seconds=600) == [1, 2]
    assert ask_all([partial(int, "7")] * 20, at_once=3, seconds=600) == [7] * 20


def test_a_failure_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        ask_all([lambda: 1, lambda: 1 // 0], at_once=1, seconds=600)
