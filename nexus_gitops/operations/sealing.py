"""Sealed Secrets: values that only the controller of one cluster can read, as a file for Git.

A blob is 2 bytes of length, a session key of 32 bytes under the certificate's key (RSA-OAEP with
SHA-256, the label names the Secret), and the value under the session key (AES-256-GCM).
Source: https://github.com/bitnami-labs/sealed-secrets/blob/v0.40.0/pkg/crypto/crypto.go

What is sealed cannot be read again, and sealing it anew would give other bytes each time. So what
a file has already stays as it is, unless its key is to be renewed.
"""

import base64
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import yaml

from nexus_gitops.cluster.secrets import OPAQUE
from nexus_gitops.errors import UsageError
from nexus_gitops.manifests.writer import to_yaml
from nexus_gitops.operations import secret_values
from nexus_gitops.operations.live_secrets import BASIC_AUTH, PASSWORD, USERNAME
from nexus_gitops.operations.secret_values import Action
from nexus_gitops.operations.secrets import declared_of
from nexus_gitops.platform.secrets import DeclaredSecret, Derived, Values

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

_API: Final = "bitnami.com/v1alpha1"
_KEY_BYTES: Final = 32
_NONCE: Final = bytes(12)  # each session key is used once
_STALE_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate of a controller.

    Attributes:
        key: its public key.
        warning: what speaks against it; "" for nothing.
    """

    key: "RSAPublicKey"
    warning: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file of sealed Secrets.

    Attributes:
        text: of the file.
        keys: what became of each key, by Secret.
    """

    text: str
    keys: Mapping[str, Mapping[str, Action]]


def certificate_of(pem: bytes, now: datetime) -> Certificate:
    """The certificate in a PEM file.

    Raises:
        UsageError: it is none, or its key is no RSA key, or it has expired.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    way_out = "take that of the controller: kubeseal --fetch-cert"
    try:
        found = x509.load_pem_x509_certificate(pem)
    except ValueError as error:
        raise UsageError("the certificate is no PEM file", way_out) from error
    key = found.public_key()
    if not isinstance(key, RSAPublicKey):
        raise UsageError("the certificate's key is no RSA key", way_out)
    if found.not_valid_after_utc < now:
        raise UsageError(
            f"the certificate expired on {found.not_valid_after_utc:%Y-%m-%d}", way_out
        )
    age = (now - found.not_valid_before_utc).days
    stale = f"the certificate is {age} days old, and controllers renew theirs every {_STALE_DAYS}"
    return Certificate(key, stale if age > _STALE_DAYS else "")


def seal(
    environment: str,
    certificate: Certificate,
    given: Values,
    before: str,
    renewed: Iterable[str],
) -> Sealed:
    """All Secrets of an environment, sealed.

    Args:
        environment: its name.
        certificate: of the controller in its cluster.
        given: values by key; others are generated.
        before: text of the file as it is; "" for none.
        renewed: keys that get new values, and with them all that follow from them.

    Raises:
        UsageError: a key is not known, or its value cannot be had.
    """
    declared = declared_of(environment)
    if not declared:
        raise UsageError(f"no Secret of {environment} is made by hand", "there is nothing to seal")
    secret_values.check_known(declared, (*given, *renewed))
    known = _blobs(before)
    names = set(renewed)
    kept = [_kept(one, _named(one, known), names) for one in declared]
    open_ = [
        replace(one, keys=[key for key in one.keys if key.name not in blobs])
        for one, blobs in zip(declared, kept, strict=True)
    ]
    for one in open_:
        _check_readable(one)
    _check_shared(open_, kept, given)
    planned = secret_values.plan_all(open_, [{} for _ in open_], given)
    documents, actions = [], {}
    for one, blobs, plan in zip(declared, kept, planned, strict=True):
        label = f"{one.namespace}/{one.name}".encode()
        fresh = {key: _blob(certificate.key, value, label) for key, value in plan.values.items()}
        documents.append(to_yaml(_object(one, {**blobs, **fresh})))
        actions[str(one)] = {key.name: plan.actions.get(key.name, Action.KEPT) for key in one.keys}
    return Sealed("---\n".join(documents), actions)


def now() -> datetime:
    """The time by which a certificate is judged."""
    return datetime.now(UTC)


def _named(
    declared: DeclaredSecret, known: Mapping[tuple[str, str], Mapping[str, str]]
) -> Mapping[str, str]:
    """What is sealed of a Secret, by the platform's names."""
    blobs = known.get((declared.namespace, declared.name), {})
    if declared.login is None:
        return blobs
    return {declared.login.key: blobs[PASSWORD]} if PASSWORD in blobs else {}


def _kept(declared: DeclaredSecret, blobs: Mapping[str, str], renewed: set[str]) -> dict[str, str]:
    going = renewed | {
        key.name
        for key in declared.keys
        if isinstance(key.origin, Derived) and renewed & set(key.origin.sources)
    }
    names = {key.name for key in declared.keys}
    return {key: blob for key, blob in blobs.items() if key in names and key not in going}


def _check_readable(declared: DeclaredSecret) -> None:
    names = {key.name for key in declared.keys}
    for key in declared.keys:
        if isinstance(key.origin, Derived) and (sealed := set(key.origin.sources) - names):
            one = min(sealed)
            raise UsageError(
                f"{key.name} follows from {one}, which is sealed and cannot be read",
                f"renew that as well: --renew {one}",
            )


def _check_shared(
    open_: Iterable[DeclaredSecret], kept: Iterable[Mapping[str, str]], given: Values
) -> None:
    """See that no Secret gets another value than the one that another Secret has sealed."""
    sealed = {key for blobs in kept for key in blobs}
    for declared in open_:
        for key in declared.keys:
            if key.name in sealed and key.name not in given:
                raise UsageError(
                    f"{declared} has to have the value of {key.name} that another Secret has, which"
                    " is sealed and cannot be read",
                    f"give it, or renew it in all of them: --renew {key.name}",
                )


def _blobs(text: str) -> dict[tuple[str, str], dict[str, str]]:
    try:
        documents: list[Any] = [one for one in yaml.safe_load_all(text) if one]
        return {
            (one["metadata"]["namespace"], one["metadata"]["name"]): dict(
                one["spec"]["encryptedData"]
            )
            for one in documents
        }
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise UsageError(
            "the file holds something else than sealed Secrets", "name another one"
        ) from error


def _blob(key: "RSAPublicKey", value: str, label: bytes) -> str:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    session = secrets.token_bytes(_KEY_BYTES)
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), label)
    wrapped = key.encrypt(session, oaep)
    sealed = AESGCM(session).encrypt(_NONCE, value.encode(), None)
    return base64.b64encode(len(wrapped).to_bytes(2, "big") + wrapped + sealed).decode()


def _object(declared: DeclaredSecret, blobs: Mapping[str, str]) -> dict[str, Any]:
    metadata = {"name": declared.name, "namespace": declared.namespace}
    sealed: Mapping[str, str] = dict(sorted(blobs.items()))
    template: dict[str, Any] = {"metadata": metadata, "type": OPAQUE}
    if login := declared.login:
        sealed = {PASSWORD: blobs[login.key]}
        template = {
            "metadata": {**metadata, "labels": dict(login.labels)},
            "type": BASIC_AUTH,
            "data": {USERNAME: login.user},
        }
    return {
        "apiVersion": _API,
        "kind": "SealedSecret",
        "metadata": metadata,
        "spec": {"encryptedData": sealed, "template": template},
    }
