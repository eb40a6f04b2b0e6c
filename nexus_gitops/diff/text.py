"""A diff as plain lines for a terminal or a log; colours are the caller's business."""

from collections.abc import Iterator
from typing import Final

from nexus_gitops.diff.display import before_and_after
from nexus_gitops.diff.model import Action, Diff, FieldChange, ObjectChange, Risk
from nexus_gitops.terminal import printable

SIGNS: Final = {Action.ADDED: "+", Action.CHANGED: "~", Action.REMOVED: "-"}
"""The first character of a line."""

REWRITTEN: Final = "the same object, in another form or place"
"""What happened to a file that no change of an object explains."""


def to_text(diff: Diff) -> str:
    """One line an object, a field or a file: `+` added, `~` changed, `-` removed, `!` its risks."""
    if not diff:
        return "no difference"
    return "\n".join(
        [
            diff.summary(),
            *(line for change in diff.changes for line in _lines(diff, change)),
            *label_lines(diff),
            *(f"~ {printable(path)}: {REWRITTEN}" for path in diff.rewritten),
        ]
    )


def label_lines(diff: Diff) -> Iterator[str]:
    """One line for all objects whose version's label alone changed."""
    if diff.labelled:
        titles = ", ".join(printable(diff.title_of(change)) for change in diff.labelled)
        yield f"~ the label app.kubernetes.io/version alone: {titles}"


def _lines(diff: Diff, change: ObjectChange) -> Iterator[str]:
    if change.is_label_alone:
        return
    yield f"{SIGNS[change.action]} {printable(diff.title_of(change))}{_marks(change.risks)}"
    for field in change.news:
        yield f"  {field_line(field)}"


def field_line(field: FieldChange) -> str:
    """One field of a diff: its sign, its name, its values and its risks."""
    return f"{SIGNS[field.action]} {field.field}: {_values(field)}{_marks(field.risks)}"


def _values(field: FieldChange) -> str:
    return " -> ".join(value for value in before_and_after(field) if value is not None)


def _marks(risks: tuple[Risk, ...]) -> str:
    return f"  ! {', '.join(risks)}" if risks else ""
