"""One table of connections over all parts of the platform."""

from dataclasses import replace

import pytest

from nexus_constructs.component import Installation
from nexus_constructs.network import Flow, NamespacePeer, PodPeer
from nexus_constructs.sizing import Resources
from nexus_gitops.platform import loading
from nexus_platform.component import Component, Internet, Stage
from nexus_platform.edges import WORLD, AllOf, Edge, Pods, edges
from nexus_platform.environment import Environment
from nexus_platform.objects import flows
from nexus_platform.part import Part
from nexus_platform.sizes import Fixed

_SIZE = Fixed(Resources("1m", "1m", "1Mi", "1Mi"))


def component(
    name: str, *, port: int | None = 80, needs: tuple[str | Internet, ...] = ()
) -> Component:
    return Component(
        name,
        Stage.SERVICE,
        size=lambda _: _SIZE,
        build=lambda site: pytest.fail(f"{site} is not built here"),
        port=port,
        needs=needs,
    )


@pytest.fixture
def env() -> Environment:
    found = loading.load("dev")
    assert isinstance(found, Environment)
    return found


WEB = replace(component("web"), path="/")
WATCHER = component("watcher", port=None, needs=("web", Internet(443)))
CORE = Part("core", (WEB,))
WATCH = Part("watch", (WATCHER,), suffix="-watch")


def test_a_part_reaches_into_another(env: Environment) -> None:
    web, watcher = Pods("web", env.namespace), Pods("watcher", f"{env.namespace}-watch")

    assert edges(env, (CORE, WATCH)) == (
        Edge(AllOf(env.ingress_namespace), web, 80),
        Edge(watcher, web, 80),
        Edge(watcher, WORLD, 443),
    )


def test_each_namespace_lets_its_own_end_of_a_connection_through(env: Environment) -> None:
    installation = Installation("nexus-dev", env.namespace, part_of="nexus")
    watching = replace(installation, namespace=f"{env.namespace}-watch")
    table = edges(env, (CORE, WATCH))

    (_, into) = flows(installation, table)
    (out, _) = flows(watching, table)

    peer = NamespacePeer(f"{env.namespace}-watch", installation.selector("watcher"))
    assert into == Flow(peer, PodPeer("web"), 80)
    peer = NamespacePeer(env.namespace, installation.selector("web"))
    assert out == Flow(PodPeer("watcher"), peer, 80)


def test_what_an_environment_does_not_have_connects_to_nothing(env: Environment) -> None:
    unwanted = replace(WATCH, wanted=lambda _: False)

    assert edges(env, (CORE, unwanted)) == edges(env, (CORE,))
    assert edges(env, (unwanted, Part("core", (replace(WEB, needs=("watcher",)),)))) == edges(
        env, (CORE,)
    )


@pytest.mark.parametrize(
    ("needs", "told"), [(("none",), "which is no component"), (("mute",), "listens on no port")]
)
def test_a_need_that_cannot_be_met_is_told(
    env: Environment, needs: tuple[str, ...], told: str
) -> None:
    parts = (Part("core", (component("mute", port=None), component("web", needs=needs))),)

    with pytest.raises(ValueError, match=told):
        edges(env, parts)
