"""A short name for a content, so that what carries it changes with the content."""

import hashlib
import json
from typing import Final

_LENGTH: Final = 10
_SEPARATORS: Final = {0x2028: "\\u2028", 0x2029: "\\u2029"}
"""Of lines and paragraphs, which to old JavaScript end a line; Go writes them as escapes."""


def content_checksum(content: object) -> str:
    """The first hex digits of the SHA-256 of `content` as canonical JSON.

    So few that no scanner takes them for a credential. The bytes are those of Go's
    encoding/json without its escapes for HTML, so that a chart can say the same in Helm.
    """
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    text = text.translate(_SEPARATORS)
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]
