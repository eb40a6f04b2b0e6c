"""A diff as GitHub-flavoured Markdown for a pull request.

Values come from manifests that anyone may have written, so outside fences every character
that could mean something to Markdown or HTML is written as a character reference, which
the CommonMark specification ("Entity and numeric character references") never lets form
structure; and a fence is longer than any run of backticks in it.
"""

import difflib
import re
from collections.abc import Iterator
from typing import Any, Final

from nexus_gitops.diff.display import before_and_after, shorten
from nexus_gitops.diff.model import Diff, FieldChange, ObjectChange, Risk
from nexus_gitops.diff.text import REWRITTEN, SIGNS, label_lines
from nexus_gitops.terminal import printable

_MAX_LINES: Final = 40
"""Most lines shown of one multi-line value's changes."""


def to_markdown(diff: Diff, title: str) -> str:
    """A heading, the counts, a table of objects with risks, and a fold-out for each change."""
    parts = [f"### {_escaped(title)}"]
    if not diff:
        return "\n\n".join([*parts, "No difference."])
    parts.append(f"**{diff.summary()}**")
    if len(diff.labelled) < len(diff.changes):
        parts.append(_table(diff))
    if diff.risks:
        parts.append("\n".join(f"- **{risk}**: {risk.explanation}" for risk in diff.risks))
    parts += [
        _details(change) for change in diff.changes if change.fields and not change.is_label_alone
    ]
    parts += [_escaped(line) for line in label_lines(diff)]
    if diff.rewritten:
        parts.append("\n".join(f"- {code(path)}: {REWRITTEN}" for path in diff.rewritten))
    return "\n\n".join(parts)


def _table(diff: Diff) -> str:
    rows = [
        f"| {change.action} | {code(diff.title_of(change))} | {len(change.news) or ''} "
        f"| {_marks(change.risks)} |"
        for change in diff.changes
        if not change.is_label_alone
    ]
    return "\n".join(["| | Object | Fields | Risks |", "|---|---|---|---|", *rows])


def _details(change: ObjectChange) -> str:
    lines = [line for field in change.news for line in _field_lines(field)]
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    summary = f"{SIGNS[change.action]} {code(change.title)} in {code(change.path)}"
    opening = f"<details>\n<summary>{summary}</summary>"
    return f"{opening}\n\n{fence}diff\n" + "\n".join(lines) + f"\n{fence}\n\n</details>"


def _field_lines(field: FieldChange) -> Iterator[str]:
    marks = f" ! {', '.join(field.risks)}" if field.risks else ""
    yield f"@@ {field.field} @@{marks}"
    if _is_multi_line(field.before) and _is_multi_line(field.after):
        yield from _changed_lines(field.before, field.after)
        return
    for sign, value in zip("-+", before_and_after(field), strict=True):
        if value is not None:
            yield f"{sign} {value}"


def _is_multi_line(value: Any) -> bool:
    return isinstance(value, str) and "\n" in value


def _changed_lines(before: str, after: str) -> Iterator[str]:
    """The lines that differ, each with its sign; a lost last newline is an empty line lost."""
    old, new = before.split("\n"), after.split("\n")
    hunks = list(difflib.unified_diff(old, new, n=0, lineterm=""))[2:]  # less the file names
    lines = [line for line in hunks if not line.startswith("@@")]
    yield from (f"{line[0]} {shorten(printable(line[1:]))}" for line in lines[:_MAX_LINES])
    if len(lines) > _MAX_LINES:
        yield f"  ({len(lines) - _MAX_LINES} more of {len(lines)} changed lines)"


def _marks(risks: tuple[Risk, ...]) -> str:
    return ", ".join(f"**{risk}**" for risk in risks)


def code(text: str) -> str:
    """A text of others, which may hold anything, as it is."""
    return f"<code>{_escaped(text)}</code>"


def _escaped(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9 ./,:()-]", lambda char: f"&#{ord(char[0])};", printable(text))
