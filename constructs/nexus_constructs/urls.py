"""Parts of URLs."""

import re
from typing import Final

_ORIGIN: Final = re.compile(r"[a-z]+://[^/?#]*")


def origin(url: str) -> str:
    """Scheme, host and port of an absolute URL.

    Source: https://www.rfc-editor.org/rfc/rfc6454#section-4

    Raises:
        ValueError: it is not absolute.
    """
    found = _ORIGIN.match(url)
    if found is None:
        raise ValueError(f"{url!r} has no origin; write it as https://HOST/PATH")
    return found[0]
