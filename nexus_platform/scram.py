"""What PostgreSQL keeps of a password, so that no statement, and no log of it, holds the password.

Source: RFC 5803, and https://www.postgresql.org/docs/16/catalog-pg-authid.html.
"""

import base64
import hashlib
import hmac
import secrets
from typing import Final

_ITERATIONS: Final = 4096
_HASH: Final = "sha256"


def verifier(password: str) -> str:
    """The SCRAM-SHA-256 verifier of a password.

    Raises:
        ValueError: the password has characters that are not ASCII.
    """
    if not password.isascii():
        raise ValueError("a password of the database has characters that are not ASCII")
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac(_HASH, password.encode("ascii"), salt, _ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", _HASH)).digest()
    server = hmac.digest(salted, b"Server Key", _HASH)
    return f"SCRAM-SHA-256${_ITERATIONS}:{_text(salt)}${_text(stored)}:{_text(server)}"


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
