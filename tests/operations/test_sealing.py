"""Secrets are sealed so that the controller can open them, and what is sealed stays as it is."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID

from nexus_gitops.errors import UsageError
from nexus_gitops.operations.sealing import Certificate, certificate_of, seal
from nexus_gitops.operations.secret_values import Action

NOW = datetime(2026, 6, 1, tzinfo=UTC)
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CERTIFICATE = Certificate(KEY.public_key(), "")


def pem(key: Any, begin: datetime, days: int) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sealed-secrets")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)


def opened(text: str, label: str = "") -> Mapping[str, str]:
    """As the controller opens it: pkg/crypto/crypto.go of Sealed Secrets."""
    (found,) = yaml.safe_load_all(text)
    metadata = found["metadata"]
    place = label or f"{metadata['namespace']}/{metadata['name']}"
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), place.encode())
    values = {}
    for key, blob in found["spec"]["encryptedData"].items():
        data = base64.b64decode(blob)
        length = int.from_bytes(data[:2], "big")
        session = KEY.decrypt(data[2 : 2 + length], oaep)
        values[key] = AESGCM(session).decrypt(bytes(12), data[2 + length :], None).decode()
    return values


def sealed(given: Mapping[str, str], before: str = "", *renewed: str) -> str:
    return seal("dev", CERTIFICATE, given, before, renewed).text


def test_the_controller_reads_what_was_given_and_what_follows() -> None:
    values = opened(sealed({"DATABASE_PASSWORD": "p@ss"}))
    assert values["DATABASE_PASSWORD"] == "p@ss"
    assert "p%40ss" in values["DATABASE_URL"]
    assert len(values["JWT_SECRET"]) == 64
    assert "p@ss" not in sealed({"DATABASE_PASSWORD": "p@ss"})


def test_a_blob_is_of_no_use_under_another_name() -> None:
    with pytest.raises(ValueError, match="Decryption failed"):
        opened(sealed({}), label="other/nexus-secrets")


def test_what_is_sealed_stays_to_the_byte() -> None:
    before = sealed({})
    again = seal("dev", CERTIFICATE, {}, before, ())
    assert again.text == before
    assert {action for keys in again.keys.values() for action in keys.values()} == {Action.KEPT}


def test_a_renewed_key_takes_along_what_follows_from_it_and_nothing_else() -> None:
    before = sealed({})
    old, new = opened(before), opened(sealed({}, before, "DATABASE_PASSWORD"))
    assert {key for key in old if new[key] != old[key]} == {"DATABASE_PASSWORD", "DATABASE_URL"}
    assert new["DATABASE_PASSWORD"] in new["DATABASE_URL"]


def test_what_follows_from_a_sealed_key_cannot_be_worked_out() -> None:
    (found,) = yaml.safe_load_all(sealed({}))
    del found["spec"]["encryptedData"]["DATABASE_URL"]
    with pytest.raises(UsageError, match="follows from DATABASE_PASSWORD, which is sealed"):
        sealed({}, yaml.safe_dump(found))


def test_an_environment_whose_values_come_from_a_store_has_nothing_to_seal() -> None:
    with pytest.raises(UsageError, match="no Secret of prod is made by hand"):
        seal("prod", CERTIFICATE, {}, "", ())


@pytest.mark.parametrize("text", ["- a list\n", "kind: Secret\n", "{"])
def test_another_file_is_not_overwritten(text: str) -> None:
    with pytest.raises(UsageError, match="something else than sealed Secrets"):
        sealed({}, text)


def test_an_old_certificate_is_told_and_an_expired_one_refused() -> None:
    fresh = certificate_of(pem(KEY, NOW - timedelta(days=3), 3650), NOW)
    assert not fresh.warning
    old = certificate_of(pem(KEY, NOW - timedelta(days=40), 3650), NOW)
    assert "40 days old" in old.warning
    with pytest.raises(UsageError, match="expired on 2026-05-02"):
        certificate_of(pem(KEY, NOW - timedelta(days=40), 10), NOW)


def test_what_is_no_certificate_of_a_controller_is_told() -> None:
    with pytest.raises(UsageError, match="no PEM file"):
        certificate_of(b"nonsense", NOW)
    with pytest.raises(UsageError, match="no RSA key"):
        certificate_of(pem(ec.generate_private_key(ec.SECP256R1()), NOW, 10), NOW)
