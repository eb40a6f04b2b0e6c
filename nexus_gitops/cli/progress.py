"""Tells what happens while it happens: a live line on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from nexus_gitops.cli.screen import is_colored


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A function that shows a few words on stderr; a terminal's line is gone afterwards."""
    if not sys.stderr.isatty():
        yield tell
        return

    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True, no_color=not is_colored(sys.stderr)).status("") as status:
        yield lambda words: status.update(escape(words))


def tell(words: str) -> None:
    """A line on stderr."""
    with suppress(BrokenPipeError):  # that nobody listens does not stop a publish
        print(f"nexus-gitops: {words}", file=sys.stderr)
