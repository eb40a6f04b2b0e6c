"""Real repositories, by path and by smart HTTP, with nothing of this machine's configuration."""

import base64
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from nexus_gitops.publish import (
    Author,
    Permission,
    Published,
    RepositoryAddress,
    parse_address,
    publish,
)
from nexus_gitops.release import Release, Source, core_path

AUTHOR = Author("Ada Lovelace", "ada@example.org")


@pytest.fixture(autouse=True)
def isolated_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration, identity or cache of the machine that runs the tests."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "NEXUS_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("NEXUS_GITOPS_CACHE_DIR", str(tmp_path / "cache"))


def git(directory: Path, *arguments: str, stdin: str | None = None) -> str:
    """What git says, run by hand."""
    done = subprocess.run(
        ["git", "-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", *arguments],
        cwd=directory,
        input=stdin,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@dataclass(frozen=True)
class Remote:
    """A bare repository that is published to."""

    path: Path

    @property
    def address(self) -> RepositoryAddress:
        return parse_address(str(self.path))

    def git(self, *arguments: str, stdin: str | None = None) -> str:
        return git(self.path, *arguments, stdin=stdin)

    def commits(self, branch: str = "main") -> list[str]:
        """The commits of a branch, oldest first; none where it does not exist."""
        reference = f"refs/heads/{branch}"
        if not self.git("for-each-ref", reference):
            return []
        return self.git("rev-list", "--reverse", reference).split()

    def files(self, branch: str = "main") -> dict[str, str]:
        """Text by path of all that the branch holds."""
        names = self.git("ls-tree", "-r", "--name-only", "-z", branch).split("\0")
        return {name: self.text(name, branch) for name in names if name}

    def text(self, path: str, branch: str = "main") -> str:
        done = subprocess.run(
            ["git", "cat-file", "blob", f"{branch}:{path}"],
            cwd=self.path,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode()

    def write(self, files: Mapping[str, str | None], branch: str = "main") -> str:
        """Commit files by hand, as somebody else would; None removes one."""
        lines = [
            f"commit refs/heads/{branch}",
            "committer Somebody <somebody@example.org> 1700000000 +0000",
            "data 7\nby hand",
        ]
        if self.commits(branch):
            lines.append(f"from refs/heads/{branch}^0")
        for path, text in files.items():
            if text is None:
                lines.append(f"D {path}")
            else:
                lines.append(f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}")
        self.git("fast-import", "--quiet", stdin="\n".join(lines) + "\n")
        return self.git("rev-parse", branch)

    def link(self, path: str, target: str, mode: str = "120000") -> None:
        """Put a symbolic link, or with mode 160000 a submodule, onto the branch main."""
        blob = (
            target if mode == "160000" else self.git("hash-object", "-w", "--stdin", stdin=target)
        )
        parent = f"from {self.commits()[-1]}\n" if self.commits() else ""
        self.git(
            "fast-import",
            "--quiet",
            stdin="commit refs/heads/main\ncommitter S <s@example.org> 1700000000 +0000\n"
            f"data 4\nlink\n{parent}M {mode} {blob} {path}\n",
        )

    def hook(self, name: str, script: str) -> None:
        """Install a hook, as a server's administrator does."""
        file = self.path / "hooks" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)

    def is_sound(self) -> bool:
        """Whether the history is linear and git fsck finds nothing wrong."""
        self.git("fsck", "--full", "--strict")
        return not self.git("rev-list", "--merges", "--all")


@pytest.fixture
def make_remote(tmp_path: Path) -> Callable[[str], Remote]:
    def make(name: str) -> Remote:
        path = tmp_path / name
        git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(path))
        return Remote(path)

    return make


@pytest.fixture
def remote(make_remote: Callable[[str], Remote]) -> Remote:
    """An empty bare repository."""
    return make_remote("gitops.git")


def manifest(kind: str, name: str, value: object = "") -> str:
    return f"apiVersion: v1\nkind: {kind}\nmetadata:\n  name: {name}\nspec:\n  value: '{value}'\n"


def release_of(environment: str, *, source: Source | None = None, **values: object) -> Release:
    """A release of one ConfigMap for each value, and of one Argo CD definition."""
    core = core_path(environment)
    files = {
        f"{core}/core_configmap_{name}.yaml": manifest("ConfigMap", name, value)
        for name, value in values.items()
    }
    files[f"argocd/nexus-{environment}.yaml"] = manifest("Application", f"nexus-{environment}")
    return Release(
        environment=environment,
        files=files,
        images={"web": "nexus/web:1.2.3"},
        source=source or Source("https://example.org/nexus.git", "1" * 40),
        tools={"nexus-gitops": "0.1.0"},
    )


def put(
    remote: Remote | RepositoryAddress,
    release: Release,
    *permissions: Permission,
    branch: str = "main",
    **options: Any,
) -> Published:
    """Publish; `--init` is given, as most tests are not about it."""
    return publish(
        remote.address if isinstance(remote, Remote) else remote,
        branch,
        release,
        permissions=frozenset({Permission.INIT, *permissions}),
        author=AUTHOR,
        **options,
    )


@dataclass
class HttpServer:
    """Serves the repositories below `root` as a Git server does, and can misbehave.

    Attributes:
        root: folder of the repositories.
        login: user and password that it asks for; None lets everybody in.
        forbid_push: answers 403 to every push.
        drop_after_push: takes a push, and breaks the connection instead of answering.
        requests: method and path of all requests, in order.
    """

    root: Path
    login: tuple[str, str] | None = None
    forbid_push: bool = False
    drop_after_push: bool = False
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

        def _serve(self) -> None:
            body = self._body()
            path, _, query = self.path.partition("?")
            is_push = path.endswith("/git-receive-pack")
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


@pytest.fixture
def http(tmp_path: Path) -> Iterator[HttpServer]:
    """A Git server on the loopback interface."""
    settings = HttpServer(tmp_path)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(settings))
    settings.port = server.server_port
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield settings
    server.shutdown()
    thread.join()
    server.server_close()
