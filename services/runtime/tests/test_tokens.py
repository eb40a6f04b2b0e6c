import asyncio
import hmac
import json
import time
from base64 import urlsafe_b64encode

import jwt
import pytest

from nexus_runtime.problems import Problem
from nexus_runtime.roles import Role
from nexus_runtime.settings import Settings
from nexus_runtime.tokens import LOCAL, Doorkeeper, Identity, mint

KEY = "k" * 32
ANN = Identity("ann", "acme")


def signed(**claims: object) -> str:
    """A token of Ann's with claims of any kind; only its signature is sure."""
    usual = {"sub": "ann", "tenant": "acme", "exp": int(time.time()) + 60}

    def part(document: object) -> str:
        return urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")

    text = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(usual | claims)}"
    seal = urlsafe_b64encode(hmac.digest(KEY.encode(), text.encode(), "sha256"))
    return f"{text}.{seal.decode().rstrip('=')}"


@pytest.fixture
def doorkeeper() -> Doorkeeper:
    return Doorkeeper(Settings(port=0, jwt_secret=KEY))


def identified(doorkeeper: Doorkeeper, token: str | None) -> Identity:
    return asyncio.run(doorkeeper.identify(token))


@pytest.mark.parametrize("role", Role)
def test_a_minted_token_proves_its_identity(doorkeeper: Doorkeeper, role: Role) -> None:
    ann = Identity("ann", "acme", role)
    assert identified(doorkeeper, mint(ann, KEY, lifetime=60)) == ann


def test_a_development_token_without_a_role_may_do_everything(doorkeeper: Doorkeeper) -> None:
    assert identified(doorkeeper, signed()).role is Role.ADMIN


def test_the_header_names_its_scheme_in_any_case(doorkeeper: Doorkeeper) -> None:
    header = "bearer " + mint(ANN, KEY, lifetime=60)
    assert asyncio.run(doorkeeper.identify_header(header)) == ANN


@pytest.mark.parametrize(
    "token",
    [
        None,
        "",
        "not-a-token",
        mint(ANN, KEY, lifetime=-1),
        mint(ANN, "x" * 32, lifetime=60),
        mint(Identity("", "acme"), KEY, lifetime=60),
        mint(Identity("ann", "a" * 129), KEY, lifetime=60),
        mint(Identity("ann", "a\0b"), KEY, lifetime=60),
        signed(exp=None),
        signed(exp="soon"),
        signed(exp=str(int(time.time()) + 60)),
        signed(exp=float("inf")),
        signed(exp=10**400),
        signed(exp=[]),
        signed(exp={}),
        signed(role="owner"),
        signed(role=None),
        signed(nbf="x"),
        signed(nbf=float("inf")),
        signed(iat=[]),
        signed(iat=float("inf")),
        signed(iss="another"),
        signed(iss=None),
        signed(iss=["nexus"]),
        signed(aud="another"),
        signed(sub="a\ud800"),
        signed(tenant="\udfff"),
        signed(tenant=["acme"]),
        jwt.encode({"sub": "ann", "tenant": "acme"}, KEY, algorithm="HS256"),
        jwt.encode({"sub": "ann", "exp": time.time() + 60}, KEY, algorithm="HS256"),
        jwt.encode({"sub": "ann", "tenant": 7, "exp": time.time() + 60}, KEY, algorithm="HS256"),
        jwt.encode({"sub": "ann", "tenant": "acme", "exp": time.time() + 60}, "", algorithm="none"),
    ],
)
def test_any_other_token_is_denied(doorkeeper: Doorkeeper, token: str | None) -> None:
    with pytest.raises(Problem) as denied:
        identified(doorkeeper, token)
    assert denied.value.status == 401
    assert token is None or not token or token not in denied.value.detail


def test_a_token_that_was_taken_is_denied_once_it_has_expired(doorkeeper: Doorkeeper) -> None:
    token = mint(ANN, KEY, lifetime=2)
    assert identified(doorkeeper, token) == identified(doorkeeper, token) == ANN
    time.sleep(2.1)
    with pytest.raises(Problem) as denied:
        identified(doorkeeper, token)
    assert denied.value.status == 401


def test_what_was_learnt_of_one_token_is_not_taken_for_another(doorkeeper: Doorkeeper) -> None:
    token = mint(ANN, KEY, lifetime=60)
    assert identified(doorkeeper, token) == ANN
    for other in (token[:-1], token + "A", token.upper(), token + "\ud800"):
        with pytest.raises(Problem):
            identified(doorkeeper, other)


def test_a_token_of_no_issuer_is_taken_until_one_is_required(doorkeeper: Doorkeeper) -> None:
    assert identified(doorkeeper, signed()) == identified(doorkeeper, signed(iss="nexus")) == ANN
    strict = Doorkeeper(Settings(port=0, jwt_secret=KEY, jwt_issuer="https://id.example"))
    assert identified(strict, signed(iss="https://id.example")) == ANN
    for token in (signed(), signed(iss="nexus")):
        with pytest.raises(Problem, match="token"):
            identified(strict, token)


def test_without_authentication_everybody_is_the_local_user() -> None:
    assert identified(Doorkeeper(Settings(port=0, auth_enabled=False)), None) == LOCAL


def test_a_short_key_is_refused_and_not_shown() -> None:
    with pytest.raises(ValueError, match="JWT_SECRET has fewer than 32 bytes") as refused:
        Settings(port=0, jwt_secret="hunter2")
    assert "hunter2" not in str(refused.value)


def test_while_the_key_is_replaced_both_prove_a_token_and_no_third_one() -> None:
    new, old = "n" * 32, KEY
    doorkeeper = Doorkeeper(Settings(port=0, jwt_secret=new, jwt_secret_previous=old))
    assert identified(doorkeeper, mint(ANN, new, lifetime=60)) == ANN
    assert identified(doorkeeper, mint(ANN, old, lifetime=60)) == ANN
    with pytest.raises(Problem, match="expired"):
        identified(doorkeeper, mint(ANN, old, lifetime=-60))
    with pytest.raises(Problem):
        identified(doorkeeper, mint(ANN, "t" * 32, lifetime=60))


def test_a_key_before_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="JWT_SECRET_PREVIOUS has fewer than 32 bytes"):
        Settings(port=0, jwt_secret=KEY, jwt_secret_previous="short")
