"""Who is let in: a registry's challenge and our answer, against real registries."""

import json
import time
import urllib.parse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from nexus_gitops.errors import UnreachableError
from nexus_gitops.images.image import Image
from nexus_gitops.images.registry import open_client, resolve_digest
from nexus_gitops.images.registry.auth import challenges

PASSWORD = "correct-horse"
ENCODED = "YWRhOmNvcnJlY3QtaG9yc2U"  # ada:correct-horse


def test_every_challenge_is_read_with_its_parameters() -> None:
    header = (
        'Bearer realm="https://auth.r.io/token",service="r.io",'
        'scope="repository:a/b:pull,push", Basic realm="r, io", charset=UTF-8'
    )
    bearer = {
        "realm": "https://auth.r.io/token",
        "service": "r.io",
        "scope": "repository:a/b:pull,push",
    }
    basic = {"realm": "r, io", "charset": "UTF-8"}
    assert challenges([header]) == {"bearer": bearer, "basic": basic}
    assert challenges(["BASIC realm=x", "garbage"]) == {"basic": {"realm": "x"}}


def test_basic_authentication(guarded_registry: Any, log_in: Any, client: httpx.Client) -> None:
    digest = guarded_registry.push("nexus/basic", "1.0.0")
    log_in(guarded_registry.host)
    image = Image(f"{guarded_registry.host}/nexus/basic", "1.0.0")
    assert resolve_digest(image, client) == digest


def test_without_credentials_the_way_to_get_them_is_told(
    guarded_registry: Any, client: httpx.Client
) -> None:
    host = guarded_registry.host
    with pytest.raises(UnreachableError) as error:
        resolve_digest(Image(f"{host}/nexus/basic", "1.0.0"), client)
    assert f"there are no credentials for {host}" in error.value.message
    assert f"{host}/nexus/basic:1.0.0" in error.value.message
    assert f"docker login {host}" in error.value.hint


def test_wrong_credentials_are_told_but_never_shown(
    guarded_registry: Any,
    log_in: Any,
    client: httpx.Client,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    log_in(guarded_registry.host, password=f"{PASSWORD}-but-wrong")
    with (
        caplog.at_level("DEBUG"),
        pytest.raises(UnreachableError, match="the credentials were refused") as error,
    ):
        resolve_digest(Image(f"{guarded_registry.host}/nexus/basic", "1.0.0"), client)
    written = "".join((str(error.value), caplog.text, *capfd.readouterr()))
    assert PASSWORD not in written
    assert ENCODED not in written


@pytest.fixture
def token_server(serve: Any, certificate: Any) -> dict[str, Any]:
    """A token server that lets in ada and an identity token; notes what it was asked."""
    server: dict[str, Any] = {"asked": []}

    def token(scope: str, service: str) -> str:
        kind, name, actions = scope.split(":")
        now = int(time.time())
        access = [{"type": kind, "name": name, "actions": actions.split(",")}]
        lifetime = {"iat": now, "nbf": now - 60, "exp": now + 300}
        parties = {"iss": "tests", "sub": "ada", "aud": service}
        return str(certificate.sign({**parties, **lifetime, "jti": "1", "access": access}))

    def answer(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Any:
        query = body.decode() if method == "POST" else urllib.parse.urlsplit(path).query
        asked = dict(urllib.parse.parse_qsl(query))
        server["asked"].append((method, asked))
        shown = headers.get("Authorization", "")
        if shown.startswith(f"Basic {ENCODED}"):
            content = {"token": token(asked["scope"], asked["service"])}
        elif asked.get("refresh_token") == "1dentity":
            content = {"access_token": token(asked["scope"], asked["service"])}
        else:
            return 401, {}, b"{}"
        return 200, {"Content-Type": "application/json"}, json.dumps(content).encode()

    server["host"] = serve(answer)
    return server


@pytest.fixture
def token_registry(start_registry: Any, token_server: dict[str, Any], certificate: Any) -> Any:
    """A registry that lets in who brings a token of `token_server`."""
    realm = f"http://{token_server['host']}/token"
    trust = {"issuer": "tests", "rootcertbundle": str(certificate.file)}
    return start_registry(auth={"token": {"realm": realm, "service": "r", **trust}})


def pushed(registry: Any, certificate: Any) -> tuple[Image, str]:
    """An image in the registry, pushed with a token of our own making, and its digest."""
    access = [{"type": "repository", "name": "nexus/kernel", "actions": ["pull", "push"]}]
    now = int(time.time())
    claims = {"iss": "tests", "sub": "ada", "aud": "r", "access": access}
    token = certificate.sign({**claims, "nbf": now - 60, "exp": now + 300})
    registry.client.headers["Authorization"] = f"Bearer {token}"
    digest = registry.push("nexus/kernel", "1.0.0")
    del registry.client.headers["Authorization"]
    return Image(f"{registry.host}/nexus/kernel", "1.0.0"), digest


def test_a_password_is_exchanged_for_a_token(
    token_registry: Any,
    token_server: dict[str, Any],
    certificate: Any,
    log_in: Any,
    client: httpx.Client,
) -> None:
    image, digest = pushed(token_registry, certificate)
    log_in(image.registry)
    assert resolve_digest(image, client) == digest
    asked = {"service": "r", "scope": "repository:nexus/kernel:pull"}
    assert token_server["asked"] == [("GET", asked)]


def test_an_identity_token_is_exchanged_for_a_token(
    token_registry: Any,
    token_server: dict[str, Any],
    certificate: Any,
    docker_config: Path,
    client: httpx.Client,
    caplog: pytest.LogCaptureFixture,
) -> None:
    image, digest = pushed(token_registry, certificate)
    docker_config.write_text(json.dumps({"auths": {image.registry: {"identitytoken": "1dentity"}}}))
    with caplog.at_level("DEBUG"):
        assert resolve_digest(image, client) == digest
    ((method, asked),) = token_server["asked"]
    assert (method, asked["grant_type"]) == ("POST", "refresh_token")
    assert "1dentity" not in caplog.text


def test_a_token_server_that_refuses(
    token_registry: Any, certificate: Any, log_in: Any, client: httpx.Client
) -> None:
    image, _ = pushed(token_registry, certificate)
    with pytest.raises(UnreachableError, match="there are no credentials for"):
        resolve_digest(image, client)
    log_in(image.registry, password="wrong")
    with pytest.raises(UnreachableError, match="the credentials were refused"):
        resolve_digest(image, client)


def test_no_password_goes_from_https_to_plain_http(
    start_registry: Any,
    token_server: dict[str, Any],
    certificate: Any,
    log_in: Any,
    client: httpx.Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    realm = f"http://{token_server['host']}/token"
    trust = {"issuer": "tests", "rootcertbundle": str(certificate.file)}
    registry = start_registry(
        auth={"token": {"realm": realm, "service": "r", **trust}},
        http={"tls": {"certificate": str(certificate.file), "key": str(certificate.key)}},
    )
    log_in(registry.host)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    with (
        open_client() as trusting,
        pytest.raises(UnreachableError, match=r"http://127\.0\.0\.1, where others could read"),
    ):
        resolve_digest(Image(f"{registry.host}/nexus/kernel", "1.0.0"), trusting)
    assert token_server["asked"] == []


@pytest.mark.parametrize("asks_first", [False, True])
def test_another_server_behind_a_redirect_gets_no_password(
    serve: Callable[..., str],
    log_in: Any,
    client: httpx.Client,
    asks_first: bool,  # noqa: FBT001
) -> None:
    seen = []

    def stranger(_method: str, _path: str, headers: Mapping[str, str], _body: bytes) -> Any:
        seen.append(headers.get("Authorization"))
        return 401, {"WWW-Authenticate": f'Bearer realm="http://{elsewhere}/token"'}, b""

    def registry(_method: str, path: str, headers: Mapping[str, str], _body: bytes) -> Any:
        if asks_first and "Authorization" not in headers:
            return 401, {"WWW-Authenticate": 'Basic realm="registry"'}, b""
        return 307, {"Location": f"http://{elsewhere}{path}"}, b""

    elsewhere = serve(stranger)
    host = serve(registry)
    log_in(host)
    with pytest.raises(UnreachableError, match="does not let us read"):
        resolve_digest(Image(f"{host}/nexus/kernel", "1.0.0"), client)
    assert seen == [None]


@pytest.mark.parametrize(
    ("realm", "message"),
    [
        ("", "fetched from nowhere"),
        ("http://auth.example.com/token", r"fetched from http://auth\.example\.com"),
        ("http://r:port", "leads to no valid address"),
    ],
)
def test_a_challenge_that_leads_nowhere_good(
    serve: Callable[..., str], client: httpx.Client, realm: str, message: str
) -> None:
    host = serve(lambda *_: (401, {"WWW-Authenticate": f'Bearer realm="{realm}"'}, b""))
    with pytest.raises(UnreachableError, match=message):
        resolve_digest(Image(f"{host}/nexus/kernel", "1.0.0"), client)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'"token"'])
def test_a_token_server_that_gives_no_token(
    serve: Callable[..., str], client: httpx.Client, content: bytes
) -> None:
    realm = serve(lambda *_: (200, {}, content))
    challenge = {"WWW-Authenticate": f'Bearer realm="http://{realm}/token"'}
    host = serve(lambda *_: (401, challenge, b""))
    with pytest.raises(UnreachableError, match="gave no token for"):
        resolve_digest(Image(f"{host}/nexus/kernel", "1.0.0"), client)
