"""Whatever writes a line, it is found by the keys that the platform's own services write."""

import json

import pytest
from fluent_bit_lines import merged, to_contract

MOMENT = "2026-01-01T00:00:00.123456789Z"
PLAIN = [
    (
        "postgres",
        "2026-01-01 00:00:00.100 UTC [1] LOG:  database system is ready to accept connections",
        ("info", "database system is ready to accept connections"),
    ),
    (
        "postgres",
        '2026-01-01 00:00:00.100 CET [77] nexus@nexus ERROR:  relation "a" does not exist',
        ("error", 'relation "a" does not exist'),
    ),
    (
        "postgres",
        "2026-01-01 00:00:00.100 UTC [77] STATEMENT:  select * from a",
        ("info", "select * from a"),
    ),
    ("postgres", "\tfrom a where b", ("info", "\tfrom a where b")),
    (
        "redis",
        "1:M 01 Jan 2026 00:00:00.100 * Ready to accept connections tcp",
        ("info", "Ready to accept connections tcp"),
    ),
    (
        "redis",
        "1:M 01 Jan 2026 00:00:00.100 # WARNING Memory overcommit must be enabled!",
        ("warn", "WARNING Memory overcommit must be enabled!"),
    ),
    (
        "redis",
        "1:signal-handler (1767225600) Received SIGTERM scheduling shutdown...",
        ("info", "1:signal-handler (1767225600) Received SIGTERM scheduling shutdown..."),
    ),
    (
        "graphstudio-frontend",
        "2026/01/01 00:00:00 [crit] 7#7: *1 open() failed",
        ("error", "7#7: *1 open() failed"),
    ),
    (
        "prometheus",
        'time=2026-01-01T00:00:00.000Z level=WARN source=main.go:1 msg="it said \\"no\\"" a=1',
        ("warn", 'it said \\"no\\"'),
    ),
    ("anything", "level= msg= {not json", ("info", "level= msg= {not json")),
    ("anything", "", ("info", "")),
]


@pytest.fixture(scope="module")
def made() -> list[dict[str, object]]:
    lines = [merged(f"{MOMENT} stderr F {line}", container) for container, line, _ in PLAIN]
    return list(to_contract(lines))


@pytest.mark.parametrize("number", range(len(PLAIN)), ids=lambda n: f"{PLAIN[n][0]}-{n}")
def test_a_plain_line_gets_the_keys_of_the_contract(
    number: int, made: list[dict[str, object]]
) -> None:
    container, _, (level, message) = PLAIN[number]
    assert made[number] == {
        "timestamp": MOMENT,
        "level": level,
        "service": container,
        "message": message,
        "stream": "stderr",
        "kubernetes": {"container_name": container, "namespace_name": "nexus"},
    }


def test_a_line_of_the_platforms_own_keeps_what_it_says() -> None:
    said = {
        "timestamp": "2026-01-01T00:00:00.000Z",
        "level": "warn",
        "service": "workspace-kernel",
        "message": 'Workspace "plan" created\n',
        "workspaceId": "ws-123",
        "userId": "user-456",
        "milliseconds": 1.5,
    }
    (made,) = to_contract([merged(f"{MOMENT} stdout F {json.dumps(said)}", "other")])
    assert made.items() >= said.items()


def test_other_programs_words_for_a_level_become_the_contracts() -> None:
    written = ("WARNING", "critical", "Notice", "whatever", 7, None)
    lines = [merged(f"{MOMENT} stdout F {json.dumps({'level': one})}", "x") for one in written]
    levels = [made["level"] for made in to_contract(lines)]
    assert levels == ["warn", "error", "info", "info", "info", "info"]


def test_a_time_that_no_store_can_read_becomes_the_runtimes() -> None:
    written = ("yesterday", 7, None, {"a": 1}, "2026-01-01 00:00:00", "2025-12-31T23:59:59.5Z")
    lines = [merged(f"{MOMENT} stdout F {json.dumps({'timestamp': one})}", "x") for one in written]
    times = [made["timestamp"] for made in to_contract(lines)]
    assert times == [MOMENT] * 5 + ["2025-12-31T23:59:59.5Z"]
