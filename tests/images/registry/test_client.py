"""The digest of a tag, from a real registry and through what may go wrong before it."""

import socket
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest

from nexus_gitops.errors import LocalError, UnreachableError, UsageError
from nexus_gitops.images.image import Image
from nexus_gitops.images.registry import open_client, resolve_digest

DIGEST_HEADER = "docker-content-digest"


def test_the_digest_is_that_of_the_pushed_manifest(registry: Any, client: httpx.Client) -> None:
    digest = registry.push("nexus/plain", "1.0.0")
    assert resolve_digest(Image(f"{registry.host}/nexus/plain", "1.0.0"), client) == digest


def test_an_index_comes_before_the_image_of_one_platform(
    registry: Any, client: httpx.Client
) -> None:
    index, image = registry.push_index("nexus/many", "1.0.0")
    assert index != image
    assert resolve_digest(Image(f"{registry.host}/nexus/many", "1.0.0"), client) == index


def test_the_tag_is_asked_for_and_not_the_known_digest(registry: Any, client: httpx.Client) -> None:
    before = registry.push("nexus/again", "1.0.0", "before")
    after = registry.push("nexus/again", "1.0.0", "after")
    image = Image(f"{registry.host}/nexus/again", "1.0.0", before)
    assert resolve_digest(image, client) == after


def test_an_image_without_a_tag_cannot_be_pinned(client: httpx.Client) -> None:
    with pytest.raises(UsageError, match="has no tag"):
        resolve_digest(Image("localhost:1/nexus/kernel", ""), client)


@pytest.mark.parametrize("head", [(405, {}, b""), (200, {}, b""), (200, {DIGEST_HEADER: ""}, b"")])
def test_a_registry_that_tells_no_digest_is_asked_for_the_manifest(
    registry: Any, serve: Callable[..., str], client: httpx.Client, head: Any
) -> None:
    digest = registry.push("nexus/silent", "1.0.0")

    def front(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Any:
        if method == "HEAD":
            return head
        status, answered, content = registry.forward(method, path, headers, body)
        kept = {key: value for key, value in answered.items() if key.lower() != DIGEST_HEADER}
        return status, kept, content

    assert resolve_digest(Image(f"{serve(front)}/nexus/silent", "1.0.0"), client) == digest


@pytest.mark.parametrize("stated", ["sha256:short", "md5:0", f"sha256:{'A' * 64}"])
def test_a_digest_of_another_form_is_not_taken(
    serve: Callable[..., str], client: httpx.Client, stated: str
) -> None:
    host = serve(
        lambda method, *_: (200 if method == "HEAD" else 500, {DIGEST_HEADER: stated}, b"")
    )
    with pytest.raises(UnreachableError, match=rf"{host} answers for .* with no digest"):
        resolve_digest(Image(f"{host}/nexus/kernel", "1.0.0"), client)


def test_a_manifest_that_has_not_the_stated_digest_is_not_taken(
    serve: Callable[..., str], client: httpx.Client
) -> None:
    stated = f"sha256:{'0' * 64}"

    def lying(method: str, *_: object) -> Any:
        return (405, {}, b"") if method == "HEAD" else (200, {DIGEST_HEADER: stated}, b"{}")

    with pytest.raises(UnreachableError, match=f"states digest {stated}"):
        resolve_digest(Image(f"{serve(lying)}/nexus/kernel", "1.0.0"), client)


def test_a_missing_tag_is_told_with_the_nearest(registry: Any, client: httpx.Client) -> None:
    for tag in ("1.0.0", "1.0.1", "unlike"):
        registry.push("nexus/tags", tag)
    with pytest.raises(UnreachableError) as error:
        resolve_digest(Image(f"{registry.host}/nexus/tags", "1.0.2"), client)
    assert f"{registry.host}/nexus/tags:1.0.2" in error.value.message
    assert "1.0.0" in error.value.message
    assert "1.0.1" in error.value.message
    assert "unlike" not in error.value.message


def test_a_missing_repository_is_told(registry: Any, client: httpx.Client) -> None:
    with pytest.raises(UnreachableError, match=r"there is no image .*/nexus/nothing:1") as error:
        resolve_digest(Image(f"{registry.host}/nexus/nothing", "1.0.0"), client)
    assert "nearest" not in error.value.message


@pytest.mark.parametrize(
    "tags",
    [(403, b""), (200, b"<html>"), (200, b'{"tags": null}'), (200, b'{"tags": ["1.0.0\\u001b["]}')],
)
def test_a_registry_that_lists_no_tags_still_lacks_the_one(
    serve: Callable[..., str], client: httpx.Client, tags: tuple[int, bytes]
) -> None:
    def without(_method: str, path: str, *_: object) -> Any:
        return (tags[0], {}, tags[1]) if "/tags/" in path else (404, {}, b"")

    with pytest.raises(UnreachableError, match="there is no image") as error:
        resolve_digest(Image(f"{serve(without)}/nexus/kernel", "1.0.0"), client)
    assert error.value.message.isprintable()


def test_a_busy_registry_is_asked_again(
    registry: Any, serve: Callable[..., str], client: httpx.Client
) -> None:
    digest = registry.push("nexus/busy", "1.0.0")
    refusals = iter([429, 503])

    def front(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Any:
        if status := next(refusals, None):
            return status, {"Retry-After": "0"}, b""
        return registry.forward(method, path, headers, body)

    assert resolve_digest(Image(f"{serve(front)}/nexus/busy", "1.0.0"), client) == digest


def test_a_registry_that_wants_a_long_pause_is_asked_once(
    serve: Callable[..., str], client: httpx.Client
) -> None:
    seen = []

    def busy(method: str, *_: object) -> Any:
        seen.append(method)
        return 429, {"Retry-After": "3600"}, b""

    with pytest.raises(UnreachableError, match=r"answered 429 .* come back in 3600 seconds"):
        resolve_digest(Image(f"{serve(busy)}/nexus/kernel", "1.0.0"), client)
    assert seen == ["HEAD"]


def test_a_token_server_that_is_busy_is_asked_again(
    registry: Any, serve: Callable[..., str], client: httpx.Client
) -> None:
    digest = registry.push("nexus/token", "1.0.0")
    tokens = iter([(503, {"Retry-After": "0"}, b""), (200, {}, b'{"token": "t"}')])
    realm = serve(lambda *_: next(tokens))

    def front(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Any:
        if headers.get("Authorization") != "Bearer t":
            return 401, {"WWW-Authenticate": f'Bearer realm="http://{realm}/"'}, b""
        return registry.forward(method, path, headers, body)

    assert resolve_digest(Image(f"{serve(front)}/nexus/token", "1.0.0"), client) == digest


def test_a_registry_that_is_not_there(client: httpx.Client) -> None:
    with socket.socket() as taken:  # bound but not listening: nothing else gets the port
        taken.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(UnreachableError, match="refused") as error:
            resolve_digest(Image(f"{host}/nexus/kernel", "1.0.0"), client)
    assert f"{host}/nexus/kernel:1.0.0" in error.value.message
    assert error.value.hint


@pytest.mark.parametrize("status", [400, 418])
def test_an_unexpected_answer_is_told(
    serve: Callable[..., str], client: httpx.Client, status: int
) -> None:
    host = serve(lambda *_: (status, {}, b""))
    with pytest.raises(UnreachableError, match=f"127.0.0.1 answered {status} when asked for"):
        resolve_digest(Image(f"{host}/nexus/kernel", "1.0.0"), client)


def test_tls_with_a_certificate_authority_of_our_own(
    start_registry: Any, certificate: Any, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = {"certificate": str(certificate.file), "key": str(certificate.key)}
    registry = start_registry(http={"tls": tls})
    digest = registry.push("nexus/tls", "1.0.0")
    image = Image(f"{registry.host}/nexus/tls", "1.0.0")
    with pytest.raises(UnreachableError, match=r"self-signed certificate; .* SSL_CERT_FILE"):
        resolve_digest(image, client)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    with open_client() as trusting:
        assert resolve_digest(image, trusting) == digest


def test_a_registry_without_tls_where_tls_is_due(registry: Any, client: httpx.Client) -> None:
    port = registry.host.partition(":")[2]
    with pytest.raises(UnreachableError, match="check that it speaks https"):
        resolve_digest(Image(f"0.0.0.0:{port}/nexus/plain", "1.0.0"), client)


def test_a_redirect_from_https_to_plain_http_is_not_followed(
    serve: Callable[..., str], certificate: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def plain(method: str, *_: object) -> Any:
        seen.append(method)
        return 200, {DIGEST_HEADER: f"sha256:{'0' * 64}"}, b""

    elsewhere = serve(plain)
    host = serve(
        lambda _method, path, *_: (307, {"Location": f"http://{elsewhere}{path}"}, b""), certificate
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    with open_client() as client, pytest.raises(UnreachableError, match="sends us on to http://"):
        resolve_digest(Image(f"{host}/nexus/kernel", "1.0.0"), client)
    assert seen == []


def test_this_machine_is_not_reached_through_a_proxy(
    registry: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = registry.push("nexus/direct", "1.0.0")
    for name in ("HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://ada:s3cret@127.0.0.1:1")
    with open_client() as client:
        assert resolve_digest(Image(f"{registry.host}/nexus/direct", "1.0.0"), client) == digest


@pytest.mark.parametrize(
    ("name", "value"),
    [("HTTPS_PROXY", "nonsense://ada:s3cret@proxy"), ("SSL_CERT_FILE", "/not/there")],
)
def test_what_the_environment_says_wrongly_is_told(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(LocalError, match=name) as error:
        open_client()
    assert "s3cret" not in str(error.value)
