"""Typed objects as data, so that two engines can build the same ones.

A recipe is a JSON value, or a mapping of one key that says what to make:

    {"struct": [<type>, {<field>: <recipe>}]}    {"union": [<type>, <class method>, <value>]}
    {"enum": [<type>, <member>]}                 {"map": {<name>: <recipe>}}

where a type is its module and its name. A chart is `{"id", "settings", "objects"}`, and each of
its objects `{"path", "type", "fields"}`.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

Recipe = Any


def render(chart: Mapping[str, Any]) -> list[Any]:
    """What a chart of these objects renders to, by whatever engine cdk8s is imported from."""
    from cdk8s import App, Chart

    scope = Chart(App(), chart["id"], **made(chart["settings"]))
    for told in chart["objects"]:
        *scopes, id = told["path"]
        _type(told["type"])(_within(scope, scopes), id, **made(told["fields"]))
    return list(scope.to_json())


def made(recipe: Recipe) -> Any:
    """The value of a recipe."""
    match recipe:
        case {"struct": [type, fields]}:
            return _type(type)(**{name: made(value) for name, value in fields.items()})
        case {"enum": [type, member]}:
            return getattr(_type(type), member)
        case {"union": [type, method, value]}:
            return getattr(_type(type), method)(value)
        case {"map": names}:
            return {name: made(value) for name, value in names.items()}
        case dict():
            return {name: made(value) for name, value in recipe.items()}
        case list():
            return [made(item) for item in recipe]
    return recipe


def _type(told: list[str]) -> Any:
    module, name = told
    return getattr(import_module(module), name)


def _within(scope: Any, ids: list[str]) -> Any:
    from constructs import Construct

    for id in ids:
        scope = scope.node.try_find_child(id) or Construct(scope, id)
    return scope
