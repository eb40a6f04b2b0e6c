"""The way that requests take to the kernels: the page's nginx, and before it a Service's address.

Both are nginx. The second balances TCP connections among the pods that are its endpoints, as a
Service of Kubernetes does: what it has connected once stays with its pod.
"""

import http.client
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from nexus_testbed import nginx
from nexus_testbed.loopback import HOST, START_SECONDS, free_port, wait_for_port

_START = Path(__file__).parents[2] / "graphstudio" / "nginx" / "start.sh"


class ServiceAddress:
    """An address behind which pods come and go.

    Args:
        folder: an empty folder.

    Attributes:
        url: the address.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._binary = nginx.program(folder)
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://{HOST}:{self._port}"

    def lead_to(self, urls: Sequence[str]) -> None:
        """Connect who comes from now on to one of these pods."""
        servers = "\n".join(f"server {urlsplit(url).netloc};" for url in urls)
        (self._folder / "nginx.conf").write_text(
            f"""
            worker_processes 1; daemon off; pid {self._folder}/nginx.pid; error_log stderr crit;
            events {{ worker_connections 1024; }}
            stream {{
              upstream pods {{ random; {servers} }}
              server {{ listen {HOST}:{self._port}; proxy_pass pods; proxy_timeout 1h; }}
            }}
            """
        )
        if self._process is None:
            self._process = subprocess.Popen(
                [self._binary, "-p", self._folder, "-c", "nginx.conf", "-e", "stderr"],
                stderr=subprocess.DEVNULL,
            )
            wait_for_port(self._port)
        else:
            self._process.send_signal(signal.SIGHUP)

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            nginx.end(self._process)


class PageServer:
    """graphstudio's nginx, as its image starts it, with a page of one line.

    Args:
        folder: an empty folder.
        kernel_url: where /api leads.

    Attributes:
        url: its address.
        metrics: host and port of its figures.
    """

    def __init__(self, folder: Path, kernel_url: str) -> None:
        page, run = folder / "page", folder / "run"
        page.mkdir()
        (page / "index.html").write_text("<!doctype html>")
        port, metrics_port = free_port(), free_port()
        self.url = f"http://{HOST}:{port}"
        self.metrics = f"{HOST}:{metrics_port}"
        self._process = subprocess.Popen(
            ["/bin/sh", _START],
            env={
                "PATH": os.environ["PATH"],
                "NGINX_BINARY": str(nginx.program(folder)),
                "PAGE": str(page),
                "RUN": str(run),
                "PORT": str(port),
                "METRICS_PORT": str(metrics_port),
                "WORKSPACE_KERNEL_URL": kernel_url,
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _wait_for_answer(port)

    def stop(self) -> None:
        """End it."""
        nginx.end(self._process)


def _wait_for_answer(port: int) -> None:
    """Wait for an answer: where nginx tries its configuration first, it listens and answers nobody."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        connection = http.client.HTTPConnection(HOST, port, timeout=START_SECONDS)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        except (OSError, http.client.HTTPException):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        finally:
            connection.close()
