"""Values as one line of text that is safe on a terminal and not ambiguous.

Manifests may come from a repository that others write to, so control characters and
text-direction marks are shown escaped, never passed on.
"""

import json
import math
from collections.abc import Mapping
from typing import Any, Final

from nexus_gitops.diff.model import ABSENT, FieldChange
from nexus_gitops.terminal import printable

_LIMIT: Final = 120
"""Longest value shown in full, in characters."""
_LEAD: Final = 20
"""Characters kept before the first difference of two long values."""


def plain(value: Any) -> Any:
    """`value` as JSON can hold it; what JSON lacks (dates, infinities) becomes a string."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    return str(value)


def one_line(value: Any) -> str:
    """`value` as compact JSON, so that `"1"` and `1` differ."""
    return printable(json.dumps(plain(value), ensure_ascii=False))


def before_and_after(change: FieldChange) -> tuple[str | None, str | None]:
    """Both values as one line each, None for an absent one.

    Long values are cut to a window that shows where they differ; their length is stated.
    """
    before, after = (
        None if value is ABSENT else one_line(value) for value in (change.before, change.after)
    )
    different = _first_difference(before or "", after or "")
    return before and shorten(before, different), after and shorten(after, different)


def shorten(text: str, different: int = 0) -> str:
    """`text`, or if it is long a part of it that shows position `different`, and its length."""
    if len(text) <= _LIMIT:
        return text
    start = different - _LEAD if different > _LIMIT - _LEAD else 0
    head = "…" if start else ""
    tail = "…" if start + _LIMIT < len(text) else ""
    return f"{head}{text[start : start + _LIMIT]}{tail} ({len(text)} characters)"


def _first_difference(before: str, after: str) -> int:
    pairs = enumerate(zip(before, after, strict=False))
    shorter = min(len(before), len(after))
    return next((index for index, (old, new) in pairs if old != new), shorter)
