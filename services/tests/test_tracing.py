"""One request, from its entry to the database: named alike in each line, statement and span."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from nexus_testbed.loopback import HOST
from nexus_testbed.model import serve_model
from nexus_testbed.platform import Platform
from nexus_testbed.service import Service, wait_until

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
NAMED = {"X-Request-Id": "page-1", "traceparent": f"00-{TRACE}-{PARENT}-01"}
ANSWER = '[{"op": "add", "path": "/panels/p", "value": {"title": "", "x": 0, "y": 0}}]'


class Collector:
    """A collector of OTLP over HTTP, and the spans that it was sent: service, name, ids."""

    def __init__(self) -> None:
        self.spans: list[dict[str, str]] = []
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                collector.take(ExportTraceServiceRequest.FromString(body))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer((HOST, 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.server.server_port}"

    def take(self, request: Any) -> None:
        for resource in request.resource_spans:
            names = {one.key: one.value.string_value for one in resource.resource.attributes}
            for scope in resource.scope_spans:
                for span in scope.spans:
                    self.spans.append(
                        {
                            "service": names["service.name"],
                            "name": span.name,
                            "trace": span.trace_id.hex(),
                            "id": span.span_id.hex(),
                            "parent": span.parent_span_id.hex(),
                        }
                    )


@pytest.fixture
def collector() -> Iterator[Collector]:
    collector = Collector()
    yield collector
    collector.server.shutdown()
    collector.server.server_close()


def lines_of(service: Service, message: str) -> list[dict[str, Any]]:
    wait_until(
        lambda: [one for one in tuple(service.records) if one["message"] == message], message
    )
    return [one for one in tuple(service.records) if one["message"] == message]


def test_a_request_has_one_name_from_page_to_database_and_back(platform: Platform) -> None:
    with serve_model() as model:
        model.script = [model.says_at_once(ANSWER)]
        nexus_os = platform.nexus_os(llm_base_url=model.url, llm_model="small")
        owner = platform.kernel(nexus_os_url=nexus_os.url)
        other = platform.kernel(nexus_os_url=nexus_os.url)
        for kernel in (owner, other):
            kernel.wait_for_record("database connected")
        platform.postgres.run_all(
            """
            CREATE TABLE heard (application text);
            CREATE FUNCTION hear() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
              INSERT INTO heard VALUES (current_setting('application_name'));
              RETURN NULL;
            END $$;
            CREATE TRIGGER hear AFTER INSERT ON workspace FOR EACH ROW EXECUTE FUNCTION hear();
            CREATE TRIGGER hear AFTER INSERT ON workspace_change
              FOR EACH ROW EXECUTE FUNCTION hear();
            """,
            database=platform.database,
        )
        with platform.client(owner, "acme") as ann, platform.client(other, "acme") as bob:
            made = ann.post("/api/workspaces", json={"name": "plan"}, headers=NAMED)
            path = f"/api/workspaces/{made.json()['id']}"
            ann.patch(
                f"{path}/graph",
                content=ANSWER,
                headers={"If-Match": '"0"', "X-Request-Id": "page-2"},
            )
            proposed = bob.post(f"{path}/proposals", json={"request": "x"}, headers=NAMED)
            absent = bob.get(f"/api/workspaces/{'0' * 32}", headers=NAMED)
            without = bob.get("/nowhere", headers={"X-Request-Id": 'no name "\\'})
    assert made.headers["X-Request-Id"] == proposed.headers["X-Request-Id"] == "page-1"
    assert proposed.status_code == 200, proposed.text
    assert absent.json()["requestId"] == absent.headers["X-Request-Id"] == "page-1"
    assert without.json()["requestId"] == without.headers["X-Request-Id"] != 'no name "\\'

    heard = platform.postgres.run("SELECT application FROM heard", database=platform.database)
    assert [row["application"] for row in heard] == [
        "workspace-kernel page-1",
        "workspace-kernel page-2",
    ]
    for service, route in (
        (other, "/api/workspaces/{workspace_id}/proposals"),
        (owner, "/api/workspaces/{workspace_id}/proposals"),
        (nexus_os, "/ai/complete"),
    ):
        (line,) = [one for one in lines_of(service, "request") if one["route"] == route]
        assert (line["requestId"], line["userId"], line["tenantId"]) == ("page-1", "ann", "acme")
    (line,) = lines_of(nexus_os, "model answered in part or without usage")
    assert (line["requestId"], line["userId"]) == ("page-1", "ann")


def test_lines_say_what_became_of_a_workspace_and_who_caused_it(platform: Platform) -> None:
    kernel = platform.kernel()
    kernel.wait_for_record("database connected")
    with platform.client(kernel, "acme") as ann:
        plans = [ann.post("/api/workspaces", json={"name": "plan"}).json()["id"] for _ in "ab"]
        for plan in plans:
            assert ann.get(f"/api/workspaces/{plan}/graph").status_code == 200
        ann.delete(f"/api/workspaces/{plans[0]}")
    kernel.terminate()
    kernel.wait()
    for message, workspaces in (
        ("workspace created", plans),
        ("workspace activated", plans),
        ("workspace deleted", plans[:1]),
    ):
        lines = lines_of(kernel, message)
        assert [line["workspaceId"] for line in lines] == workspaces
        assert {line["userId"] for line in lines} == {"ann"}
    (moved,) = lines_of(kernel, "workspace moved")
    assert moved["workspaceId"] == plans[1]
    assert "userId" not in moved


def test_who_takes_the_place_of_a_workspace_is_not_told_of_as_its_user(
    platform: Platform,
) -> None:
    kernel = platform.kernel(max_workspaces_per_pod="2")
    kernel.wait_for_record("database connected")
    with platform.client(kernel, "acme") as ann, platform.client(kernel, "globex", "bob") as bob:
        for user in (ann, ann, bob):
            plan = user.post("/api/workspaces", json={"name": "plan"}).json()["id"]
            assert user.get(f"/api/workspaces/{plan}/graph").status_code == 200
    (released,) = lines_of(kernel, "workspace released")
    assert released.keys().isdisjoint({"userId", "requestId"})


def test_a_live_connection_has_lines_of_its_own(platform: Platform) -> None:
    kernel = platform.kernel(log_level="info")
    kernel.wait_for_record("database connected")
    with platform.client(kernel, "acme") as ann:
        plan = ann.post("/api/workspaces", json={"name": "plan"}).json()["id"]
    address = f"{kernel.url.replace('http', 'ws', 1)}/api/workspaces/{plan}/live"
    bearer = Subprotocol(f"bearer.{platform.token('acme')}")
    protocols = [Subprotocol("nexus.v1"), bearer]
    with connect(address, subprotocols=protocols, proxy=None, additional_headers=NAMED) as live:
        assert json.loads(live.recv(timeout=20))["type"] == "hello"
        assert live.response is not None
        assert live.response.headers["X-Request-Id"] == "page-1"
    with pytest.raises(InvalidStatus):
        connect(address, proxy=None)
    for message, status in (("websocket opened", None), ("websocket closed", 101)):
        (line,) = lines_of(kernel, message)
        assert line.get("status") == status
        assert (line["requestId"], line["workspaceId"], line["userId"]) == ("page-1", plan, "ann")
    (refused,) = lines_of(kernel, "websocket refused")
    assert refused["status"] == 401
    assert not [one for one in kernel.records if "[accepted]" in one["message"]]


def test_requests_are_spans_of_one_trace_where_a_collector_is_set(
    platform: Platform, collector: Collector
) -> None:
    telling = {"otel_exporter_otlp_endpoint": collector.url, "otel_bsp_schedule_delay": "100"}
    with serve_model() as model:
        model.script = [model.says_at_once(ANSWER)]
        nexus_os = platform.nexus_os(llm_base_url=model.url, llm_model="small", **telling)
        kernel = platform.kernel(nexus_os_url=nexus_os.url, **telling)
        kernel.wait_for_record("database connected")
        with platform.client(kernel, "acme") as ann:
            plan = ann.post("/api/workspaces", json={"name": "plan"}).json()["id"]
            path = f"/api/workspaces/{plan}/proposals"
            assert ann.post(path, json={"request": "x"}, headers=NAMED).status_code == 200

    def of_the_trace() -> dict[str, dict[str, str]]:
        return {one["service"]: one for one in collector.spans if one["trace"] == TRACE}

    wait_until(lambda: len(of_the_trace()) == 2, "the spans")
    spans = of_the_trace()
    assert spans["workspace-kernel"]["name"] == "POST /api/workspaces/{workspace_id}/proposals"
    assert spans["workspace-kernel"]["parent"] == PARENT
    assert spans["nexus-os"]["name"] == "POST /ai/complete"
    assert spans["nexus-os"]["parent"] == spans["workspace-kernel"]["id"]


def test_a_collector_that_is_away_costs_no_request(platform: Platform) -> None:
    kernel = platform.kernel(
        otel_exporter_otlp_endpoint=f"http://{HOST}:1", otel_bsp_schedule_delay="50"
    )
    kernel.wait_for_record("database connected")
    answers = [httpx.get(f"{kernel.url}/health", trust_env=False) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {200}
    kernel.terminate()
    assert kernel.wait() == 0


@pytest.mark.parametrize("module", ["workspace_kernel.app", "nexus_os.api"])
def test_no_span_and_no_exporter_is_loaded_where_no_collector_is_set(module: str) -> None:
    """The client of Redis loads what the SDK has of metrics wherever it is installed."""
    program = (
        f"import sys, {module}; from nexus_runtime.tracing import spans_of_environment as spans;"
        " spans('x'); print([one for one in sys.modules if one.startswith(('opentelemetry.sdk.trace',"
        " 'opentelemetry.exporter', 'google.protobuf'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={}
    )
    assert done.stdout.strip() == "[]"
