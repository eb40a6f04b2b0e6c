"""An environment as a picture."""

import re
from collections import Counter
from collections.abc import Iterable
from xml.etree import ElementTree

import pytest

from nexus_gitops.operations.graph import Flow, Graph, graph_of, to_dot, to_mermaid, to_svg
from nexus_gitops.operations.graph.model import ADDRESSES, NAMESPACE, Node
from nexus_gitops.operations.graph.reading import rendered_graph
from nexus_gitops.platform import loading
from nexus_platform.edges import AllOf, End, Pods, edges
from nexus_platform.environment import Environment
from nexus_platform.parts import PARTS

ENVIRONMENTS = ("dev", "prod", "staging")
SVG = "{http://www.w3.org/2000/svg}"


def _name(end: End) -> str:
    match end:
        case Pods(component):
            return component
        case AllOf(namespace):
            return namespace
    return "any address"


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_flows_are_those_of_the_table_that_policies_are_made_of(environment: str) -> None:
    env = loading.load(environment)
    assert isinstance(env, Environment)

    drawn = {
        (flow.source.name, flow.target.name, port)
        for flow in rendered_graph(environment).flows
        for port in flow.ports
    }

    assert drawn == {(_name(e.source), _name(e.target), e.port) for e in edges(env, PARTS)}


def test_a_workload_has_its_application_wave_and_version() -> None:
    nodes = {node.name: node for node in rendered_graph("staging").nodes}

    kernel, postgres = nodes["workspace-kernel"], nodes["postgres"]
    assert (kernel.application, kernel.kind, kernel.version) == ("core", "Deployment", "0.1.0")
    assert postgres.wave < nodes["workspace-kernel-migrate"].wave < kernel.wave
    assert nodes["nginx-ingress"].kind == NAMESPACE
    assert nodes["any address"].kind == ADDRESSES


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_picture_has_each_node_and_each_flow_once(environment: str) -> None:
    graph = rendered_graph(environment)

    picture = ElementTree.fromstring(to_svg(graph))
    boxes = [box.attrib["class"] for box in picture.iter(f"{SVG}rect") if "class" in box.attrib]
    arrows = [path for path in picture.iter(f"{SVG}path") if "marker-end" in path.attrib]
    mermaid, dot = to_mermaid(graph), to_dot(graph)

    assert Counter(kind.split()[0] for kind in boxes) == Counter(
        box=len(graph.nodes), frame=len(graph.applications)
    )
    assert len(arrows) == len(graph.flows)
    for text, arrow in ((mermaid, r"^  n\d+ -\.?->?"), (dot, r"^  n\d+ -> n\d+ ")):
        assert len(re.findall(arrow, text, re.MULTILINE)) == len(graph.flows)


def test_no_box_of_a_picture_hides_another() -> None:
    picture = ElementTree.fromstring(to_svg(rendered_graph("staging")))
    boxes = [
        tuple(float(box.attrib[key]) for key in ("x", "y", "width", "height"))
        for box in picture.iter(f"{SVG}rect")
        if box.attrib.get("class", "").startswith("box")
    ]

    assert not [(a, b) for a in boxes for b in boxes if a < b and _meet(a, b)]


def _meet(one: Iterable[float], other: Iterable[float]) -> bool:
    x, y, width, height = one
    u, v, across, down = other
    return x < u + across and u < x + width and y < v + down and v < y + height


def test_a_picture_is_the_same_whatever_the_order_of_its_objects() -> None:
    objects = [_deployment(name) for name in ("a", "b", "c")]

    there, back = (graph_of("e", {"core": some}) for some in (objects, objects[::-1]))

    assert there == back
    assert to_svg(there) == to_svg(back)


def test_what_a_name_holds_is_no_language() -> None:
    node = Node("core", '<b>"&\\', "Deployment")
    graph = Graph('x"<y', (node,), (Flow(node, node, (1,)),))

    texts = "".join(ElementTree.fromstring(to_svg(graph)).itertext())
    assert node.name in texts
    assert "<b>" not in to_mermaid(graph)
    assert r'"x\"<y"' in to_dot(graph)
    assert r"<b>\"&\\" in to_dot(graph)


def _deployment(name: str) -> dict[str, object]:
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": "n"},
        "spec": {
            "template": {
                "metadata": {"labels": {"app": name}},
                "spec": {"containers": [{"name": name, "image": f"r/{name}:1"}]},
            }
        },
    }
