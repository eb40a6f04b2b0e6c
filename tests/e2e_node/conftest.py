"""dev on a real node, brought up by Argo CD, once for all tests of a session.

Run by `make e2e-node`, which starts the tests in an enclosure of their own.
"""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e import gitops
from tests.e2e.clusters import Cluster
from tests.e2e.conftest import (
    FirstSync,
    Platform,
    cache_of_session,
    checkout,
    edit,
    first_sync,
    kube,
    machine,
)
from tests.e2e_node import entry, figures, images, packages
from tests.e2e_node.cgroups import Cgroup
from tests.e2e_node.node import Node
from tests.e2e_node.node import node as node_in

__all__ = ["cache_of_session", "checkout", "edit", "first_sync", "kube", "machine"]

ENVIRONMENT = "dev"
ORDER = (
    *("test_first_sync", "test_acceptance", "test_flows", "test_reach"),
    *("test_full_redis", "test_faults", "test_troubleshooting", "test_backup", "test_rollouts"),
)
"""What only looks comes before what kills."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: ORDER.index(item.path.stem))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for what, figure in figures.recorded().items():
        terminalreporter.write_line(f"{what}: {figure}")


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    """See `Node`."""
    if "NEXUS_NODE_FOLDER" not in os.environ:
        pytest.exit("these tests run in an enclosure: make e2e-node", pytest.ExitCode.USAGE_ERROR)
    folder = Path(os.environ["NEXUS_NODE_FOLDER"])
    group = Cgroup(os.environ["NEXUS_NODE_CGROUP"])
    figures.forget()
    begin = time.monotonic()
    with node_in(folder / "node", packages.fetch(), images.archives(), group) as node:
        figures.record("node: start", f"{time.monotonic() - begin:.0f} s")
        with entry.reported(node.kube):
            yield node


@pytest.fixture(scope="session")
def cluster(node: Node, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """The node as the other tests know a cluster."""
    folder = tmp_path_factory.mktemp("gitops")
    with gitops.served(folder) as url:
        yield Cluster(node.kube, gitops.clone(url, folder / "clone.git"))


@pytest.fixture(scope="session")
def synced(first_sync: Callable[[str], FirstSync]) -> FirstSync:
    """How dev came up."""
    done = first_sync(ENVIRONMENT)
    entry.open_to(done.platform.kube, done.platform.namespace)
    figures.record("dev: push to Healthy", f"{done.seconds:.0f} s")
    return done


@pytest.fixture(scope="session")
def live(synced: FirstSync) -> Platform:
    """dev, which runs."""
    return synced.platform
