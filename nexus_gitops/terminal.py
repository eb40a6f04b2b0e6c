"""Text of others, made safe for a terminal."""


def printable(text: str) -> str:
    """`text` with everything escaped that a terminal would obey instead of show."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )
