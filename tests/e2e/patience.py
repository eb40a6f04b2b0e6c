"""Waiting for what others do, and seeing that they leave something alone."""

import time
from collections.abc import Callable

from tests.e2e.controlplane.argocd import POLL_SECONDS


def until(holds: Callable[[], bool], what: str, seconds: float = 600) -> None:
    """Wait until something holds."""
    limit = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < limit, f"no {what} within {seconds:g} s"
        time.sleep(1)


def throughout(holds: Callable[[], bool], what: str, seconds: float = 4 * POLL_SECONDS) -> None:
    """See that something holds for as long as Argo CD needs to look several times."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        assert holds(), f"not throughout: {what}"
        time.sleep(1)
