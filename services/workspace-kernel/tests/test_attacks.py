"""What a tenant may send on purpose: it is refused early, or what it costs is bounded."""

from collections.abc import Callable
from typing import Any

import orjson
import psutil
import pytest

from nexus_testbed.platform import Platform

Start = Callable[..., Any]
SIZE = 200_000
PANEL = {"title": "", "x": 0, "y": 0, "data": {}}


def value_of(item: bytes, size: int = SIZE) -> bytes:
    """An array of `item`, over and over, as large as a patch may be."""
    return b"[" + b",".join([item] * ((size - 200) // (len(item) + 1))) + b"]"


def replacement(value: bytes) -> bytes:
    return b'[{"op":"add","path":"/panels/p/data/k","value":%b}]' % value


@pytest.mark.parametrize("number", [b"1e308", b"-1e308", b"1e-320", b"9" * 300])
def test_a_number_that_is_long_when_written_out_is_refused(kernel: Any, number: bytes) -> None:
    ann = kernel.client()
    plan = ann.create_workspace()
    ann.add_panel(plan, 0, "p")
    answer = ann.patch(
        f"/api/workspaces/{plan}/graph", content=replacement(number), headers={"If-Match": '"1"'}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-patch")


@pytest.mark.parametrize(
    "item",
    [b"1e15", b"1e99", b"9.87654321e-99", b"{}", b"[]", b'"\\ud83d\\ude00"', b'{"k":[0,null]}'],
    ids=ascii,
)
def test_what_was_acknowledged_can_be_read_again_whatever_it_was(
    start_kernel: Start, platform: Platform, item: bytes
) -> None:
    one = start_kernel(graph_max_bytes=SIZE)
    ann = one.client()
    plan = ann.create_workspace()
    version = 1 if ann.add_panel(plan, 0, "p").status_code == 200 else 0
    shorter = SIZE
    while version < 12:
        answer = ann.patch(
            f"/api/workspaces/{plan}/graph",
            content=replacement(value_of(item, shorter)),
            headers={"If-Match": f'"{version}"'},
        )
        assert answer.status_code in {200, 413}
        version += answer.status_code == 200
        shorter -= shorter // 8 if answer.status_code == 413 else 0
    etag, graph = ann.graph(plan).headers["etag"], ann.graph(plan).content
    one.service.kill()

    # What the next owner reads is bounded, and so is what is kept for those who missed it.
    (read,) = platform.postgres.run(
        """
        SELECT octet_length(snapshot::text) AS snapshot, (
          SELECT sum(octet_length(patch::text)) FROM workspace_change c
          WHERE c.workspace_id = w.id AND c.version > w.snapshot_version
        ) AS changes FROM workspace w
        """,
        database=platform.database,
    )
    assert read["snapshot"] <= SIZE
    assert read["changes"] <= SIZE
    two = start_kernel(graph_max_bytes=SIZE)
    again = two.client().graph(plan)
    assert (again.status_code, again.headers["etag"], again.content) == (200, etag, graph)


def test_small_changes_that_copy_much_are_not_replayed_one_after_the_other(
    start_kernel: Start, platform: Platform
) -> None:
    one = start_kernel(graph_max_bytes=SIZE)
    ann = one.client()
    plan = ann.create_workspace()
    ann.add_panel(plan, 0, "p")
    copy = [{"op": "copy", "from": "/panels/p/data/k", "path": "/panels/p/data/again"}]
    for version, patch in enumerate((replacement(value_of(b"[]", SIZE // 3)), *[copy] * 9), 1):
        answer = ann.patch(
            f"/api/workspaces/{plan}/graph",
            content=patch if isinstance(patch, bytes) else orjson.dumps(patch),
            headers={"If-Match": f'"{version}"'},
        )
        assert answer.status_code == 200
    (kept,) = platform.postgres.run(
        "SELECT version - snapshot_version AS changes FROM workspace", database=platform.database
    )
    assert kept["changes"] <= 3
    graph = ann.graph(plan).json()
    one.service.kill()
    assert start_kernel(graph_max_bytes=SIZE).client().graph(plan).json() == graph


def test_many_large_changes_leave_little_behind(start_kernel: Start, platform: Platform) -> None:
    kernel = start_kernel()
    ann = kernel.client()
    plan = ann.create_workspace()
    ann.add_panel(plan, 0, "p")
    for version in range(1, 12):
        answer = ann.patch(
            f"/api/workspaces/{plan}/graph",
            content=replacement(value_of(b"0", 1_900_000)),
            headers={"If-Match": f'"{version}"'},
        )
        assert answer.status_code == 200
    (kept,) = platform.postgres.run(
        "SELECT count(*) AS count, sum(bytes) AS bytes FROM workspace_change",
        database=platform.database,
    )
    assert kept["bytes"] <= 4_000_000 + 2 * 1_900_000
    with ann.live(plan, "?since=1") as live:
        kinds = [orjson.loads(live.recv(timeout=20))["type"] for _ in range(2)]
        assert kinds == ["hello", "reset"]


def seconds(process: psutil.Process) -> float:
    """Processor time that a process has used."""
    used = process.cpu_times()
    return float(used.user + used.system)


END = b',{"op":"remove","path":"/panels/nobody"}]'
ATTACKS = {
    "bad links": b'[{"op":"add","path":"/links","value":{%b}}]'
    % b",".join(b'"%d":0' % number for number in range(180_000)),
    "unknown members": b'[{"op":"add","path":"/panels/q","value":{%b}}]'
    % b",".join(b'"%d":0' % number for number in range(180_000)),
    "many objects": replacement(value_of(b"{}", 1_900_000))[:-1] + END,
    "copies of copies": orjson.dumps(
        [
            {"op": "add", "path": "/panels/p/data/k", "value": ["x" * 9] * 100},
            *[{"op": "copy", "from": "/panels/p/data", "path": "/panels/p/data/d"}] * 900,
        ]
    ),
    "a long array": orjson.dumps(
        [
            {"op": "add", "path": "/panels/p/data/k", "value": [0] * 500_000},
            *[{"op": "add", "path": "/panels/p/data/k/0", "value": 0}] * 900,
            {"op": "remove", "path": "/panels/nobody"},
        ]
    ),
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_long_work_is_not_done_where_others_are_served(kernel: Any, attack: bytes) -> None:
    """Processor time tells it, whatever the machine and whatever else runs on it."""
    ann = kernel.client()
    plan = ann.create_workspace()
    ann.add_panel(plan, 0, "p")
    serving = psutil.Process(kernel.service.process.pid)

    def send() -> None:
        answer = ann.patch(
            f"/api/workspaces/{plan}/graph", content=attack, headers={"If-Match": '"1"'}
        )
        assert answer.status_code in {413, 422}, answer.text

    send()  # which starts the other process
    (working,) = serving.children()
    before = seconds(serving), seconds(working)
    for _ in range(10):
        send()
    served, worked = seconds(serving) - before[0], seconds(working) - before[1]
    assert served < worked / 2
