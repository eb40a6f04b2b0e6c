"""What each role may do, and what the kernel tells before anybody has signed in."""

import json
from typing import Any

import httpx
import pytest

from nexus_testbed.model import serve_model


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("viewer", {"list", "get", "graph", "me"}),
        ("editor", {"list", "get", "graph", "me", "create", "rename", "change", "propose"}),
        (
            "admin",
            {"list", "get", "graph", "me", "create", "rename", "change", "propose", "delete"},
        ),
    ],
)
def test_a_role_may_what_it_says_and_no_more(kernel: Any, role: str, may: set[str]) -> None:
    plan = kernel.client().create_workspace()
    path = f"/api/workspaces/{plan}"
    asking = kernel.client(user="ben", role=role)
    answers = {
        "me": asking.get("/api/me"),
        "list": asking.get("/api/workspaces"),
        "get": asking.get(path),
        "graph": asking.graph(plan),
        "create": asking.post("/api/workspaces", json={"name": "other"}),
        "rename": asking.patch(path, json={"name": "new"}),
        "change": asking.add_panel(plan, 0),
        "propose": asking.post(path + "/proposals", json={"request": "x"}),
        "delete": asking.delete(path),
    }
    refused = {name for name, answer in answers.items() if answer.status_code == 403}
    assert refused == set(answers) - may
    assert {answers[name].json()["code"] for name in refused} <= {"forbidden"}


def test_whoever_asks_is_told_who_they_are(kernel: Any) -> None:
    told = kernel.client("acme", "ann", role="editor").get("/api/me").json()
    assert (told["user"], told["tenant"], told["role"]) == ("ann", kernel.tenant("acme"), "editor")
    assert told["expiresAt"].endswith("Z")


def test_a_workspace_is_renamed_and_found_by_its_name(kernel: Any) -> None:
    ann, eve = kernel.client(), kernel.client("evil", "eve")
    plan = ann.create_workspace("Orders 100%")
    ann.create_workspace("Invoices")
    renamed = ann.patch(f"/api/workspaces/{plan}", json={"name": " Sales 100% "})
    assert (renamed.status_code, renamed.json()["name"]) == (200, "Sales 100%")
    assert ann.get(f"/api/workspaces/{plan}").json()["name"] == "Sales 100%"

    def found(name: str) -> list[str]:
        page = ann.get("/api/workspaces", params={"name": name}).json()
        return [item["name"] for item in page["items"]]

    assert found("sales") == found("100%") == ["Sales 100%"]
    assert found("%a%") == found("orders") == []
    assert found("s") == ["Invoices", "Sales 100%"]
    assert eve.patch(f"/api/workspaces/{plan}", json={"name": "mine"}).status_code == 404
    assert ann.patch(f"/api/workspaces/{plan}", json={"name": " "}).status_code == 422


def test_what_can_be_done_here_is_told_without_a_token(start_kernel: Any, platform: Any) -> None:
    with serve_model() as model:
        with_model = platform.nexus_os(llm_base_url=model.url, llm_model="small")
        kernel = start_kernel(nexus_os_url=with_model.url, graph_max_panels=7)
        answer = httpx.get(kernel.url + "/api/capabilities", trust_env=False)
    assert answer.headers["cache-control"] == "public, max-age=30"
    told = answer.json()
    assert told["signIn"] == [{"mode": "token"}]
    assert told["proposals"] is True
    assert told["limits"]["panels"] == 7


@pytest.mark.parametrize("nexus_os", ["without a model", "away"])
def test_no_proposals_are_offered_that_cannot_be_made(
    start_kernel: Any, platform: Any, nexus_os: str
) -> None:
    url = platform.nexus_os().url if nexus_os == "without a model" else "http://127.0.0.1:1"
    kernel = start_kernel(nexus_os_url=url, auth_enabled="false")
    told = httpx.get(kernel.url + "/api/capabilities", trust_env=False).json()
    assert told["proposals"] is False
    assert told["signIn"] == [{"mode": "open"}]


def test_sign_in_at_an_issuer_is_offered_with_all_that_it_takes(start_kernel: Any) -> None:
    kernel = start_kernel(
        oidc_issuer="https://issuer.example",
        oidc_audience="nexus",
        oidc_client_id="page",
        oidc_parameters="resource=https%3A%2F%2Fnexus.example",
        development_tokens="true",
    )
    told = httpx.get(kernel.url + "/api/capabilities", trust_env=False).json()
    assert told["signIn"] == [
        {
            "mode": "oidc",
            "issuer": "https://issuer.example",
            "clientId": "page",
            "scope": "openid profile offline_access",
            "parameters": {"resource": "https://nexus.example"},
        },
        {"mode": "token"},
    ]
    assert json.dumps(told).find(kernel.platform.jwt_secret) == -1
