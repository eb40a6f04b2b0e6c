"""Private keys, and the certificates and public keys that look like them: PEM, DER, JWK, PuTTY.

RFC 7468 (PEM), RFC 5958 and 8017 (what DER begins with), RFC 7517 (JWK).
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Final


def base64_forms(text: bytes) -> tuple[str, ...]:
    """What `text` looks like inside base64, at each of the three places it may begin.

    The first and last characters also depend on neighbours, so they are left out.
    """
    forms = []
    for lead in range(3):
        encoded = b64encode(bytes(lead) + text).decode()
        known_from = -(-lead * 8 // 6)
        known_to = (lead + len(text)) * 8 // 6
        forms.append(encoded[known_from:known_to])
    return tuple(forms)


_BEGIN: Final = re.compile(r"-----? ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-{0,5}")
_BODY: Final = re.compile(r"[A-Za-z0-9+/]{20,}")
_BODY_WITHIN: Final = 400  # characters after the first line, which headers may take
_PUTTY: Final = re.compile(r"PuTTY-User-Key-File-\d")
_SHORTEST_PRIVATE_KEY: Final = 20  # characters, of a mark that one begins
_PRIVATE_KEY_BASE64: Final = tuple(
    form
    for marker in (
        b"PRIVATE KEY-----",
        b"PRIVATE KEY BLOCK",
        b"PuTTY-User-Key-File",
        b"openssh-key-v1",
    )
    for form in base64_forms(marker)
)
_CERTIFICATE_BASE64: Final = (
    *base64_forms(b"-----BEGIN CERTIFICATE"),
    *base64_forms(b"-----BEGIN PUBLIC KEY"),
)

_LENGTH: Final = rb"(?:[\x00-\x7f]|\x81.|\x82..)"
_DER_PRIVATE: Final = re.compile(
    # PKCS#8: version 0 or 1, then the algorithm; PKCS#1: version 0, then a large modulus;
    # SEC1: version 1, then the key; PKCS#12: version 3, then a ContentInfo.
    rb"\x30" + _LENGTH + rb"(?:\x02\x01[\x00\x01]\x30.\x06"
    rb"|\x02\x01\x00\x02(?:\x81.|\x82..)\x00"
    rb"|\x02\x01\x01\x04[\x14-\x42]"
    rb"|\x02\x01\x03\x30(?:\x80|\x81.|\x82..)\x06\x09)",
    re.DOTALL,
)
_DER_PUBLIC: Final = re.compile(
    # A certificate or request: a sequence in a sequence; a public key: an algorithm first.
    rb"\x30" + _LENGTH + rb"(?:\x30\x82..(?:\xa0\x03)?\x02\x01|\x30\x81.(?:\xa0\x03)?\x02\x01"
    rb"|\x30[\x05-\x20]\x06[\x03-\x0a]\x2a)",
    re.DOTALL,
)
_KEYSTORES: Final = (b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce", b"\x05\x02\x00\x00")
"""Java's JKS and JCEKS, and a Kerberos keytab."""


def private_key(text: str) -> str:
    """What kind of private key `text` holds, as "a private key in base64"; "" if none.

    A first line alone, as prose and scripts have it, is none.
    """
    if len(text) < _SHORTEST_PRIVATE_KEY:
        return ""
    if _PUTTY.search(text) or any(map(_has_body, _starts(text))):
        return "a private key"
    unwrapped = "".join(text.split()) if "\n" in text else text
    if any(form in unwrapped for form in _PRIVATE_KEY_BASE64):
        return "a private key in base64"
    return ""


def _starts(text: str) -> list[str]:
    return [text[match.end() : match.end() + _BODY_WITHIN] for match in _BEGIN.finditer(text)]


def _has_body(after: str) -> bool:
    return any(
        _is_mixed(run) for run in _BODY.findall(after.replace("\\n", " ").replace("\\r", ""))
    )


def _is_mixed(run: str) -> bool:
    return not run.islower() and not run.isupper() and not run.isalpha()


def private_data(data: bytes) -> str:
    """What kind of private key binary `data` is; "" if none."""
    if data.startswith(_KEYSTORES):
        return "a key store"
    return "a private key in DER" if _DER_PRIVATE.match(data) else ""


def is_public_data(data: bytes) -> bool:
    """Whether binary `data` is a certificate, a request for one, or a public key."""
    return _DER_PUBLIC.match(data) is not None


def is_certificate_base64(run: str) -> bool:
    """Whether `run`, a stretch of base64, holds the beginning of a certificate in PEM."""
    return any(form in run for form in _CERTIFICATE_BASE64)


def is_private_jwk(value: Mapping[Any, Any]) -> bool:
    """Whether a mapping is a JSON Web Key that has its private part (RFC 7518, section 6)."""
    private = "k" if value.get("kty") == "oct" else "d"
    return is_jwk(value) and isinstance(value.get(private), str) and len(value[private]) > 1


def is_jwk(value: Mapping[Any, Any]) -> bool:
    """Whether a mapping is a JSON Web Key."""
    return value.get("kty") in ("RSA", "EC", "OKP", "oct")
