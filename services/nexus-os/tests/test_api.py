"""The service as a process, asked over HTTP."""

import json
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from httpx_sse import ServerSentEvent, connect_sse

GOOD = json.dumps({"patch": [{"op": "replace", "path": "/panels/orders/title", "value": "All"}]})


def ask(graph: dict[str, Any], *, stream: bool = False, request: str = "rename") -> dict[str, Any]:
    return {"workspaceId": "ws-1", "graph": graph, "request": request, "stream": stream}


def streamed(service: Any, body: dict[str, Any]) -> list[ServerSentEvent]:
    with (
        httpx.Client(timeout=30, trust_env=False) as client,
        connect_sse(
            client, "POST", service.url + "/ai/complete", json=body, headers=service.headers()
        ) as source,
    ):
        return list(source.iter_sse())


def test_a_context_is_built_within_its_budget(service: Any, graph: dict[str, Any]) -> None:
    answer = service.post(
        "/context/build", {"graph": graph, "request": "库存", "budgetTokens": 100}
    )
    assert answer.status_code == 200
    body = answer.json()
    assert body["panels"][0] == "stock"
    assert body["tokens"] <= 100
    assert set(body) == {"text", "panels", "links", "tokens", "omitted"}


def test_an_answer_becomes_a_patch(service: Any, graph: dict[str, Any]) -> None:
    answer = service.post("/patch/generate", {"graph": graph, "answer": f"Sure: {GOOD}"})
    assert answer.status_code == 200
    assert answer.json() == {
        "patch": [{"op": "replace", "path": "/panels/orders/title", "value": "All"}],
        "confidence": 0.8,
        "warnings": [],
        "explanation": "",
    }


def test_a_move_keeps_its_from_and_a_removal_has_no_value(
    service: Any, graph: dict[str, Any]
) -> None:
    steps = [
        {"op": "move", "from": "/panels/orders/data/rows", "path": "/panels/stock/data/rows"},
        {"op": "remove", "path": "/links/billing"},
        {"op": "add", "path": "/panels/stock/data/none", "value": None},
    ]
    answer = service.post("/patch/generate", {"graph": graph, "answer": json.dumps(steps)})
    assert answer.json()["patch"] == steps


def test_a_request_becomes_a_proposal(
    service: Any, shared_endpoint: Any, graph: dict[str, Any]
) -> None:
    shared_endpoint.script = [shared_endpoint.says(GOOD)]
    answer = service.post("/ai/complete", ask(graph))
    assert answer.status_code == 200
    assert answer.json()["patch"] == json.loads(GOOD)["patch"]


def test_a_stream_brings_the_text_and_then_the_same_proposal(
    service: Any, shared_endpoint: Any, graph: dict[str, Any]
) -> None:
    shared_endpoint.script = [shared_endpoint.says(GOOD)]
    *deltas, result = streamed(service, ask(graph, stream=True))
    assert {event.event for event in deltas} == {"delta"}
    assert "".join(json.loads(event.data)["text"] for event in deltas) == GOOD
    assert result.event == "result"
    assert json.loads(result.data) == service.post("/ai/complete", ask(graph)).json()


def test_a_stream_whose_model_breaks_off_ends_with_an_error(
    service: Any, shared_endpoint: Any, graph: dict[str, Any]
) -> None:
    shared_endpoint.script = [shared_endpoint.sends('{"choices":[{"delta":{"content":"x"}}]}')]
    *_, error = streamed(service, ask(graph, stream=True))
    assert error.event == "error"
    assert json.loads(error.data)["code"] == "model-failed"


def test_a_client_that_leaves_a_stream_ends_the_call_of_the_model(
    service: Any, shared_endpoint: Any, graph: dict[str, Any]
) -> None:
    left = threading.Event()
    shared_endpoint.script = [shared_endpoint.hangs("some", left)]
    with httpx.stream(
        "POST",
        service.url + "/ai/complete",
        json=ask(graph, stream=True, request="leave a stream"),
        headers=service.headers(),
        trust_env=False,
    ) as answer:
        texts = answer.iter_text()  # held, as httpx closes the connection with it
        assert any("delta" in text for text in texts)
        assert not left.is_set()
    assert left.wait(5)


def test_a_client_that_leaves_before_its_answer_ends_the_call_of_the_model(
    service: Any, shared_endpoint: Any, graph: dict[str, Any]
) -> None:
    left = threading.Event()
    shared_endpoint.script = [shared_endpoint.hangs("some", left)]
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(
            service.url + "/ai/complete",
            json=ask(graph, request="leave before the answer"),
            headers=service.headers(),
            timeout=1,
            trust_env=False,
        )
    assert left.wait(5)


def test_a_hostile_model_changes_nothing_but_the_graph_it_saw(
    service: Any, shared_endpoint: Any, graph: dict[str, Any]
) -> None:
    hostile = {
        "patch": [
            {"op": "replace", "path": "", "value": {"panels": {}, "links": {}}},
            {"op": "add", "path": "/../other-workspace/panels/x", "value": {}},
        ],
        "workspaceId": "other",
        "confidence": 1,
    }
    shared_endpoint.script = [shared_endpoint.says(json.dumps(hostile))]
    answer = service.post("/ai/complete", ask(graph)).json()
    assert (answer["patch"], answer["confidence"]) == ([], 0)
    assert len(answer["warnings"]) == 2


@pytest.mark.parametrize("path", ["/context/build", "/patch/generate", "/ai/complete"])
def test_nobody_is_let_in_without_a_token(service: Any, path: str) -> None:
    answer = httpx.post(service.url + path, json={}, trust_env=False)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "no JSON"),
        (b'{"graph"', "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"\xff", "no JSON"),
        (b"[]", "body"),
        (b'{"graph": {}, "answer": ""}', "panels"),
        (b'{"graph": {"panels": {}, "links": {}}}', "answer"),
        (b'{"graph": {"panels": {}, "links": {}}, "answer": 7}', "answer"),
        (b'{"graph": {"panels": {}, "links": {}}, "answer": "\\ud800"}', "no JSON"),
        (b'{"graph": {"panels": {}, "links": {}}, "answer": "", "x": 1}', "x"),
        (b'{"graph": {"panels": {}, "links": {"l": {"source": "a", "target": "b"}}}}', "not there"),
    ],
)
def test_a_body_that_is_wrong_is_told_where(service: Any, body: bytes, why: str) -> None:
    answer = httpx.post(
        service.url + "/patch/generate", content=body, headers=service.headers(), trust_env=False
    )
    assert answer.status_code == 422
    assert why in answer.json()["detail"]


def test_a_graph_over_the_limit_is_too_large(service: Any) -> None:
    data = {"x": "x" * 2_000_001}
    graph = {"panels": {"a": {"title": "", "x": 0, "y": 0, "data": data}}, "links": {}}
    answer = service.post("/patch/generate", {"graph": graph, "answer": ""})
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_metrics_name_no_tenant(service: Any, shared_endpoint: Any, graph: dict[str, Any]) -> None:
    shared_endpoint.script = [shared_endpoint.says(GOOD)]
    service.post("/ai/complete", ask(graph), tenant="tenant-of-the-test")
    metrics = httpx.get(service.url + "/metrics", trust_env=False).text
    assert "tenant-of-the-test" not in metrics
    for name in (
        'nexus_request_seconds_count{method="POST",route="/ai/complete",status="200"}',
        'nexus_model_tokens_total{kind="prompt"}',
        'nexus_model_answer_seconds_count{outcome="answered"}',
        'nexus_answer_cache_total{outcome="miss"}',
        "nexus_unaccounted_calls_total",
        "nexus_model_circuit_open 0.0",
    ):
        assert name in metrics


def test_without_a_model_the_rest_works(started: Callable[..., Any], graph: dict[str, Any]) -> None:
    service = started()
    refused = service.post("/ai/complete", ask(graph, stream=True))
    assert (refused.status_code, refused.json()["code"]) == (503, "no-model")
    assert service.post("/patch/generate", {"graph": graph, "answer": GOOD}).json()["patch"]
    built = service.post("/context/build", {"graph": graph, "request": "x", "budgetTokens": 9})
    assert built.status_code == 200
    assert any("no model configured" in line["message"] for line in service.lines)
