"""Several pods: who owns a workspace, and what happens when one goes away."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from nexus_testbed.service import wait_until as until

Start = Callable[..., Any]


def test_a_request_to_another_pod_is_served_by_the_owner(start_kernel: Start) -> None:
    one, two = start_kernel(), start_kernel()
    ann, bob = one.client(), two.client(user="bob")
    plan = ann.create_workspace()
    assert ann.add_panel(plan, 0).status_code == 200
    assert bob.add_panel(plan, 1, "p2").json() == {"version": 2}
    passed_on = bob.graph(plan)
    assert passed_on.headers["etag"] == ann.graph(plan).headers["etag"] == '"2"'
    # nginx warns of each answer that has one twice.
    assert len(passed_on.headers.get_list("date")) == 1
    assert (one.metric("nexus_active_workspaces"), two.metric("nexus_active_workspaces")) == (1, 0)
    assert bob.get(f"/api/workspaces/{plan}").json()["active"] is True
    assert bob.delete(f"/api/workspaces/{plan}").status_code == 204
    assert ann.graph(plan).status_code == 404


def test_what_one_pod_answers_from_tells_what_was_done_at_another(start_kernel: Start) -> None:
    one, two = start_kernel(), start_kernel()
    here, there = one.client(), two.client(user="bob")
    plan = there.create_workspace()
    graph, path = f"/api/workspaces/{plan}/graph", "/api/workspaces?limit=9"
    known = {path: '""', graph: '""'}

    def is_new(url: str) -> bool:
        answer = here.get(url, headers={"If-None-Match": known[url]})
        assert answer.status_code in {200, 304}
        known[url] = answer.headers["etag"]
        return answer.status_code == 200

    def listed() -> dict[str, Any]:
        return {one["id"]: one for one in here.get(path).json()["items"]}

    assert is_new(graph)
    assert is_new(path)
    assert not is_new(graph)
    there.add_panel(plan, 0)
    assert is_new(graph)  # at once
    until(lambda: is_new(path))
    assert listed()[plan]["version"] == 1
    there.patch(f"/api/workspaces/{plan}", json={"name": "another"})
    until(lambda: is_new(path))
    other = there.create_workspace("other")
    until(lambda: other in listed())
    there.graph(other)
    until(lambda: listed()[other]["active"])
    # What came through this pod is told at once, wherever it was done.
    here.add_panel(plan, 1, "p2")
    here.add_panel(other, 0)
    assert (listed()[plan]["version"], listed()[other]["version"]) == (2, 1)
    mine = here.create_workspace("mine")
    assert mine in listed()
    here.delete(f"/api/workspaces/{other}")
    assert other not in listed()
    there.delete(f"/api/workspaces/{plan}")
    until(lambda: list(listed()) == [mine])


def test_a_full_pod_passes_on_and_full_pods_say_so(start_kernel: Start) -> None:
    one = start_kernel(max_workspaces_per_pod=2)
    two = start_kernel(max_workspaces_per_pod=2)
    until(lambda: one.metric("nexus_workspace_capacity") == 2)
    ann = one.client()
    plans = [ann.create_workspace() for _ in range(5)]
    time.sleep(1)  # until both pods have announced themselves
    with ThreadPoolExecutor(5) as at_once:
        answers = list(at_once.map(lambda plan: ann.graph(plan), plans))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200, 200, 200, 200, 503]
    full = next(answer for answer in answers if answer.status_code == 503)
    assert full.json()["code"] == "full"
    assert int(full.headers["retry-after"]) > 0
    assert one.metric("nexus_active_workspaces") == two.metric("nexus_active_workspaces") == 2
    rejected = [pod.metric("nexus_rejected_placements_total") for pod in (one, two)]
    assert sum(rejected) >= 1


def test_an_idle_workspace_is_released_and_comes_back_anywhere(start_kernel: Start) -> None:
    one = start_kernel(idle_workspace_timeout_ms=1000)
    two = start_kernel(idle_workspace_timeout_ms=1000)
    ann, bob = one.client(), two.client()
    plan = ann.create_workspace()
    ann.add_panel(plan, 0)
    with ann.live(plan) as live:
        assert json.loads(live.recv())["type"] == "hello"
        with pytest.raises(ConnectionClosed):
            live.recv(timeout=20)
        assert live.close_code == 4001
    assert ann.get(f"/api/workspaces/{plan}").json()["active"] is False
    assert one.metric('nexus_workspace_evictions_total{reason="idle"}') == 1
    assert list(bob.graph(plan).json()["panels"]) == ["p1"]
    assert two.metric("nexus_active_workspaces") == 1


@pytest.mark.parametrize("pods", ["its own pod", "another pod"])
def test_changes_arrive_live_in_order_and_those_missed_are_sent_first(
    start_kernel: Start, pods: str
) -> None:
    one = start_kernel()
    other = one if pods == "its own pod" else start_kernel()
    ann, bob = one.client(), other.client(user="bob")
    plan = ann.create_workspace()
    for version in range(3):
        ann.add_panel(plan, version, f"p{version}")
    with bob.live(plan, "?since=1") as live:
        assert live.subprotocol == "nexus.v1"
        seen = [json.loads(live.recv(timeout=20)) for _ in range(3)]
        assert seen[0] == {"type": "hello", "version": 3}
        assert [(one["type"], one["version"]) for one in seen[1:]] == [("change", 2), ("change", 3)]
        ann.add_panel(plan, 3, "p3")
        change = json.loads(live.recv(timeout=20))
        assert (change["version"], change["author"]) == (4, "ann")
        assert change["patch"][0]["path"] == "/panels/p3"
    with bob.live(plan, f"?since={10**30}") as live:
        live.recv(timeout=20)
        assert json.loads(live.recv(timeout=20)) == {"type": "reset", "version": 4}


def test_at_sigterm_all_is_handed_over(start_kernel: Start) -> None:
    one, two = start_kernel(), start_kernel()
    ann, bob = one.client(), two.client()
    plans = [ann.create_workspace() for _ in range(10)]
    for plan in plans:
        ann.add_panel(plan, 0)
    assert one.metric("nexus_active_workspaces") == 10
    with ann.live(plans[0]) as live:
        live.recv(timeout=20)
        one.service.terminate()
        with pytest.raises(ConnectionClosed):
            live.recv(timeout=20)
        assert live.close_code == 1012
    assert one.service.wait() == 0
    drained = next(line for line in one.service.records if line["message"] == "drained")
    assert drained["workspaces"] == 10
    for plan in plans:
        assert bob.add_panel(plan, 1, "p2").json() == {"version": 2}
    assert not [line for line in one.service.records if line["level"] == "error"]


def test_a_killed_owner_loses_nothing_that_it_acknowledged(start_kernel: Start) -> None:
    one, two = start_kernel(), start_kernel()
    ann, bob = one.client(), two.client()
    plan = ann.create_workspace()
    ann.add_panel(plan, 0)
    one.service.kill()
    # The lease has not ended yet; the pod that is asked waits for it.
    assert bob.graph(plan).headers["etag"] == '"1"'
    assert bob.add_panel(plan, 1, "p2").status_code == 200


def test_a_follower_at_another_pod_is_told_that_the_owner_was_killed(start_kernel: Start) -> None:
    one, two = start_kernel(), start_kernel()
    plan = one.client().create_workspace()
    one.client().add_panel(plan, 0)
    with two.client().live(plan) as live:
        live.recv(timeout=20)
        one.service.kill()
        with pytest.raises(ConnectionClosed):
            live.recv(timeout=20)
        assert live.close_code == 1012


def test_a_frozen_owner_does_not_write_or_show_old_things_when_it_wakes(
    start_kernel: Start,
) -> None:
    one, two = start_kernel(), start_kernel()
    ann, bob = one.client(), two.client()
    plan = ann.create_workspace()
    ann.add_panel(plan, 0)
    one.service.pause()
    time.sleep(2.5)  # longer than the lease
    assert bob.add_panel(plan, 1, "p2").json() == {"version": 2}
    one.service.resume()
    assert ann.graph(plan).headers["etag"] == '"2"'
    stale = ann.add_panel(plan, 1, "p3")
    assert stale.status_code == 412
    assert ann.add_panel(plan, 2, "p3").json() == {"version": 3}
    assert one.metric("nexus_active_workspaces") == 0


def test_a_request_to_a_pod_whose_owner_has_just_frozen_does_not_hang(start_kernel: Start) -> None:
    one, two = start_kernel(), start_kernel()
    ann, bob = one.client(), two.client()
    plan = ann.create_workspace()
    ann.add_panel(plan, 0)
    one.service.pause()
    # It still has the lease, and its machine accepts connections in its name.
    refused = bob.add_panel(plan, 1, "p2")
    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    until(lambda: bob.graph(plan).headers.get("etag") == '"1"', what="taking over")
    one.service.resume()


def test_without_redis_a_pod_serves_what_it_owns_until_its_lease_ends(
    start_kernel: Start, redis_server: Any
) -> None:
    kernel = start_kernel(lease_seconds=4)
    ann = kernel.client()
    plan, other = ann.create_workspace(), ann.create_workspace()
    ann.add_panel(plan, 0)
    redis_server.stop()
    assert ann.add_panel(plan, 1, "p2").status_code == 200
    unknown = ann.graph(other)
    assert (unknown.status_code, unknown.json()["code"]) == (503, "unavailable")
    assert "retry-after" in unknown.headers
    until(lambda: ann.graph(plan).status_code == 503, what="the end of the lease")
    assert ann.get(f"/api/workspaces/{plan}").json()["active"] is False
    redis_server.start()
    until(lambda: ann.graph(other).status_code == 200, what="recovery")
    assert ann.graph(plan).headers["etag"] == '"2"'


@pytest.mark.parametrize("loss", ["restarted", "emptied"])
def test_what_redis_forgets_costs_no_change(
    start_kernel: Start, redis_server: Any, loss: str
) -> None:
    one, two = start_kernel(), start_kernel()
    ann, bob = one.client(), two.client()
    plan = ann.create_workspace()
    ann.add_panel(plan, 0)
    if loss == "restarted":
        redis_server.stop()
        redis_server.start()
    else:
        redis_server.lose_everything()
    until(lambda: bob.graph(plan).status_code == 200)
    version = int(bob.graph(plan).headers["etag"].strip('"'))
    assert version == 1
    until(lambda: bob.add_panel(plan, 1, "p2").status_code == 200)
    until(lambda: ann.graph(plan).headers.get("etag") == '"2"')


def test_a_frozen_redis_hangs_no_request(start_kernel: Start, redis_server: Any) -> None:
    kernel = start_kernel()
    ann = kernel.client()
    plan = ann.create_workspace()
    redis_server.freeze()
    try:
        assert ann.graph(plan).status_code == 503
        assert kernel.client().get("/health").status_code == 200
    finally:
        redis_server.thaw()
    until(lambda: ann.graph(plan).status_code == 200)


def test_without_postgresql_nothing_is_acknowledged_and_it_recovers(
    start_kernel: Start, postgres_server: Any
) -> None:
    kernel = start_kernel()
    ann = kernel.client()
    plan = ann.create_workspace()
    assert ann.add_panel(plan, 0).status_code == 200
    postgres_server.stop()
    try:
        refused = ann.add_panel(plan, 1, "p2")
        assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
        assert ann.get("/api/workspaces").status_code == 503
        assert ann.get("/ready").status_code == 200
        assert ann.get("/health").status_code == 200
    finally:
        postgres_server.start()
    until(lambda: ann.graph(plan).status_code == 200, what="recovery")
    graph = ann.graph(plan)
    assert (graph.headers["etag"], list(graph.json()["panels"])) == ('"1"', ["p1"])
    assert ann.add_panel(plan, 1, "p2").status_code == 200


def test_a_live_connection_needs_a_token_and_a_workspace(kernel: Any) -> None:
    ann = kernel.client()
    plan = ann.create_workspace()
    for workspace in ("00000000-0000-0000-0000-000000000000", "no-id"):
        with ann.live(workspace) as live:
            with pytest.raises(ConnectionClosed):
                live.recv(timeout=20)
            assert live.close_code == 4404
    ann.token = "x.y.z"
    with pytest.raises(InvalidStatus) as refused:
        ann.live(plan)
    assert refused.value.response.status_code == 401


def test_a_live_connection_ends_with_its_token(kernel: Any) -> None:
    ann = kernel.client()
    plan = ann.create_workspace()
    ann.token = kernel.platform.token(kernel.tenant("acme"), lifetime=2)
    with ann.live(plan) as live:
        live.recv(timeout=20)
        with pytest.raises(ConnectionClosed):
            live.recv(timeout=20)
        assert live.close_code == 4401


def test_a_deleted_workspace_says_goodbye(kernel: Any) -> None:
    ann = kernel.client()
    plan = ann.create_workspace()
    with ann.live(plan) as live:
        live.recv(timeout=20)
        ann.delete(f"/api/workspaces/{plan}")
        with pytest.raises(ConnectionClosed):
            live.recv(timeout=20)
        assert live.close_code == 4404


def test_many_activations_make_a_snapshot_and_lose_nothing(start_kernel: Start) -> None:
    one = start_kernel()
    ann = one.client()
    plan = ann.create_workspace()
    for version in range(250):  # beyond a snapshot in between
        assert ann.add_panel(plan, version, f"p{version}").status_code == 200
    one.service.terminate()
    one.service.wait()
    two = start_kernel()
    graph = two.client().graph(plan)
    assert len(graph.json()["panels"]) == 250
    assert graph.headers["etag"] == '"250"'
