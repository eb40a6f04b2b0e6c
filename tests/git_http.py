"""A Git server on the loopback interface, by smart HTTP, that can misbehave."""

import base64
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any


@dataclass(frozen=True)
class ApiCall:
    """A request to the API that a forge has beside Git."""

    method: str
    path: str
    query: str
    authorization: str
    body: bytes


@dataclass
class HttpServer:
    """Serves the repositories below `root` as a Git server does, and can misbehave.

    Attributes:
        root: folder of the repositories.
        login: user and password that it asks for; None lets everybody in.
        forbid_push: answers 403 to every push.
        login_page: leads everybody to a page that asks who they are, as a browser wants it.
        largest_push: bytes of a push that it takes; more is answered with 413.
        drop_after_push: takes a push, and breaks the connection instead of answering.
        api: answers what is asked below /api/, with a status and JSON data.
        requests: method and path of all requests, in order.
    """

    root: Path
    login: tuple[str, str] | None = None
    forbid_push: bool = False
    login_page: bool = False
    largest_push: int | None = None
    drop_after_push: bool = False
    api: Callable[[ApiCall], tuple[int, Any]] | None = None
    requests: list[str] = field(default_factory=list)
    port: int = 0

    def url(self, name: str, userinfo: str = "") -> str:
        return f"http://{userinfo}127.0.0.1:{self.port}/{name}"


def _handler(server: HttpServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def log_message(self, format: str, *args: object) -> None:
            server.requests.append(f"{self.command} {self.path}")

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def do_PATCH(self) -> None:
            self._serve()

        def do_PUT(self) -> None:
            self._serve()

        def _serve(self) -> None:
            body = self._body()
            path, _, query = self.path.partition("?")
            if server.api is not None and path.startswith("/api/"):
                call = ApiCall(self.command, path, query, self.headers["Authorization"] or "", body)
                status, answer = server.api(call)
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(answer).encode())
                return
            is_push = path.endswith("/git-receive-pack")
            if server.login_page:
                self._show_login(path)
                return
            if server.largest_push is not None and is_push and len(body) > server.largest_push:
                self.send_response(413)
                self.end_headers()
                return
            if server.login and self.headers.get("Authorization") != _basic(*server.login):
                self.send_response(401)
                self.send_header("WWW-Authenticate", 'Basic realm="git"')
                self.end_headers()
                return
            if server.forbid_push and (is_push or "git-receive-pack" in query):
                self.send_response(403)
                self.end_headers()
                return
            answer = subprocess.run(
                ["git", "http-backend"],
                input=body,
                capture_output=True,
                env={
                    **os.environ,
                    "GIT_PROJECT_ROOT": str(server.root),
                    "GIT_HTTP_EXPORT_ALL": "1",
                    "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                    "REMOTE_USER": "somebody",
                    "REQUEST_METHOD": self.command,
                    "PATH_INFO": path,
                    "QUERY_STRING": query,
                    "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                    "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                    "CONTENT_LENGTH": str(len(body)),
                },
                check=False,
            ).stdout
            if server.drop_after_push and is_push:
                return
            head, _, content = answer.partition(b"\r\n\r\n")
            headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if line)
            self.send_response(int(headers.pop("Status", "200").split()[0]))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def _show_login(self, path: str) -> None:
            if path != "/users/sign_in":
                self.send_response(302)
                self.send_header("Location", server.url("users/sign_in"))
                self.end_headers()
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(b"<html><form>Who are you?</form></html>")

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding") == "chunked":
                chunks = []
                while size := int(self.rfile.readline(), 16):
                    chunks.append(self.rfile.read(size))
                    self.rfile.readline()
                self.rfile.readline()
                return b"".join(chunks)
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    return Handler


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@contextmanager
def serving(root: Path) -> Iterator[HttpServer]:
    """The repositories below `root`, served until the end of the block."""
    settings = HttpServer(root)
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
