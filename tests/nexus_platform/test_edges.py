"""One table of connections over all parts of the platform."""

from dataclasses import replace

import pytest
from msgspec import structs

from nexus_constructs.component import Installation
from nexus_constructs.network import Flow, NamespacePeer, PodPeer
from nexus_constructs.sizing import Resources
from nexus_gitops.platform import loading
from nexus_platform.addons.observability.settings import Observability, Operator
from nexus_platform.component import (
    Beyond,
    Component,
    ControlPlane,
    EveryMetrics,
    Internet,
    Metrics,
    Need,
    Stage,
)
from nexus_platform.edges import WORLD, AllOf, ApiServer, Edge, Pods, edges
from nexus_platform.environment import Environment
from nexus_platform.objects import flows
from nexus_platform.part import Part
from nexus_platform.sizes import Fixed

_SIZE = Fixed(Resources("1m", "1m", "1Mi", "1Mi"))


def component(name: str, *, port: int | None = 80, needs: tuple[Need, ...] = ()) -> Component:
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
        Edge(AllOf(env.entry.dialect.namespace), web, 80),
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


def test_who_needs_every_metrics_reaches_all_that_have_some_and_nothing_else(
    env: Environment,
) -> None:
    measured = replace(component("measured"), metrics=Metrics(9187))
    watcher = component("watcher", port=None, needs=(EveryMetrics(),))
    parts = (Part("core", (measured, component("silent"))), Part("watch", (watcher,), suffix="-w"))

    assert edges(env, parts) == (
        Edge(Pods("watcher", f"{env.namespace}-w"), Pods("measured", env.namespace), 9187),
    )


def test_the_api_server_and_a_foreign_namespace_are_reached_as_they_are(env: Environment) -> None:
    there, nowhere = Beyond(lambda _: "argocd", 8082), Beyond(lambda _: None, 9402)
    watcher = component("watcher", port=None, needs=(ControlPlane(), there, nowhere))
    source = Pods("watcher", env.namespace)

    assert edges(env, (Part("core", (watcher,)),)) == (
        Edge(source, ApiServer(), 443),
        Edge(source, ApiServer(), 6443),
        Edge(source, AllOf("argocd"), 8082),
    )


def test_the_clusters_prometheus_reaches_what_measures_and_nothing_else(env: Environment) -> None:
    watched = structs.replace(
        env, observability=Observability(stack=Operator(namespace="monitoring"))
    )
    measured = replace(component("measured"), metrics=Metrics(9187))

    assert edges(watched, (Part("core", (measured, component("silent"))),)) == (
        Edge(AllOf("monitoring"), Pods("measured", env.namespace), 9187),
    )
