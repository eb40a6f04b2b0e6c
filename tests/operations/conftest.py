"""A cluster that the current context leads to, for what asks one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.kube_http import KubeServer, serving


@pytest.fixture
def kube_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KubeServer]:
    """An empty one."""
    with serving() as server:
        config = {
            "current-context": "here",
            "clusters": [{"name": "loopback", "cluster": {"server": server.url}}],
            "contexts": [{"name": "here", "context": {"cluster": "loopback", "user": "me"}}],
            "users": [{"name": "me", "user": {"token": "hidden"}}],
        }
        (tmp_path / "config").write_text(yaml.safe_dump(config))
        monkeypatch.setenv("KUBECONFIG", str(tmp_path / "config"))
        yield server
