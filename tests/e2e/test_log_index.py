"""The lines of real services in a real OpenSearch with its security on, set up as the Job does it.

Its packages have neither index management nor Dashboards: `Beside` takes their place, and keeps what
it is told. Elasticsearch cannot be had at all.
"""

import base64
import hashlib
import http.client
import json
import os
import secrets
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
import yaml
from fluent_bit_lines import merged, to_contract

from nexus_gitops.errors import RefusedError
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.operations.log_lines import Level, LogLine, Wanted
from nexus_gitops.operations.log_question import Question
from nexus_gitops.operations.stored_lines import ask
from nexus_gitops.platform import loading
from nexus_gitops.platform.log_store import LogStore
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering.render import render
from nexus_platform.addons.logging import log_store
from nexus_platform.addons.logging.settings import Logging, OpenSearch
from nexus_platform.environment import Environment
from tests.e2e import opensearch, real_services
from tests.e2e.controlplane.processes import LOOPBACK
from tests.e2e.patience import until
from tests.e2e.service_lines import SERVICES, Written, moment

if not real_services.are_there():
    pytest.skip("needs the services' environment", allow_module_level=True)

STREAM: Final = "nexus-staging"
SECRET: Final = {
    # What a shell, curl and JSON each take for something of theirs.
    "LOGS_ADMIN_PASSWORD": f'a"d\\m$i n{secrets.token_hex(12)}',
    "LOGS_PASSWORD": secrets.token_hex(16),
    "LOGS_PAGE_PASSWORD": secrets.token_hex(16),
}
POLICIES: Final = "/_plugins/_ism/policies/"


class Beside(ThreadingHTTPServer):
    """In front of the store: what the packages lack; whatever else is asked goes to the store."""

    daemon_threads = True

    def __init__(self, store: int) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.store = store
        self.policies: dict[str, tuple[int, Any]] = {}
        self.managed: list[Any] = []
        self.imported: list[Any] = []

    def policy(self, method: str, path: str, body: bytes) -> tuple[int, Any]:
        """As index management: what is there is changed only by who names its version."""
        url = urlsplit(path)
        name = url.path.removeprefix(POLICIES)
        number, kept = self.policies.get(name, (0, None))
        if method == "GET":
            found = {"_id": name, "_seq_no": number, "_primary_term": 1, "policy": kept}
            return (200, found) if kept else (404, {"error": "not found"})
        said = parse_qs(url.query).get("if_seq_no")
        if (said is None) is not (kept is None) or (said and said != [str(number)]):
            return 409, {"error": "version conflict"}
        self.policies[name] = (number + 1, json.loads(body)["policy"])
        return 201, {}


class _Handler(BaseHTTPRequestHandler):
    server: Beside

    def _do(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer: Any = {}
        if self.path.startswith(POLICIES):
            status, answer = self.server.policy(self.command, self.path, body)
        elif self.path.startswith("/_plugins/_ism/change_policy/"):
            status = 200
            self.server.managed.append(json.loads(body))
        elif self.path == "/api/status":
            status = 200
        elif self.path.startswith("/api/saved_objects/_import"):
            assert self.headers["osd-xsrf"] == "true"
            lines = [line for line in body.splitlines() if line.startswith(b"{")]
            self.server.imported = [json.loads(line) for line in lines]
            status, answer = 200, {"success": True}
        else:
            headers = {
                name: self.headers[name] for name in ("Accept", "Authorization", "Content-Type")
            }
            known = {name: value for name, value in headers.items() if value}
            status, answer = told(self.server.store, self.command, self.path, body, known)
        sent = json.dumps(answer, separators=(",", ":")).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    do_GET = do_PUT = do_POST = _do  # noqa: N815 -- names that the server calls

    def log_message(self, *_: Any) -> None:
        """Nothing."""


def told(
    port: int, method: str, path: str, body: bytes | str, headers: Mapping[str, str]
) -> tuple[int, Any]:
    """What the store answers."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=60)
    try:
        connection.request(method, path, body, dict(headers))
        answer = connection.getresponse()
        text = answer.read()
        is_json = (answer.getheader("Content-Type") or "").startswith("application/json")
        return answer.status, json.loads(text) if is_json else text.decode()
    except OSError:
        return 0, None
    finally:
        connection.close()


def as_user(name: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


def as_nexus() -> dict[str, str]:
    return as_user("nexus", SECRET["LOGS_PASSWORD"])


def as_admin() -> dict[str, str]:
    return as_user("admin", SECRET["LOGS_ADMIN_PASSWORD"])


@pytest.fixture(scope="module")
def env() -> Environment:
    staging = loading.load("staging")
    assert isinstance(staging, Environment)
    return msgspec.structs.replace(staging, logging=Logging(backend=OpenSearch()))


@pytest.fixture(scope="module")
def objects(env: Environment) -> Sequence[KubeObject]:
    rendered = render(platform(), env, loading.images(env.name), env.repository)
    return list(rendered.objects["logging"])


@pytest.fixture(scope="module")
def store(objects: Sequence[KubeObject]) -> Iterator[int]:
    """Its port."""
    with opensearch.started(objects, SECRET["LOGS_ADMIN_PASSWORD"], is_well) as port:
        yield port


def is_well(port: int) -> bool:
    """As the pod's readiness probe asks, which knows no password."""
    return told(port, "GET", "/_plugins/_security/health", "", {})[0] == http.client.OK


@pytest.fixture(scope="module")
def beside(store: int) -> Iterator[Beside]:
    with Beside(store) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def set_up(beside: Beside, objects: Sequence[KubeObject], folder: Path, **changed: str) -> str:
    """Run what the Job runs."""
    (job,) = (one for one in objects if one["kind"] == "Job")
    (container,) = job["spec"]["template"]["spec"]["containers"]
    (said,) = (
        one["data"]
        for one in objects
        if one["kind"] == "ConfigMap" and one["metadata"]["name"].startswith("opensearch-setup-")
    )
    folder.mkdir()
    for name, text in said.items():
        (folder / name).write_text(text)
    here = {
        "SAID": str(folder),
        "STORE": f"http://{LOOPBACK}:{beside.server_port}",
        "PAGE": f"http://{LOOPBACK}:{beside.server_port}",
    }
    variables = {one["name"]: one.get("value") or SECRET[one["name"]] for one in container["env"]}
    command = [word.replace("/said", str(folder)) for word in container["command"]]
    done = subprocess.run(
        command,
        env={"PATH": os.environ["PATH"], "TMPDIR": str(folder), **variables, **here, **changed},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def ready(
    beside: Beside, objects: Sequence[KubeObject], tmp_path_factory: pytest.TempPathFactory
) -> Beside:
    """Set up twice, as two syncs do, after a line that came too early."""
    early = to_contract([merged(f"{moment()} stdout F too early", "early")])
    status, _ = send(beside.store, objects, early, as_admin())
    assert status == http.client.OK
    assert told(beside.store, "GET", f"/{STREAM}", "", as_admin())[0] == http.client.NOT_FOUND
    folder = tmp_path_factory.mktemp("setup")
    set_up(beside, objects, folder / "first", LOGS_PASSWORD=secrets.token_hex(16))
    out = set_up(beside, objects, folder / "second")
    assert not any(value in out for value in SECRET.values())
    return beside


def send(
    port: int,
    objects: Sequence[KubeObject],
    records: Sequence[Mapping[str, Any]],
    headers: Mapping[str, str],
) -> tuple[int, list[Any]]:
    """As Fluent Bit's output `opensearch` is told to; what became of each line."""
    (config,) = (
        one["data"]
        for one in objects
        if one["kind"] == "ConfigMap" and one["metadata"]["name"].startswith("fluent-bit-")
    )
    (output,) = yaml.safe_load(config["fluent-bit.yaml"])["pipeline"]["outputs"]
    assert (output["name"], output["host"]) == ("opensearch", "opensearch")
    assert (output["http_user"], output["http_passwd"]) == ("nexus", "${LOGS_PASSWORD}")
    assert output["suppress_type_name"]
    assert output["generate_id"]
    lines = []
    for record in records:
        document = {"@timestamp": record["timestamp"], **record}
        digest = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
        lines += [{output["write_operation"]: {"_index": output["index"], "_id": digest}}, document]
    body = "".join(json.dumps(one) + "\n" for one in lines)
    status, answer = told(
        port, "POST", "/_bulk", body, {**headers, "Content-Type": "application/x-ndjson"}
    )
    return status, [next(iter(one.values())) for one in (answer or {}).get("items", ())]


@pytest.fixture(scope="module")
def shipped(ready: Beside, objects: Sequence[KubeObject], written: Written) -> Mapping[str, str]:
    """The workspaces that the lines are about."""
    status, became = send(ready.store, objects, written.records(), as_nexus())
    assert status == http.client.OK
    assert {one["status"] for one in became} <= {http.client.CREATED, http.client.CONFLICT}
    return written.workspaces


def asked(env: Environment, port: int, service: str = "", **wanted: Any) -> list[LogLine]:
    question = Question(service, None, 3600, Wanted(**wanted))
    return ask(port, kept(env), SECRET["LOGS_PASSWORD"], question)


def kept(env: Environment) -> LogStore:
    found = log_store(env)
    assert found is not None
    return found


def test_lines_of_every_service_are_found_by_workspace_user_service_and_level(
    env: Environment, store: int, shipped: Mapping[str, str]
) -> None:
    until(lambda: len(asked(env, store, workspace=shipped["plan"])) > 0, "the lines in the store")
    found = asked(env, store, workspace=shipped["plan"])
    assert {line.fields["service"] for line in found} == set(SERVICES)
    assert {line.fields["userId"] for line in found if "userId" in line.fields} == {"ann"}
    messages = [line.fields["message"] for line in found]
    for event in ("workspace created", "workspace activated", "workspace deleted"):
        assert event in messages
    assert [line.order for line in found] == sorted(line.order for line in found)
    assert {line.fields["userId"] for line in asked(env, store, user="bob")} == {"bob"}
    assert {line.pod for line in asked(env, store, "nexus-os")} == {"nexus-os-0"}
    assert asked(env, store, workspace="plan OR *") == []
    wrong = [line.fields["message"] for line in asked(env, store, "postgres", level=Level.ERROR)]
    assert 'column "nobody" does not exist at character 8' in wrong


def test_what_is_sent_again_is_there_once(
    ready: Beside, objects: Sequence[KubeObject], written: Written, shipped: Mapping[str, str]
) -> None:
    record = written.records()[0]
    again = [send(ready.store, objects, [record], as_nexus())[1][0]["status"] for _ in range(2)]
    assert again[-1] == http.client.CONFLICT


def test_no_tenant_makes_a_field_or_has_a_line_refused(
    ready: Beside, objects: Sequence[KubeObject], shipped: Mapping[str, str]
) -> None:
    strange = {f"key{n}": {"of": n} for n in range(2000)}
    line = json.dumps({"level": "info", "message": "strange", "workspaceId": "x" * 5000, **strange})
    records = to_contract([merged(f"{moment()} stdout F {line}", "strange")])
    _, (became,) = send(ready.store, objects, records, as_nexus())
    assert became["status"] == http.client.CREATED
    _, found = told(ready.store, "GET", f"/{STREAM}/_mapping", "", as_admin())
    ((mapping,),) = [tuple(one["mappings"] for one in found.values())]
    keywords = {k for k, v in mapping["properties"].items() if v.get("type") == "keyword"}
    assert keywords == {"level", "service", "workspaceId", "userId", "tenant", "requestId"}
    assert not any(key.startswith("key") for key in mapping["properties"])
    assert mapping["properties"]["timestamp"]["type"] == "date"


def test_who_gets_in_and_how_far(
    env: Environment, ready: Beside, shipped: Mapping[str, str]
) -> None:
    search = f"/{STREAM}/_search"
    assert told(ready.store, "GET", search, "", {})[0] == http.client.UNAUTHORIZED
    for method, path in (("DELETE", f"/_data_stream/{STREAM}"), ("PUT", "/another")):
        assert told(ready.store, method, path, "", as_nexus())[0] == http.client.FORBIDDEN
    assert told(ready.store, "GET", "/.opendistro_security/_search", "", as_nexus())[0] in (
        http.client.FORBIDDEN,
        http.client.NOT_FOUND,
    )
    page = as_user("kibanaserver", SECRET["LOGS_PAGE_PASSWORD"])
    assert told(ready.store, "GET", "/_cluster/health", "", page)[0] == http.client.OK
    wrong = replace(kept(env))
    with pytest.raises(RefusedError, match="does not take the password"):
        ask(ready.store, wrong, "wrong", Question("", None, None, Wanted()))


def test_lines_go_after_the_days_that_the_environment_says(env: Environment, ready: Beside) -> None:
    ((number, policy),) = ready.policies.values()
    assert number == 2
    assert ready.managed == [{"policy_id": STREAM}]
    assert env.logging is not None
    (over,) = policy["states"][0]["transitions"]
    assert over["conditions"] == {"min_rollover_age": f"{env.logging.retention_days}d"}
    assert policy["ism_template"][0]["index_patterns"] == [STREAM]


def test_the_page_gets_searches_and_a_dashboard_of_keys_that_are_found(ready: Beside) -> None:
    by_type: dict[str, list[Any]] = {}
    for one in ready.imported:
        by_type.setdefault(one["type"], []).append(one)
    (lines,) = by_type["index-pattern"]
    assert lines["attributes"] == {"title": STREAM, "timeFieldName": "timestamp"}
    assert len(by_type["search"]) == 3
    assert len(by_type["dashboard"]) == 1
    there = {(one["type"], one["id"]) for one in ready.imported}
    assert {(r["type"], r["id"]) for one in ready.imported for r in one["references"]} <= there
