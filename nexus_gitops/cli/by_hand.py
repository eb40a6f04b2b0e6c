"""How changes by hand are shown, wherever a release meets one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from nexus_gitops.cli.output import say
from nexus_gitops.errors import LocalError

if TYPE_CHECKING:
    from nexus_gitops.publish import ChangeByHand, Edit


def lines(edit: "Edit") -> Iterator[str]:
    """What became of a file, who did it, and the difference; for a person."""
    from nexus_gitops.diff import diff, to_text

    yield f"{edit.path} {_action(edit)} by hand"
    yield from (f"  {author_line(event)}" for event in edit.by)
    sides = [{} if text is None else {edit.path: text} for text in (edit.before, edit.after)]
    try:
        yield from (f"  {line}" for line in to_text(diff(*sides)).splitlines()[1:])
    except LocalError:
        yield "  ! it holds no manifest"


@contextmanager
def edits_shown() -> Iterator[None]:
    """Where the block would take back what was changed by hand, show that on stderr."""
    from nexus_gitops.publish import EditedError

    try:
        yield
    except EditedError as error:
        for edit in error.edits:
            say(lines(edit))
        raise


def author_line(event: "ChangeByHand") -> str:
    """Who changed something by hand, when, and why as they say."""
    return f"{event.commit[:12]}  {event.time:%Y-%m-%d %H:%M:%S}Z  {event.author}: {event.summary}"


def document(event: "ChangeByHand") -> dict[str, Any]:
    """A change by hand as JSON data."""
    return {
        "commit": event.commit,
        "time": event.time.isoformat(),
        "author": event.author,
        "summary": event.summary,
        "paths": event.paths,
        "restores": event.restores,
    }


def _action(edit: "Edit") -> str:
    if edit.after is None:
        return "was removed"
    return "was added" if edit.before is None else "was changed"
