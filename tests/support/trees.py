"""What can be asked of constructs, charts and objects, by whatever engine there is."""

from typing import Any


def tree(ids: list[str]) -> Any:
    """What can be asked of a tree with these ids at each of two levels."""
    from cdk8s import App, Chart
    from constructs import Construct, ConstructOrder

    app = App()
    chart = Chart(app, "chart")
    made = {id: Construct(chart, id) for id in ids}
    for outer in made.values():
        for inner in ids:
            Construct(outer, inner)
    every: list[Any] = chart.node.find_all()
    return {
        "paths": [construct.node.path for construct in every],
        "upwards": [c.node.path for c in chart.node.find_all(ConstructOrder.POSTORDER)],
        "addresses": [construct.node.addr for construct in every],
        "texts": [construct.to_string() for construct in (app, *every)],
        "children": [c.node.id for c in chart.node.children],
        "default": chart.node.default_child and chart.node.default_child.node.id,
        "scopes": [[s.node.id for s in construct.node.scopes] for construct in every],
        "is_root": every[-1].node.root is app and every[1].node.scope is chart,
        "missing": chart.node.try_find_child("missing"),
    }


def names(ids: list[str]) -> Any:
    """The names of objects that are given none, with and without a hash."""
    from cdk8s import App, Chart
    from cdk8s_plus_27 import k8s
    from constructs import Construct

    found = []
    for without_hashes in (True, False):
        for id in ids:
            chart = Chart(App(), id, disable_resource_name_hashes=without_hashes)
            scope = Construct(Construct(chart, "Resource"), id)
            objects = [
                k8s.KubeConfigMap(scope, "resource"),
                k8s.KubeCronJob(chart, "job-" + "y" * 50),
                k8s.KubeService(chart, "default"),
            ]
            found += [api_object.name for api_object in objects]
    return found


def metadata(_: Any) -> Any:
    """What may be added to the metadata of an object, and asked of an object and its chart."""
    from cdk8s import App, Chart
    from cdk8s_plus_27 import k8s

    chart = Chart(App(), "chart", labels={"b": "1", "a": "1"}, namespace="space")
    told = k8s.ObjectMeta(name="map", labels={"a": "2"}, annotations={})
    api_object = k8s.KubeConfigMap(chart, "map", metadata=told, data={"a": "1"})
    api_object.metadata.add_label("10", "3")
    api_object.metadata.add_annotation("note", "4")
    other = k8s.KubeDeployment(chart, "other", metadata={"namespace": "elsewhere"})
    return {
        "json": chart.to_json(),
        "again": api_object.to_json(),
        "label": api_object.metadata.get_label("a"),
        "no label": api_object.metadata.get_label("c"),
        "asked": [
            (o.name, o.kind, o.api_version, o.api_group, o.metadata.name, o.metadata.namespace)
            for o in (api_object, other)
        ],
        "chart": [api_object.chart is chart, chart.namespace, dict(chart.labels)],
        "objects": [o.name for o in chart.api_objects],
        "struct": [repr(told), told.name, told.uid, told == k8s.ObjectMeta(name="map")],
    }


def of_its_own(_: Any) -> Any:
    """An object that says itself what it is, and changes what it was told."""
    from cdk8s import App, Chart
    from cdk8s_plus_27 import k8s

    class Own(k8s.KubeConfigMap):
        def to_json(self) -> Any:
            told = super().to_json()
            told["data"]["b"] = "2"
            return {**told, "data": {**told["data"], "10": 1.0, "9": [True]}}

    data = {"a": "1"}
    chart = Chart(App(), "chart")
    Own(chart, "map", data=data)
    data["late"] = "1"
    inner = Chart(chart, "inner")
    k8s.KubeConfigMap(inner, "map")
    return [chart.to_json(), chart.to_json(), inner.to_json()]
