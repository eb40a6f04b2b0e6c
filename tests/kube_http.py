"""A Kubernetes API of a few objects on the loopback interface: reads, lists, and what changes them."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

_CONFLICT = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 409,
             "reason": "Conflict", "message": "the object has been modified"}  # fmt: skip


@dataclass
class KubeServer:
    """Answers with what `objects` holds.

    Attributes:
        objects: by path, as `/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/nexus`.
        patches: path and body of each merge patch, in order.
        on_create: is told path and object of what was created, as a controller would be.
    """

    objects: dict[str, Any] = field(default_factory=dict)
    patches: list[tuple[str, Any]] = field(default_factory=list)
    on_create: Callable[[str, Any], None] = lambda path, obj: None
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def application(self, name: str, **status: Any) -> dict[str, Any]:
        """Put an Application of Argo CD there; its destination is another cluster."""
        path = f"/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/{name}"
        obj = {
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "Application",
            "metadata": {"name": name, "namespace": "argocd", "resourceVersion": "1"},
            "spec": {"destination": {"server": "https://elsewhere", "namespace": "x"}},
            "status": status,
        }
        self.objects[path] = obj
        return obj


def _handler(server: KubeServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            self._answer(server.objects.get(path) or _listed(server, path))

        def do_POST(self) -> None:
            obj = self._body()
            path = f"{self.path.partition('?')[0]}/{obj['metadata']['name']}"
            obj["metadata"] |= {"creationTimestamp": "2026-01-01T00:00:00Z", "resourceVersion": "1"}
            server.objects[path] = obj
            server.on_create(path, obj)
            self._answer(obj)

        def do_DELETE(self) -> None:
            self._body()
            self._answer(server.objects.pop(self.path.partition("?")[0], None))

        def do_PATCH(self) -> None:
            body = self._body()
            path = self.path.partition("?")[0]
            if self.headers["Content-Type"] == "application/apply-patch+yaml":
                server.objects[path] = body
                self._answer(body)
                return
            assert self.headers["Content-Type"] == "application/merge-patch+json"
            server.patches.append((path, body))
            obj = server.objects.get(path)
            if obj is not None and not _change(obj, body):
                self._answer(_CONFLICT, 409)
                return
            self._answer(obj)

        def _body(self) -> Any:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            return json.loads(content) if content else None

        def _answer(self, obj: Any, code: int = 200) -> None:
            status = code if obj is not None else 404
            missing = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 404,
                       "reason": "NotFound", "message": "not found"}  # fmt: skip
            found = obj if obj is not None else missing
            is_text = isinstance(found, str)
            content = (found if isinstance(found, str) else json.dumps(found)).encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/plain" if is_text else "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return Handler


def _listed(server: KubeServer, path: str) -> Any:
    """The objects below a path, where it is that of a kind."""
    known = any(one.rpartition("/")[0] == path for one in server.objects) or path.endswith(
        ("/pods", "/jobs")
    )
    items = [obj for one, obj in server.objects.items() if one.rpartition("/")[0] == path]
    return {"items": items, "metadata": {}} if known else None


def _change(obj: Any, patch: Any) -> bool:
    """Merge a patch in, unless it is of another version of the object than this one."""
    metadata = obj["metadata"]
    version = metadata.get("resourceVersion", "0")
    if (patch.get("metadata") or {}).get("resourceVersion", version) != version:
        return False
    _merge(obj, patch)
    metadata["resourceVersion"] = str(int(version) + 1)
    return True


def _merge(obj: Any, patch: Any) -> None:
    """Source: https://www.rfc-editor.org/rfc/rfc7396"""
    for key, value in patch.items():
        if value is None:
            obj.pop(key, None)
        elif isinstance(value, dict) and isinstance(obj.get(key), dict):
            _merge(obj[key], value)
        else:
            obj[key] = value


@contextmanager
def serving() -> Iterator[KubeServer]:
    """The server, until the end of the block."""
    settings = KubeServer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(settings))
    settings.port = server.server_port
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield settings
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
