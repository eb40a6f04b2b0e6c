"""What an autoscaler reads: how full all pods are together, without a token and without names."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx

from nexus_testbed.service import wait_until as until

Start = Callable[..., Any]


def load(kernel: Any) -> httpx.Response:
    return httpx.get(f"{kernel.url}/load", trust_env=False)


def test_each_pod_tells_what_all_have_and_what_it_has(start_kernel: Start) -> None:
    one, two = start_kernel(max_workspaces_per_pod=3), start_kernel(max_workspaces_per_pod=4)
    here, there = one.client(), two.client()
    for client, many in ((here, 2), (there, 3)):
        for _ in range(many):
            assert client.graph(client.create_workspace()).status_code == 200
    together = {
        "activeWorkspaces": 5,
        "waitingWorkspaces": 0,
        "wantedWorkspaces": 5,
        "capacity": 7,
        "pods": 2,
    }
    for kernel, own in (
        (one, {"activeWorkspaces": 2, "capacity": 3}),
        (two, {"activeWorkspaces": 3, "capacity": 4}),
    ):
        until(lambda kernel=kernel: load(kernel).json()["activeWorkspaces"] == 5)
        assert load(kernel).json() == {**together, "pod": own}
        assert kernel.metric("nexus_active_workspaces") == own["activeWorkspaces"]


def test_a_pod_that_leaves_is_not_counted_any_more(start_kernel: Start) -> None:
    one, two = start_kernel(), start_kernel(drain_seconds=1)
    until(lambda: load(one).json()["pods"] == 2)
    two.service.terminate()
    two.service.wait()
    until(lambda: load(one).json()["pods"] == 1)


def test_where_the_others_are_not_known_nothing_is_told_that_would_be_too_little(
    start_kernel: Start, redis_server: Any
) -> None:
    kernel = start_kernel()
    redis_server.stop()
    refused = load(kernel)
    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    assert int(refused.headers["Retry-After"]) > 0
    redis_server.start()
    until(lambda: load(kernel).status_code == 200)


def test_what_no_pod_had_room_for_is_wanted_until_it_gets_in(start_kernel: Start) -> None:
    """Each once, whichever pod turned it away and however often; and only what there is."""
    one, two = (start_kernel(max_workspaces_per_pod=2) for _ in range(2))
    client, other = one.client(), two.client()
    held = [client.create_workspace() for _ in range(4)]
    until(lambda: load(one).json()["pods"] == load(two).json()["pods"] == 2)
    for plan in held:
        until(lambda plan=plan: client.graph(plan).status_code == 200)
    late = [client.create_workspace() for _ in range(3)]
    for plan in (*late, late[0], str(uuid4())):
        assert client.graph(plan).status_code == 503
        assert other.graph(plan).status_code == 503
    for kernel in (one, two):
        until(lambda kernel=kernel: load(kernel).json()["activeWorkspaces"] == 4)
        told = load(kernel).json()
        assert (told["waitingWorkspaces"], told["wantedWorkspaces"]) == (3, 7)

    more = start_kernel(max_workspaces_per_pod=2)
    until(lambda: client.graph(late[0]).status_code == 200)
    until(lambda: load(more).json()["activeWorkspaces"] == 5)
    told = load(more).json()
    assert (told["waitingWorkspaces"], told["wantedWorkspaces"]) == (2, 7)
