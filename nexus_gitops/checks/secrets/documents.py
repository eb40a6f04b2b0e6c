"""Documents inside a string: a settings file in a ConfigMap, a manifest in an annotation, base64.

Whatever is read here is walked as the object itself is. What cannot be read stays text.
"""

import binascii
import json
import re
import zlib
from base64 import b64decode
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import yaml

from nexus_gitops.checks.secrets.keys import private_data

_DEEPEST: Final = 100  # flow collections; libyaml recurses on the C stack
_BRACKET: Final = re.compile(r"[\[\]{}]")
_COMPACT_NESTING: Final = re.compile(r"(?:[-?:][ \t]+){100}")
_LONGEST_YAML: Final = 1 << 20  # characters; the API server stores no longer ConfigMap
_PAIR: Final = re.compile(r"^[ \t]*(?:- )?[^\s#][^\n]{0,200}?:(?:[ \t]|$)|^[ \t]*- ", re.MULTILINE)

_PLAIN_KEY: Final = re.compile(r"[^\s\"'`;|&<>()${}]{1,300}(?: \w{1,40}){0,3}")

_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
_BASE64_RUN: Final = re.compile(
    r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{24,}={0,2}(?![A-Za-z0-9+/_=-])"
)
_MOST_RUNS: Final = 50  # in one text
_MEDIA: Final = (
    b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"RIFF", b"\x00\x00\x01\x00", b"wOFF", b"wOF2",
    b"\x00\x01\x00\x00\x00", b"OTTO", b"%PDF", b"PK\x03\x04", b"\x00asm", b"OggS", b"ID3",
    b"\x7fELF", b"BM", b"II*\x00", b"\xfd7zXZ", b"BZh", b"\x28\xb5\x2f\xfd", b"MM\x00*",
)  # fmt: skip
_LONGEST_UNPACKED: Final = 4 << 20  # bytes


def parse(text: str) -> Any:
    """The mapping or list that `text` is in JSON or YAML; None where it is neither.

    Scalars stay strings (`012` and `on` are not interpreted); several documents of YAML are
    a list.
    """
    start = text.lstrip()[:1]
    if start in ("{", "["):
        try:
            return _container(json.loads(text, parse_int=str, parse_float=str))
        except (ValueError, RecursionError):
            pass
    # One line with a colon is prose more often than YAML, and read as text where it is.
    if not (_PAIR.search(text) if "\n" in text.strip() else start in ("{", "[") and ":" in text):
        return None
    if len(text) > _LONGEST_YAML or _depth(text) > _DEEPEST or _COMPACT_NESTING.search(text):
        return None
    try:
        documents = list(yaml.load_all(text, Loader=yaml.CBaseLoader))
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if not all(map(_has_plain_keys, documents)):
        return None
    return _container(documents[0] if len(documents) == 1 else documents)


def _has_plain_keys(document: Any) -> bool:
    """Whether a document's keys are names; a script may well be YAML by mistake."""
    return not isinstance(document, dict) or all(map(_PLAIN_KEY.fullmatch, document))


def comments(text: str) -> str:
    """The comments of a document in YAML, each in its line; the lines keep their numbers."""
    if "#" not in text:
        return ""
    found = (re.search(r"(?:^|\s)#(.*)", line) for line in text.split("\n"))
    return "\n".join(match[1] if match else "" for match in found)


_XML_ELEMENT: Final = re.compile(
    r"<(?P<tag>[A-Za-z_][\w:.-]{0,80})(?P<attributes>(?:\s[^<>]{0,500})?)>(?:<!\[CDATA\[)?(?P<text>[^<>]{1,500})(?:\]\]>)?</"
)
_XML_EMPTY: Final = re.compile(r"<[A-Za-z_][\w:.-]{0,80}(?P<attributes>\s[^<>]{3,1000})>")
_XML_ATTRIBUTE: Final = re.compile(r"([\w:.-]{1,80})\s{0,5}=\s{0,5}[\"']([^\"'<>]{1,500})[\"']")
_XML_PAIR: Final = re.compile(
    r"<(?:name|key|param-name|string)>([^<>]{1,200})</[\w:-]{1,40}>\s{0,200}"
    r"<(?:value|param-value|string)>([^<>]{1,500})</",
    re.IGNORECASE,
)
_NAMING: Final = ("name", "key", "id", "property")


def xml_pairs(text: str) -> Iterator[tuple[str, str]]:
    """Names and the values given to them in XML: elements, attributes, `<name>` with `<value>`."""
    if "</" not in text and "/>" not in text:
        return
    yield from ((match[1], match[2]) for match in _XML_PAIR.finditer(text))
    for element in _XML_ELEMENT.finditer(text):
        yield element["tag"].rpartition(":")[2], element["text"]
        if name := _name_of(element["attributes"]):
            yield name, element["text"]
    for element in _XML_EMPTY.finditer(text):
        pairs = _XML_ATTRIBUTE.findall(element["attributes"])
        yield from pairs
        values = [value for key, value in pairs if key.lower() == "value"]
        if values and (name := _name_of(element["attributes"])):
            yield name, values[0]


def _name_of(attributes: str) -> str:
    pairs = _XML_ATTRIBUTE.findall(attributes)
    return next((value for key, value in pairs if key.lower() in _NAMING), "")


def decoded(text: str, *, shortest: int = 16) -> bytes | None:
    """What `text` is in base64 or base64url, line breaks allowed; None where it is not.

    Args:
        text: the string.
        shortest: in characters; a shorter text is rather a word.
    """
    unwrapped = "".join(text.split()) if any(char in text for char in " \n\t") else text
    if len(unwrapped) < shortest or not _BASE64.fullmatch(unwrapped):
        return None
    padded = unwrapped.rstrip("=")
    padded += "=" * (-len(padded) % 4)
    try:
        return b64decode(padded.replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error:
        return None


def base64_runs(text: str) -> Iterator[bytes]:
    """What the stretches of base64 in a longer text decode to, if that is text or a key."""
    for match in islice(_BASE64_RUN.finditer(text), _MOST_RUNS):
        content = decoded(match.group())
        if content is not None and (as_text(content) is not None or private_data(content)):
            yield content


def is_media(content: bytes) -> bool:
    """Whether `content` begins as a picture, a font, an archive or another public file does."""
    return content.startswith(_MEDIA)


def as_text(data: bytes) -> str | None:
    """`data` as text, out of gzip where it is that; None where it is binary."""
    if data.startswith(b"\x1f\x8b"):
        unpacked = _unpacked(data)
        if unpacked is None:
            return None
        data = unpacked
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    printable = all(char.isprintable() or char in "\n\r\t" for char in text)
    return text if text and printable else None


def _unpacked(data: bytes) -> bytes | None:
    try:
        return zlib.decompressobj(wbits=31).decompress(data, _LONGEST_UNPACKED)
    except zlib.error:
        return None


def _container(value: Any) -> Any:
    return value if isinstance(value, dict | list) and value else None


def _depth(text: str) -> int:
    depth = deepest = 0
    for bracket in _BRACKET.findall(text):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest
