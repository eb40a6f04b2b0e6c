"""Two processes that render the same, one with each engine."""

import base64
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

_SUPPORT = Path(__file__).parents[1] / "support"


class Peer:
    """A process that renders with one engine, for as long as it is needed."""

    def __init__(self, engine: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-O", _SUPPORT / "engine_peer.py", engine],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(_SUPPORT)},
        )

    def call(self, function: str, arguments: Sequence[Any]) -> list[tuple[Any, str | None]]:
        """Result or error of a function, as `module:name`, for each of the arguments."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(base64.b64encode(pickle.dumps((function, arguments))) + b"\n")
        self._process.stdin.flush()
        return [tuple(answer) for answer in json.loads(self._process.stdout.readline())]

    def stop(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="session")
def fast() -> Iterator[Peer]:
    """Renders without Node."""
    peer = Peer("fast")
    yield peer
    peer.stop()


@pytest.fixture(scope="session")
def cdk8s() -> Iterator[Peer]:
    """Renders with cdk8s itself."""
    peer = Peer("cdk8s")
    yield peer
    peer.stop()
