"""Tokens of an issuer that serves its keys on loopback."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from nexus_runtime import issuer as module
from nexus_runtime.problems import Problem
from nexus_runtime.roles import Role
from nexus_runtime.settings import Settings
from nexus_runtime.tokens import Doorkeeper, Identity, mint

SECRET = "k" * 32
RSA = rsa.generate_private_key(65537, 2048)
OTHER_RSA = rsa.generate_private_key(65537, 2048)
KEYS = {
    "RS256": RSA,
    "PS256": RSA,
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate(),
}


class Provider:
    """A server of documents: its own, and its keys."""

    def __init__(self) -> None:
        self.documents: dict[str, Any] = {}
        self.asked: list[str] = []
        self.is_away = False
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.asked.append(self.path)
                found = provider.documents.get(self.path)
                self.send_response(503 if provider.is_away or found is None else 200)
                self.end_headers()
                self.wfile.write(json.dumps(found).encode())

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.documents["/.well-known/openid-configuration"] = {
            "issuer": self.url,
            "jwks_uri": self.url + "/jwks",
        }
        self.publish()

    def publish(self, **keys: dict[str, Any]) -> None:
        """Have these keys, by their names, beside none."""
        self.documents["/jwks"] = {"keys": [{"kid": kid, **key} for kid, key in keys.items()]}

    def token(
        self, key: Any = RSA, algorithm: str = "RS256", kid: str | None = "one", **claims: Any
    ) -> str:
        now = time.time()
        given = {
            "iss": self.url,
            "aud": "nexus",
            "sub": "u-1",
            "tenant": "acme",
            "roles": ["editor"],
            "exp": now + 60,
            **claims,
        }
        return jwt.encode(
            {name: value for name, value in given.items() if value is not None},
            key,
            algorithm=algorithm,
            headers={} if kid is None else {"kid": kid},
        )


def public(key: Any, **more: str) -> dict[str, Any]:
    """A key as an issuer publishes it."""
    algorithm: Any
    if isinstance(key, rsa.RSAPrivateKey):
        algorithm = jwt.algorithms.RSAAlgorithm
    elif isinstance(key, ec.EllipticCurvePrivateKey):
        algorithm = jwt.algorithms.ECAlgorithm
    else:
        algorithm = jwt.algorithms.OKPAlgorithm
    return {**algorithm.to_jwk(key.public_key(), as_dict=True), "use": "sig", **more}


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()


def settings(provider: Provider, **more: Any) -> Settings:
    return Settings(
        port=0,
        jwt_secret=SECRET,
        oidc_issuer=provider.url,
        oidc_audience="nexus",
        oidc_client_id="page",
        **more,
    )


def identified(provider: Provider, *tokens: str, **more: Any) -> list[Identity | int]:
    """Whom each token speaks for, or the status of its refusal; one after the other."""

    async def run() -> list[Identity | int]:
        doorkeeper = Doorkeeper(settings(provider, **more))
        found: list[Identity | int] = []
        for token in tokens:
            try:
                found.append(await doorkeeper.identify(token))
            except Problem as problem:
                found.append(int(problem.status))
        await doorkeeper.close()
        return found

    return asyncio.run(run())


@pytest.mark.parametrize("algorithm", KEYS)
def test_a_token_of_the_issuer_proves_its_identity(provider: Provider, algorithm: str) -> None:
    key = KEYS[algorithm]
    provider.publish(one=public(key))
    token = provider.token(key, algorithm)
    assert identified(provider, token) == [Identity("u-1", "acme", Role.EDITOR)]


def test_any_other_token_is_denied(provider: Provider) -> None:
    provider.publish(one=public(RSA, alg="RS256"), secret={"kty": "oct", "k": "a2tr"})
    pem = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    denied = {
        "another key": provider.token(OTHER_RSA),
        "another issuer": provider.token(iss="https://elsewhere.example"),
        "no issuer": provider.token(iss=None),
        "another audience": provider.token(aud="other"),
        "no audience": provider.token(aud=None),
        "expired": provider.token(exp=time.time() - 60),
        "not yet": provider.token(nbf=time.time() + 3600),
        "no end": provider.token(exp=None),
        "nobody": provider.token(sub=None),
        "no tenant": provider.token(tenant=None),
        "tenant of a strange kind": provider.token(tenant=["acme"]),
        "another algorithm than the key's": provider.token(algorithm="RS512"),
        "no signature": provider.token(None, "none"),
        "an unknown key": provider.token(kid="two"),
        "a symmetric key": provider.token("kkk" * 12, "HS256", kid="secret"),
        "of JWT_SECRET": mint(Identity("ann", "acme"), SECRET, lifetime=60),
        # The public key as if it were a secret (CVE-2015-9235); PyJWT makes no such token.
        "a public key as a secret": _signed_by(pem, provider),
    }
    assert dict(zip(denied, identified(provider, *denied.values()), strict=True)) == dict.fromkeys(
        denied, 401
    )


def test_a_clock_may_differ_a_little(provider: Provider) -> None:
    provider.publish(one=public(RSA))
    late, early = provider.token(exp=time.time() - 5), provider.token(nbf=time.time() + 5)
    assert all(isinstance(one, Identity) for one in identified(provider, late, early))
    assert identified(provider, late, oidc_clock_skew_seconds=0) == [401]


def test_keys_are_read_once_and_again_when_a_new_one_is_used(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PAUSE_SECONDS", 0.0)
    provider.publish(one=public(RSA))

    async def run() -> None:
        doorkeeper = Doorkeeper(settings(provider))
        old, new = provider.token(), provider.token(OTHER_RSA, kid="two")
        # All at once, and the issuer is asked once.
        await asyncio.gather(*(doorkeeper.identify(old) for _ in range(20)))
        assert provider.asked.count("/jwks") == 1
        provider.publish(two=public(OTHER_RSA))
        assert (await doorkeeper.identify(new)).user == "u-1"
        assert provider.asked.count("/jwks") == 2
        with pytest.raises(Problem):
            await doorkeeper.identify(old)
        await doorkeeper.close()

    asyncio.run(run())


def test_tokens_of_unknown_keys_do_not_make_it_ask_again_and_again(provider: Provider) -> None:
    provider.publish(one=public(RSA))
    strange = [provider.token(OTHER_RSA, kid=f"key-{number}") for number in range(30)]
    assert set(identified(provider, *strange)) == {401}
    assert provider.asked.count("/jwks") == 1


def test_known_keys_are_used_while_the_issuer_is_away(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_FRESH_SECONDS", 0.0)
    provider.publish(one=public(RSA))

    async def run() -> None:
        doorkeeper = Doorkeeper(settings(provider))
        await doorkeeper.identify(provider.token())
        provider.is_away = True
        for _ in range(3):
            assert (await doorkeeper.identify(provider.token())).user == "u-1"
            await asyncio.sleep(0)
        await doorkeeper.close()

    asyncio.run(run())


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {"issuer": "https://elsewhere.example", "jwks_uri": "https://elsewhere.example/jwks"},
        {"issuer": "SELF"},
        {"issuer": "SELF", "jwks_uri": "http://keys.example/jwks"},
        {"issuer": "SELF", "jwks_uri": "file:///etc/passwd"},
    ],
)
def test_without_keys_nobody_knows_and_another_try_makes_sense(
    provider: Provider, document: Any
) -> None:
    if isinstance(document, dict) and document["issuer"] == "SELF":
        document = {**document, "issuer": provider.url}
    provider.documents["/.well-known/openid-configuration"] = document
    assert identified(provider, provider.token()) == [503]


def test_an_issuer_that_is_away_is_not_asked_by_everybody(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_REST_SECONDS", 3600.0)
    provider.is_away = True

    async def run() -> None:
        doorkeeper = Doorkeeper(settings(provider))
        waiting = [doorkeeper.identify(provider.token()) for _ in range(50)]
        answers = await asyncio.gather(*waiting, return_exceptions=True)
        assert {one.status for one in answers if isinstance(one, Problem)} == {503}
        assert len(answers) == 50
        await doorkeeper.close()

    asyncio.run(run())
    assert len(provider.asked) == 1


@pytest.mark.parametrize(
    ("claims", "more", "expected"),
    [
        ({"roles": "admin"}, {}, Role.ADMIN),
        ({"roles": ["viewer", "admin", "other"]}, {}, Role.ADMIN),
        ({"roles": ["other", 7, None]}, {}, 403),
        ({"roles": None}, {}, 403),
        ({"roles": None}, {"oidc_default_role": "viewer"}, Role.VIEWER),
        (
            {"realm_access": {"roles": ["staff"]}},
            {"oidc_role_claim": "realm_access.roles", "oidc_editor_roles": "staff, chiefs"},
            Role.EDITOR,
        ),
        (
            {"https://x.example/role": "boss"},
            {"oidc_role_claim": "https://x.example/role", "oidc_admin_roles": "boss"},
            Role.ADMIN,
        ),
    ],
)
def test_claims_give_a_role(provider: Provider, claims: Any, more: Any, expected: Any) -> None:
    provider.publish(one=public(RSA))
    [found] = identified(provider, provider.token(**{"roles": None, **claims}), **more)
    assert (found.role if isinstance(found, Identity) else found) == expected


def test_user_and_tenant_are_the_claims_that_the_settings_name(provider: Provider) -> None:
    provider.publish(one=public(RSA))
    token = provider.token(tenant=None, tid="t-9", email="ann@acme.example")
    found = identified(provider, token, oidc_tenant_claim="tid", oidc_user_claim="email")
    assert found == [Identity("ann@acme.example", "t-9", Role.EDITOR)]
    [alone] = identified(provider, token, oidc_tenant_claim="")
    assert alone == Identity("u-1", "default", Role.EDITOR)


def test_development_tokens_are_taken_beside_the_issuers_on_request(provider: Provider) -> None:
    provider.publish(one=public(RSA))
    ours = mint(Identity("ann", "acme"), SECRET, lifetime=60)
    both = identified(provider, ours, provider.token(), development_tokens=True)
    assert [one.user for one in both if isinstance(one, Identity)] == ["ann", "u-1"]


@pytest.mark.parametrize(
    ("more", "setting"),
    [
        ({"oidc_issuer": "http://issuer.example"}, "OIDC_ISSUER"),
        ({"oidc_issuer": "issuer.example"}, "OIDC_ISSUER"),
        ({"oidc_issuer": "https://issuer.example/?a=b"}, "OIDC_ISSUER"),
        ({"oidc_issuer": "https://issuer.example", "oidc_client_id": "x"}, "OIDC_AUDIENCE"),
        ({"oidc_issuer": "https://issuer.example", "oidc_audience": "x"}, "OIDC_CLIENT_ID"),
    ],
)
def test_settings_that_cannot_work_are_named(more: dict[str, Any], setting: str) -> None:
    with pytest.raises(ValueError, match=setting):
        Settings(port=0, jwt_secret=SECRET, **more)


def _signed_by(secret: bytes, provider: Provider) -> str:
    _, payload, _ = provider.token().split(".")
    head = jwt.utils.base64url_encode(b'{"alg":"HS256","kid":"one"}').decode()
    signed = f"{head}.{payload}".encode()
    algorithm = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    return (
        f"{head}.{payload}." + jwt.utils.base64url_encode(algorithm.sign(signed, secret)).decode()
    )
