"""What an API server may answer, by HTTP on the loopback interface; tests/e2e has a real one."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from nexus_gitops.cluster.api import Api, connect
from nexus_gitops.cluster.kinds import APPLICATION, POD
from nexus_gitops.errors import RefusedError, UnreachableError

PODS = "/api/v1/namespaces/nexus/pods"


def refusal(code: int, message: str) -> tuple[int, dict[str, Any]]:
    """As an API server refuses."""
    document = {"kind": "Status", "apiVersion": "v1", "status": "Failure"}
    return code, {**document, "code": code, "message": message}


class Server:
    """Answers by path, and notes what it was asked.

    Attributes:
        answers: status and document by path; of a list of documents, one after the other.
        asked: method, path, and query of each request.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.asked: list[tuple[str, str, dict[str, list[str]]]] = []

    def answer(self, method: str, target: str) -> tuple[int, dict[str, Any]]:
        parts = urlsplit(target)
        self.asked.append((method, parts.path, parse_qs(parts.query)))
        found = self.answers.get(parts.path, refusal(404, "not found"))
        if isinstance(found, list):
            found = found.pop(0)
        code, document = found
        return code, document


@contextmanager
def serving(server: Server) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            code, document = server.answer(self.command, self.path)
            # Of what it does not know at all, an API server answers with plain text.
            text = document if isinstance(document, str) else json.dumps(document)
            self.send_response(code)
            # Of what it does not know at all, an API server answers with plain text.
            kind = "text/plain" if isinstance(document, str) else "application/json"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def do_PATCH(self) -> None:
            self.do_GET()

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_port}"
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def api(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    config = tmp_path / "config"
    with serving(server) as url:
        config.write_text(
            yaml.safe_dump(
                {
                    "current-context": "here",
                    "clusters": [{"name": "loopback", "cluster": {"server": url}}],
                    "contexts": [
                        {"name": "here", "context": {"cluster": "loopback", "user": "me"}}
                    ],
                    "users": [{"name": "me", "user": {"token": "hidden"}}],
                }
            )
        )
        monkeypatch.setenv("KUBECONFIG", str(config))
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield connect()


def pod(name: str) -> dict[str, Any]:
    return {"metadata": {"name": name, "namespace": "nexus"}}


def test_an_object_that_is_not_there_is_no_error(api: Api) -> None:
    assert api.find(APPLICATION, "nexus-root", "argocd") is None


def test_a_list_comes_whole_by_name_and_says_what_each_object_is(api: Api, server: Server) -> None:
    server.answers[PODS] = [
        (200, {"metadata": {"continue": "more"}, "items": [pod("c"), pod("a")]}),
        (200, {"metadata": {}, "items": [pod("b")]}),
    ]
    found = api.list(POD, "nexus")
    assert [(one["apiVersion"], one["kind"]) for one in found] == [("v1", "Pod")] * 3
    assert [one["metadata"]["name"] for one in found] == ["a", "b", "c"]
    assert [query.get("continue") for _, _, query in server.asked] == [None, ["more"]]


def test_a_kind_that_the_server_does_not_know_has_no_objects(api: Api, server: Server) -> None:
    applications = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications"
    server.answers[f"{applications}/root"] = server.answers[applications] = (
        404,
        "404 page not found",
    )
    assert api.find(APPLICATION, "root", "argocd") is None
    with pytest.raises(RefusedError, match=f"does not know what is asked for: {applications}"):
        api.list(APPLICATION, "argocd")


def test_the_version_is_told_with_the_time(api: Api, server: Server) -> None:
    server.answers["/version"] = (200, {"major": "1", "minor": "27+", "gitVersion": "v1.27.3-gke"})
    version = api.version()
    assert (version.major, version.minor) == (1, 27)
    assert version.clock_offset is not None


@pytest.mark.parametrize("code", [401, 403])
def test_who_is_not_let_in_is_told_so_and_no_credential(
    api: Api, server: Server, code: int
) -> None:
    server.answers[PODS] = refusal(code, 'pods is forbidden: User "me" cannot list')
    with pytest.raises(UnreachableError, match="does not let us in: pods is forbidden") as raised:
        api.list(POD, "nexus")
    assert "hidden" not in f"{raised.value} {raised.value.__cause__}"


def test_what_the_server_refuses_is_told_in_its_words(api: Api, server: Server) -> None:
    server.answers[f"{PODS}/web"] = refusal(422, "spec.containers: Required value")
    with pytest.raises(RefusedError, match=r"spec\.containers: Required value"):
        api.apply(POD, {"apiVersion": "v1", "kind": "Pod", **pod("web")}, "somebody")
    (method, _, query) = server.asked[-1]
    assert (method, query["fieldManager"], query["force"]) == ("PATCH", ["somebody"], ["true"])


@pytest.mark.parametrize("code", [429, 500, 503])
def test_a_server_that_cannot_answer_now_is_not_one_that_refuses(
    api: Api, server: Server, code: int
) -> None:
    server.answers[PODS] = refusal(code, "etcd is gone")
    with pytest.raises(UnreachableError, match="etcd is gone"):
        api.list(POD, "nexus")
