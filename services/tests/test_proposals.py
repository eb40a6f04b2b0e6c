"""From a user's request to a patch, through both services and a model."""

import json
import socket
from collections.abc import Iterator

import pytest

from nexus_testbed.model import ModelEndpoint, serve_model
from nexus_testbed.platform import Platform

PANEL = {"title": "Orders", "x": 0, "y": 0, "data": {}}
PATCH = [{"op": "add", "path": "/panels/orders", "value": PANEL}]


@pytest.fixture
def model() -> Iterator[ModelEndpoint]:
    with serve_model() as endpoint:
        yield endpoint


def test_a_proposal_changes_nothing_until_its_user_applies_it(
    platform: Platform, model: ModelEndpoint
) -> None:
    model.script = [model.says(json.dumps({"patch": PATCH, "explanation": "A panel for orders."}))]
    nexus_os = platform.nexus_os(llm_base_url=model.url, llm_model="small")
    kernel = platform.kernel(nexus_os_url=nexus_os.url)
    kernel.wait_for_record("database connected")
    with platform.client(kernel, "acme") as ann:
        plan = ann.post("/api/workspaces", json={"name": "plan"}).json()["id"]
        path = f"/api/workspaces/{plan}"

        proposal = ann.post(path + "/proposals", json={"request": "a panel for orders"}).json()
        assert proposal["patch"] == PATCH
        assert proposal["version"] == 0
        assert ann.get(path + "/graph").json()["panels"] == {}

        applied = ann.patch(
            path + "/graph",
            content=json.dumps(proposal["patch"]),
            headers={"If-Match": f'"{proposal["version"]}"'},
        )
        assert applied.json() == {"version": 1}
    asked = json.dumps(model.requests)
    assert "a panel for orders" in asked
    assert plan not in asked


def test_without_a_model_the_way_out_is_told(platform: Platform) -> None:
    kernel = platform.kernel(nexus_os_url=platform.nexus_os().url)
    kernel.wait_for_record("database connected")
    with platform.client(kernel, "acme") as ann:
        plan = ann.post("/api/workspaces", json={"name": "plan"}).json()["id"]
        answer = ann.post(f"/api/workspaces/{plan}/proposals", json={"request": "anything"})
    assert (answer.status_code, answer.json()["code"]) == (503, "no-model")
    assert "LLM_BASE_URL" in answer.json()["detail"]


def test_without_nexus_os_the_rest_works(platform: Platform) -> None:
    kernel = platform.kernel(nexus_os_url="http://127.0.0.1:1")
    kernel.wait_for_record("database connected")
    with platform.client(kernel, "acme") as ann:
        plan = ann.post("/api/workspaces", json={"name": "plan"}).json()["id"]
        answer = ann.post(f"/api/workspaces/{plan}/proposals", json={"request": "anything"})
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert ann.get(f"/api/workspaces/{plan}/graph").status_code == 200


def test_who_takes_no_connections_is_away_and_not_slow(platform: Platform) -> None:
    # A queue of connections that is full lets those who come wait, as a name that is not resolved.
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        host, port = full.getsockname()
        with socket.create_connection((host, port)):
            kernel = platform.kernel(nexus_os_url=f"http://{host}:{port}")
            kernel.wait_for_record("database connected")
            with platform.client(kernel, "acme") as ann:
                plan = ann.post("/api/workspaces", json={"name": "plan"}).json()["id"]
                answer = ann.post(f"/api/workspaces/{plan}/proposals", json={"request": "anything"})
    assert answer.status_code == 503
    assert "does not answer" in answer.json()["detail"]
