"""The process: what it logs, and how it ends."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import httpx

GOOD = json.dumps({"patch": [{"op": "replace", "path": "/panels/orders/title", "value": "All"}]})


def test_a_healthy_start_says_what_it_serves_and_has_no_error(
    started: Callable[..., Any], endpoint: Any
) -> None:
    url = endpoint.url.replace("//", "//ann:pass-word@")
    service = started(LLM_BASE_URL=url, LLM_MODEL="small", LLM_API_KEY="api-key", LOG_LEVEL="debug")
    assert httpx.get(service.url + "/health", trust_env=False).json() == {"status": "ok"}
    assert service.stop() == 0
    messages = [line["message"] for line in service.lines]
    assert messages.index("service start") < messages.index("model configured")
    assert messages.index("model configured") < messages.index("listening")
    for line in service.lines:
        assert list(line)[:4] == ["timestamp", "level", "service", "message"]
        assert line["service"] == "nexus-os"
        assert line["level"] in {"debug", "info"}
    log = json.dumps(service.lines)
    assert '"host": "127.0.0.1"' in log
    assert "pass-word" not in log
    assert "api-key" not in log


def test_without_redis_there_is_one_warning_and_answers_go_on(
    started: Callable[..., Any], endpoint: Any, unused_port: int, graph: dict[str, Any]
) -> None:
    endpoint.script = [endpoint.says(GOOD)]
    service = started(LLM_BASE_URL=endpoint.url, LLM_MODEL="small", REDIS_PORT=str(unused_port))
    for _ in range(3):
        body = {"workspaceId": "ws-1", "graph": graph, "request": "rename"}
        assert service.post("/ai/complete", body).status_code == 200
    service.stop()
    assert [line["level"] for line in service.lines].count("warn") == 1
    answered = [line for line in service.lines if line["message"] == "model answered"]
    assert len(answered) == 3
    assert answered[0]["tenantId"] == "acme"
    assert answered[0]["workspaceId"] == "ws-1"


def test_an_answer_under_way_at_sigterm_is_finished(
    started: Callable[..., Any], endpoint: Any, graph: dict[str, Any]
) -> None:
    asked, go = threading.Event(), threading.Event()

    def slowly(handler: Any) -> None:
        asked.set()
        go.wait(20)
        endpoint.says(GOOD)(handler)

    endpoint.script = [slowly]
    service = started(LLM_BASE_URL=endpoint.url, LLM_MODEL="small", HEARTBEAT_SECONDS="0.1")
    body = {"workspaceId": "ws-1", "graph": graph, "request": "rename", "stream": True}
    text = ""
    with httpx.stream(
        "POST", service.url + "/ai/complete", json=body, headers=service.headers(), trust_env=False
    ) as answer:
        for chunk in answer.iter_text():
            text += chunk
            if asked.is_set() and not go.is_set() and text.count(": still there") > 1:
                service.process.send_signal(signal.SIGTERM)
                while "draining" not in [line["message"] for line in service.lines]:
                    pass
                go.set()
    assert "event: result" in text
    assert service.stop() == 0
    assert "error" not in {line["level"] for line in service.lines}


def test_wrong_settings_end_it_with_one_line_each_and_no_value() -> None:
    environment = {"PATH": os.environ["PATH"], "LLM_BASE_URL": "secret", "JWT_SECRET": "k" * 32}
    ended = subprocess.run(
        [sys.executable, "-m", "nexus_os"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    (line,) = [json.loads(line) for line in ended.stdout.splitlines()]
    assert line["level"] == "error"
    assert line["setting"] == "LLM_BASE_URL"
    assert "secret" not in ended.stdout + ended.stderr
