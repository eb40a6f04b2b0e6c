"""What an operator reads: a healthy start has its landmarks and no error, and no line a secret."""

import json
import subprocess
import sys

import pytest
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from nexus_testbed.platform import Platform, migration_settings
from nexus_testbed.service import Service, wait_until


def _messages(service: Service) -> list[str]:
    return [one["message"] for one in tuple(service.records)]


def test_a_healthy_start_of_the_kernel_tells_its_landmarks_and_no_error(
    platform: Platform,
) -> None:
    kernel = platform.kernel()
    for landmark in ("service start", "database connected", "listening"):
        kernel.wait_for_record(landmark)

    kernel.terminate()

    assert kernel.wait() == 0
    assert {one["service"] for one in kernel.records} == {"workspace-kernel"}
    assert [one for one in kernel.records if one["level"] in {"warn", "error", "critical"}] == []
    assert kernel.other_lines == []


def test_a_healthy_start_of_nexus_os_tells_its_landmarks_and_no_error(platform: Platform) -> None:
    nexus_os = platform.nexus_os()
    for landmark in ("service start", "listening"):
        nexus_os.wait_for_record(landmark)

    nexus_os.terminate()

    assert nexus_os.wait() == 0
    assert {one["service"] for one in nexus_os.records} == {"nexus-os"}
    assert [one for one in nexus_os.records if one["level"] in {"error", "critical"}] == []
    assert nexus_os.other_lines == []


def test_a_migration_logs_in_the_same_form(platform: Platform) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "workspace_kernel.migrate"],
        env=migration_settings(platform.postgres, platform.database),
        capture_output=True,
        text=True,
        check=True,
    )

    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(record.keys() >= {"timestamp", "level", "service", "message"} for record in records)
    assert records[-1]["message"] == "migration done"
    assert platform.postgres.password not in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("level", ["debug", "info"])
def test_no_line_shows_a_token_a_key_or_a_password(platform: Platform, level: str) -> None:
    """A browser's token is in a header of its WebSocket, which libraries like to log."""
    owner, other = platform.kernel(log_level=level), platform.kernel(log_level=level)
    token = platform.token("acme")
    with platform.client(owner, "acme") as ann:
        wait_until(lambda: ann.get("/ready").status_code == 200, "readiness")
        plan = ann.post("/api/workspaces", json={"name": "plan"}).json()["id"]
        assert ann.get(f"/api/workspaces/{plan}/graph").status_code == 200
        ann.get("/api/workspaces", headers={"Authorization": f"Bearer {token}x"})
    with connect(
        f"{other.url.replace('http', 'ws', 1)}/api/workspaces/{plan}/live",
        subprotocols=[Subprotocol("nexus.v1"), Subprotocol(f"bearer.{token}")],
        proxy=None,
    ) as live:
        assert json.loads(live.recv(timeout=20))["type"] == "hello"
    for kernel in (owner, other):
        kernel.terminate()
        kernel.wait()

    written = json.dumps([owner.records, other.records])
    signature = token.rpartition(".")[2]
    for secret in (
        signature,
        platform.jwt_secret,
        platform.redis.password,
        platform.postgres.password,
    ):
        assert secret not in written
