"""A line of a log, as it is read, chosen and shown."""

import json
from typing import Any

import pytest

from nexus_gitops.operations.log_lines import Level, LogLine, Wanted, parse, shown

MOMENT = "2026-01-02T03:04:05.5Z"


def line(**fields: Any) -> LogLine:
    return parse("kernel-1", f"{MOMENT} {json.dumps(fields)}")


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ('{"level": "info"}', Level.INFO),
        ('{"level": "WARNING"}', Level.WARN),
        ('{"level": "critical"}', Level.ERROR),
        ('{"level": 3}', None),
        ('{"message": "no level"}', None),
        ("2026-01-01 00:00:00 UTC [1] ERROR:  relation is not there", Level.ERROR),
        ("2026-01-01 00:00:00 UTC [1] FATAL:  no role", Level.ERROR),
        ("2026-01-01 00:00:00 UTC [1] LOG:  ready", Level.INFO),
        ("2026-01-01 00:00:00 UTC [1] DEBUG2:  detail", Level.DEBUG),
        ("this is an ERROR of no known form", None),
        ("{broken json", None),
        ("", None),
    ],
)
def test_the_level_is_read_as_services_and_postgresql_write_it(
    text: str, level: Level | None
) -> None:
    assert parse("pod", f"{MOMENT} {text}").level is level


def test_lines_are_in_order_though_the_kubelet_drops_zeros() -> None:
    moments = ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.05Z", "2026-01-01T00:00:00.5Z"]
    lines = [LogLine(moment, "pod", "") for moment in reversed(moments)]
    assert [one.moment for one in sorted(lines, key=lambda one: one.order)] == moments


def test_a_level_takes_what_is_as_serious_or_more() -> None:
    wanted = Wanted(Level.WARN)
    taken = [level for level in Level if wanted.takes(line(level=level))]
    assert taken == [Level.WARN, Level.ERROR]
    assert not wanted.takes(parse("pod", f"{MOMENT} plain text"))


def test_lines_of_a_workspace_and_a_user_are_found_by_their_fields() -> None:
    both = line(workspaceId="ws-1", userId="ann")
    assert Wanted(workspace="ws-1").takes(both)
    assert Wanted(workspace="ws-1", user="ann").takes(both)
    assert not Wanted(workspace="ws-1", user="bob").takes(both)
    assert not Wanted(workspace="ws-1").takes(line(message="about ws-1"))


def test_a_person_reads_the_message_and_then_the_rest() -> None:
    text = shown(line(level="warn", message="held up", seconds=3, workspaceId="ws"), colour=False)
    assert text.endswith(" warn  kernel-1 held up seconds=3 workspaceId=ws")
    plain = shown(parse("db-0", f"{MOMENT} plain text"), colour=False)
    assert plain.endswith("db-0 plain text")


def test_colour_changes_nothing_but_the_colour() -> None:
    import re

    one = line(level="error", message="broken")
    painted = shown(one, colour=True)
    assert painted != shown(one, colour=False)
    assert re.sub(r"\x1b\[\d+m", "", painted).strip() == shown(one, colour=False)


def test_a_line_cannot_command_the_terminal() -> None:
    told = line(level="info", message="\x1b[2J", other="\x1b]0;x\x07")
    assert "\x1b" not in shown(told, colour=False)
