"""What the platform says of its Secret."""

import base64
import hashlib
import hmac

import pytest

from nexus_gitops.platform import loading
from nexus_gitops.platform.secrets import Derived, Holder, declared_secrets
from nexus_platform import PLATFORM
from nexus_platform.composition import secret_keys
from nexus_platform.environment import Environment
from nexus_platform.parts import PARTS
from nexus_platform.scram import verifier

ENVIRONMENTS = loading.names()


def environment_of(name: str) -> Environment:
    env = loading.load(name)
    assert isinstance(env, Environment)
    return env


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_each_key_that_a_component_reads_is_told(environment: str) -> None:
    env = environment_of(environment)
    read = {key for part in PARTS for key in secret_keys(env, part)}
    assert read <= PLATFORM.secret_keys(env).keys()


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_what_follows_follows_from_keys_that_are_there(environment: str) -> None:
    for secret in declared_secrets(PLATFORM, environment_of(environment)):
        names = {key.name for key in secret.keys}
        for key in secret.keys:
            if isinstance(key.origin, Derived):
                assert set(key.origin.sources) <= names
                value = key.origin.value(dict.fromkeys(key.origin.sources, "a/b@c"))
                assert "a%2Fb%40c" in value


def holder_of(key: str) -> Holder:
    holder = PLATFORM.secret_keys(environment_of("dev"))[key].holder
    assert holder is not None
    return holder


def test_no_statement_to_the_database_holds_the_password() -> None:
    holder = holder_of("DATABASE_PASSWORD")
    assert "s3cret" not in holder.words("s3cret")
    assert "s3cret" not in " ".join(holder.command)
    with pytest.raises(ValueError, match="not ASCII"):
        holder.words("pässword")


def test_redis_reads_quotes_of_a_password_as_they_stand() -> None:
    assert (
        holder_of("REDIS_PASSWORD").words('a"b\\c') == 'ACL SETUSER default ">a\\"b\\\\c"\nexit\n'
    )


def test_a_verifier_proves_the_password_that_it_was_made_of() -> None:
    """As a server does it (RFC 5802, section 3)."""
    mechanism, parameters, keys = verifier("pencil").split("$")
    iterations, salt = parameters.split(":")
    stored, server = (base64.b64decode(key) for key in keys.split(":"))
    salted = hashlib.pbkdf2_hmac("sha256", b"pencil", base64.b64decode(salt), int(iterations))
    client = hmac.digest(salted, b"Client Key", "sha256")
    assert mechanism == "SCRAM-SHA-256"
    assert hashlib.sha256(client).digest() == stored
    assert hmac.digest(salted, b"Server Key", "sha256") == server
