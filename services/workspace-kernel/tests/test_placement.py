"""Who gets a place where there are too few: nobody takes all, and what needs none goes on."""

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from nexus_testbed.service import wait_until as until

Start = Callable[..., Any]


def fill(client: Any, places: int) -> list[str]:
    """Workspaces of a client, which have become active."""
    plans = [client.create_workspace() for _ in range(places)]
    for plan in plans:
        assert client.graph(plan).status_code == 200
    return plans


def test_a_tenant_gives_up_what_it_has_beyond_its_share_and_no_more(start_kernel: Start) -> None:
    kernel = start_kernel(max_workspaces_per_pod=4, tenant_share_percent=50)
    greedy, modest = kernel.client("greedy"), kernel.client("modest")
    held = fill(greedy, 4)
    with greedy.live(held[0]) as live:
        live.recv(timeout=20)
        for plan in held[1:]:
            greedy.graph(plan)
        wanted = fill(modest, 2)
        with pytest.raises(ConnectionClosed):
            live.recv(timeout=20)
        assert live.close_code == 1013
    third = modest.create_workspace()
    assert (modest.graph(third).status_code, modest.graph(third).json()["code"]) == (503, "full")
    assert greedy.graph(held[0]).status_code == 503
    for client, plan in ((greedy, held[2]), (greedy, held[3]), *((modest, one) for one in wanted)):
        assert client.get(f"/api/workspaces/{plan}").json()["active"] is True
    assert kernel.metric('nexus_workspace_evictions_total{reason="displaced"}') == 2


def test_a_tenant_that_asks_all_the_time_does_not_get_the_place_that_was_made_for_another(
    start_kernel: Start,
) -> None:
    kernel = start_kernel(max_workspaces_per_pod=4, tenant_share_percent=25)
    greedy = kernel.client("greedy")
    plans = [greedy.create_workspace() for _ in range(6)]
    enough = threading.Event()

    def ask() -> None:
        client = kernel.client("greedy")
        while not enough.is_set():
            for plan in plans:
                client.graph(plan)

    asking = [threading.Thread(target=ask) for _ in range(3)]
    for thread in asking:
        thread.start()
    try:
        until(lambda: kernel.metric("nexus_active_workspaces") == 4)
        for number in range(3):
            client = kernel.client(f"modest-{number}")
            plan = client.create_workspace()
            assert [client.graph(plan).status_code for _ in range(10)] == [200] * 10
    finally:
        enough.set()
        for thread in asking:
            thread.join()


def test_what_nobody_uses_makes_room_first_whoever_wants_it(start_kernel: Start) -> None:
    kernel = start_kernel(
        max_workspaces_per_pod=2, tenant_share_percent=100, pressure_idle_timeout_ms=300
    )
    ann = kernel.client()
    idle, used = fill(ann, 2)
    with ann.live(idle) as live:
        live.recv(timeout=20)
        time.sleep(0.4)
        ann.graph(used)
        fill(ann, 1)
        with pytest.raises(ConnectionClosed):
            live.recv(timeout=20)
        assert live.close_code == 4001
    assert ann.get(f"/api/workspaces/{used}").json()["active"] is True
    assert kernel.metric('nexus_workspace_evictions_total{reason="pressure"}') == 1


def test_another_pod_makes_room_where_this_one_has_none_to_make(start_kernel: Start) -> None:
    one = start_kernel(max_workspaces_per_pod=1, tenant_share_percent=50)
    fill(one.client("settled"), 1)
    two = start_kernel(max_workspaces_per_pod=4, tenant_share_percent=50)
    fill(two.client("greedy"), 4)
    until(lambda: two.metric("nexus_active_workspaces") == 4)
    time.sleep(1)  # until both pods have said how full they are
    modest = one.client("modest")
    plan = modest.create_workspace()
    assert modest.add_panel(plan, 0).status_code == 200
    assert two.metric('nexus_workspace_evictions_total{reason="displaced"}') == 1


def test_what_needs_no_place_goes_on_where_all_are_taken(start_kernel: Start) -> None:
    kernel = start_kernel(max_workspaces_per_pod=1, tenant_share_percent=100)
    ann = kernel.client()
    plan = ann.create_workspace()
    fill(ann, 1)
    path = f"/api/workspaces/{plan}"
    assert ann.graph(plan).status_code == 503
    assert ann.get(path).status_code == 200
    assert ann.patch(path, json={"name": "another"}).json()["name"] == "another"
    assert len(ann.get("/api/workspaces").json()["items"]) == 2
    assert ann.delete(path).status_code == 204
    assert ann.delete(path).status_code == 404
    assert ann.get(path).status_code == 404
    assert kernel.client("evil").delete(path).status_code == 404
    assert kernel.metric("nexus_active_workspaces") == 1


def test_a_workspace_is_deleted_once_whatever_is_asked_meanwhile(start_kernel: Start) -> None:
    pods = [start_kernel(), start_kernel()]
    clients = [pod.client() for pod in pods]
    for _ in range(10):
        plan = clients[0].create_workspace()
        answers: list[tuple[str, int]] = []

        def ask(client: Any, method: str, plan: str = plan, answers: Any = answers) -> None:
            path = f"/api/workspaces/{plan}" + ("" if method == "DELETE" else "/graph")
            answers.append((method, client.request(method, path).status_code))

        threads = [
            threading.Thread(target=ask, args=(client, method))
            for client in clients
            for method in ("GET", "DELETE")
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(status for method, status in answers if method == "DELETE") == [204, 404]
        assert {status for method, status in answers if method == "GET"} <= {200, 404}
        assert [client.graph(plan).status_code for client in clients] == [404, 404]


def test_who_follows_learns_of_a_deletion_at_another_pod(start_kernel: Start) -> None:
    one, two = start_kernel(), start_kernel()
    plan = one.client().create_workspace()
    with one.client().live(plan) as live:
        assert json.loads(live.recv(timeout=20))["type"] == "hello"
        assert two.client().delete(f"/api/workspaces/{plan}").status_code == 204
        with pytest.raises(ConnectionClosed):
            live.recv(timeout=20)
        assert live.close_code == 4404
