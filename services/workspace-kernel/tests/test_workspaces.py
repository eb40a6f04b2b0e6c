"""What one user of one tenant can do at one kernel."""

import json
from typing import Any
from uuid import uuid4

import pytest


def test_a_workspace_is_created_listed_read_and_deleted(kernel: Any) -> None:
    ann = kernel.client()
    made = ann.post("/api/workspaces", json={"name": " plan "}).json()
    assert made["name"] == "plan"
    assert ann.get(f"/api/workspaces/{made['id']}").json() == made
    assert ann.get("/api/workspaces").json() == {"items": [made], "next": None}
    assert ann.delete(f"/api/workspaces/{made['id']}").status_code == 204
    assert ann.get(f"/api/workspaces/{made['id']}").status_code == 404
    assert ann.graph(made["id"]).status_code == 404


def test_a_change_needs_the_version_it_changes(kernel: Any) -> None:
    ann = kernel.client()
    plan = ann.create_workspace()
    assert ann.graph(plan).headers["etag"] == '"0"'
    first = ann.add_panel(plan, 0)
    assert (first.status_code, first.json(), first.headers["etag"]) == (200, {"version": 1}, '"1"')
    stale = ann.add_panel(plan, 0, "p2")
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    without = ann.patch(f"/api/workspaces/{plan}/graph", content="[]")
    assert without.status_code == 428
    graph = ann.graph(plan)
    assert list(graph.json()["panels"]) == ["p1"]
    assert graph.headers["etag"] == '"1"'


@pytest.mark.parametrize("path", ["/api/workspaces", "/api/workspaces/{plan}/graph"])
def test_what_a_client_has_already_is_not_sent_again(kernel: Any, path: str) -> None:
    ann = kernel.client()
    plan = ann.create_workspace()
    path = path.format(plan=plan)
    ann.graph(plan)  # now it is active, which the list shows
    first = ann.get(path)
    etag = first.headers["etag"]
    for named in (etag, f'"x", W/{etag}', "*"):
        again = ann.get(path, headers={"If-None-Match": named})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
    assert ann.get(path, headers={"If-None-Match": '"x"'}).content == first.content
    ann.add_panel(plan, 0)
    newer = ann.get(path, headers={"If-None-Match": etag})
    assert (newer.status_code, newer.headers["etag"] != etag) == (200, True)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"not json", 422, "invalid-patch"),
        (b'[{"op":"remove","path":"/panels/p9"}]', 422, "invalid-patch"),
        (b'[{"op":"add","path":"/panels/p1","value":{"title":"\\u0000"}}]', 422, "invalid-patch"),
        (b'[{"op":"add","path":"/panels/p1","value":{"title":"\\ud800"}}]', 422, "invalid-patch"),
        (json.dumps([{"op": "test", "path": "", "value": 0}] * 1001).encode(), 413, "too-large"),
    ],
)
def test_a_bad_patch_changes_nothing(kernel: Any, body: bytes, status: int, code: str) -> None:
    ann = kernel.client()
    plan = ann.create_workspace()
    answer = ann.patch(f"/api/workspaces/{plan}/graph", content=body, headers={"If-Match": '"0"'})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert ann.graph(plan).headers["etag"] == '"0"'


def test_pages_hold_every_workspace_once(kernel: Any) -> None:
    ann = kernel.client()
    made = [ann.create_workspace(f"plan {number}") for number in range(7)]
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = ann.get(
            "/api/workspaces", params={"limit": 3, **({"after": after} if after else {})}
        )
        seen += [item["id"] for item in page.json()["items"]]
        after = page.json()["next"]
    assert seen == made[::-1]


def test_another_tenants_workspace_is_not_there(kernel: Any) -> None:
    ann, eve = kernel.client(), kernel.client("evil", "eve")
    plan = ann.create_workspace()
    ann.add_panel(plan, 0)
    path = f"/api/workspaces/{plan}"
    absent = f"/api/workspaces/{uuid4()}"
    for method in ("GET", "DELETE"):
        hers, nobodys = eve.request(method, path), eve.request(method, absent)
        assert hers.status_code == 404
        assert hers.json() | {"requestId": ""} == nobodys.json() | {"requestId": ""}
    assert eve.graph(plan).status_code == 404
    assert eve.add_panel(plan, 1).status_code == 404
    assert eve.get("/api/workspaces").json()["items"] == []
    assert ann.graph(plan).headers["etag"] == '"1"'


@pytest.mark.parametrize("token", ["", "Bearer x", "Basic YTpi"])
def test_without_a_token_nothing_is_shown(kernel: Any, token: str) -> None:
    ann = kernel.client()
    answer = ann.get("/api/workspaces", headers={"Authorization": token})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")


def test_a_tenant_has_its_limits(start_kernel: Any) -> None:
    kernel = start_kernel(
        tenant_max_workspaces=2,
        tenant_requests_per_second=5,
        body_limit="3kb",
        graph_max_bytes=1000,
    )
    ann = kernel.client()
    plan = ann.create_workspace()
    ann.create_workspace()
    third = ann.post("/api/workspaces", json={"name": "third"})
    assert (third.status_code, third.json()["code"]) == (429, "too-many-workspaces")
    assert int(third.headers["retry-after"]) > 0
    bob = kernel.client("other", "bob")
    assert bob.post("/api/workspaces", json={"name": "x" * 3001}).status_code == 413
    # Only a pod can say that a request was counted at another pod already.
    passed_on = {"X-Nexus-Hops": "1"}
    for headers in ({}, passed_on):
        answers = [bob.get("/api/workspaces", headers=headers) for _ in range(30)]
        assert 429 in {answer.status_code for answer in answers}
    assert bob.get("/health").status_code == 200
    large = {"op": "add", "path": "/panels/p1/data/x", "value": "x" * 1000}
    carol = kernel.client("third", "carol")
    plan = carol.create_workspace()
    carol.add_panel(plan, 0)
    answer = carol.change(plan, 1, large)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_everybody_is_let_in_where_authentication_is_off_and_the_log_says_so(
    start_kernel: Any,
) -> None:
    kernel = start_kernel(auth_enabled="false")
    anybody = kernel.client()
    answer = anybody.get("/api/workspaces", headers={"Authorization": ""})
    assert answer.status_code == 200
    warnings = [line["message"] for line in kernel.service.records if line["level"] == "warn"]
    assert any("AUTH_ENABLED is false" in warning for warning in warnings)


def test_a_healthy_start_says_so_and_has_no_error(start_kernel: Any) -> None:
    lines = start_kernel().service.records
    messages = [line["message"] for line in lines]
    assert messages[0] == "service start"
    assert {"database connected", "listening"} <= set(messages)
    assert {line["level"] for line in lines} <= {"debug", "info"}
    assert {line["service"] for line in lines} == {"workspace-kernel"}
