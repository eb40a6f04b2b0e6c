"""The corpora of the secret guard: forms of credentials, and of what is public.

What stands in `@{...}` there is made up here, the same in every run.
"""

import base64
import gzip
import random
import re
import string
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_FAKE = re.compile(
    r"@\{(?P<kind>\w+)(?::(?P<argument>(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*))?\}"
)
_WORDS = (
    "Tr0ub4dor",
    "hunter2",
    "S3cr3t",
    "Winter2024",
    "qwerty123",
    "P4ssw0rd",
    "letmein99",
    "Kx9mQ2vL",
)
_PHRASES = (
    "correct horse battery staple",
    "seven purple llamas dancing",
    "Blue Monday rainfall 77",
)
_ALPHABETS = {
    "hex": "0123456789abcdef",
    "HEX": "0123456789ABCDEF",
    "alnum": string.ascii_letters + string.digits,
    "letters": string.ascii_letters,
    "lower": string.ascii_lowercase + string.digits,
    "upper": string.ascii_uppercase + string.digits,
    "digits": "123456789",
    "b32x": string.ascii_uppercase + "234567",
    "bech32": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
    "bootstrap": string.ascii_lowercase + string.digits * 3,
}
# The first bytes of each encoding; what follows is noise.
_DER = {
    "pkcs8": "308204be020100300d06092a864886f70d0101010500048204a8",
    "pkcs1": "308204a40201000282010100",
    "pkcs12": "30820a0c020103308209d206092a864886f70d010701",
    "jks": "feedfeed0000000200000001",
    "certificate": "308203a53082028da003020102021400",
    "spki": "30820122300d06092a864886f70d01010105000382010f00",
    "spki_ec": "3059301306072a8648ce3d020106082a8648ce3d03010703420004",
    "png": "89504e470d0a1a0a0000000d49484452",
    "ico": "000001000100101000000100",
    "woff2": "774f463200010000",
    "jpeg": "ffd8ffe000104a46494600",
}


def filled(text: str, seed: str) -> str:
    """`text` with everything made up that it asks for."""
    chance = random.Random(seed + text)
    return _FAKE.sub(lambda match: _fake(match["kind"], match["argument"] or "", chance), text)


def _fake(kind: str, argument: str, chance: random.Random) -> str:
    def encoded(data: bytes) -> str:
        return base64.b64encode(data).decode()

    def noise(length: int) -> bytes:
        return chance.randbytes(length)

    made: Mapping[str, Callable[[], str]] = {
        "word": lambda: chance.choice(_WORDS),
        "word64": lambda: encoded(chance.choice(_WORDS).encode()),
        "phrase": lambda: chance.choice(_PHRASES),
        "basic": lambda: encoded(f"app:{chance.choice(_WORDS)}".encode()),
        "uuid": lambda: str(uuid.UUID(bytes=noise(16), version=4)),
        "b64": lambda: encoded(noise(int(argument))),
        "b64n": lambda: encoded(noise(int(argument))).rstrip("="),
        "b64url": lambda: base64.urlsafe_b64encode(noise(int(argument))).decode().rstrip("="),
        "b32": lambda: base64.b32encode(noise(int(argument))).decode(),
        "pem": lambda: _pem(argument, chance),
        "pem64": lambda: encoded(_pem(argument, chance).encode()),
        "der": lambda: encoded(bytes.fromhex(_DER[argument]) + noise(300)),
        "64": lambda: encoded(argument.encode()),
        "gzip64": lambda: encoded(gzip.compress(argument.encode(), mtime=0)),
    }
    if kind in _ALPHABETS:
        return "".join(chance.choices(_ALPHABETS[kind], k=int(argument)))
    return made[kind]()


def _pem(label: str, chance: random.Random) -> str:
    body = base64.encodebytes(chance.randbytes(300)).decode()
    return f"-----BEGIN {label}-----\n{body}-----END {label}-----\n"


@dataclass(frozen=True)
class Form:
    """One form of the corpus: its class, as it is written, and the manifests that hold it."""

    kind: str
    written: str
    manifests: tuple[dict[str, Any], ...]


def _config_map(data: Mapping[str, str]) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": dict(data)}


def _pod(**container: Any) -> dict[str, Any]:
    spec = {"containers": [{"name": "c", **container}]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": spec}


def _setting(text: str) -> Iterator[dict[str, Any]]:
    name, _, value = text.partition("=")
    yield _config_map({name: value})
    yield _pod(env=[{"name": name, "value": value}])


def _file(text: str) -> Iterator[dict[str, Any]]:
    name, _, content = text.partition("\n")
    yield _config_map({name: content})


_PLACES: Mapping[str, Callable[[str], Iterator[dict[str, Any]]]] = {
    "setting": _setting,
    "file": _file,
    "command": lambda text: iter([_pod(command=["sh", "-c", text])]),
    "arguments": lambda text: iter([_pod(command=text.split("|"))]),
}


def _manifest(value: Any, seed: str) -> Any:
    match value:
        case dict():
            return {filled(str(key), seed): _manifest(inner, seed) for key, inner in value.items()}
        case list():
            return [_manifest(inner, seed) for inner in value]
        case str():
            return filled(value, seed)
    return value


def corpus(file: Path) -> Iterator[Form]:
    """The forms of one corpus, each with what it needs made up."""
    for group in yaml.safe_load(file.read_text("utf-8")):
        for number, written in enumerate(group["forms"]):
            seed = f"{group['class']} {number}"
            if group["place"] == "manifest":
                manifests: tuple[dict[str, Any], ...] = (_manifest(written, seed),)
            else:
                manifests = tuple(_PLACES[group["place"]](filled(written, seed)))
            yield Form(group["class"], str(written), manifests)
