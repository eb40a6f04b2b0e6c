"""Random recipes of everything that the tables of the fast engine know."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

from recipes import Recipe

from nexus_gitops.rendering.fast import table

_IMPORTS: Final = Path(__file__).parents[2] / "imports" / "io"
TABLES: Final[Mapping[str, table.Table]] = {
    "cdk8s": table.ours("cdk8s"),
    "cdk8s_plus_27.k8s": table.ours("k8s"),
    **{
        f"imports.io.{path.parent.name}": table.read(path)
        for path in sorted(_IMPORTS.glob("*/table.jsonl"))
    },
}
_WITH_A_DATE: Final = ("KubeEvent", "KubeEventList")
"""They must have one, which the fast engine leaves to cdk8s."""
KINDS: Final = sorted(
    (module, name)
    for module, types in TABLES.items()
    for name in types.types
    if "kind" in types.definition(name) and name not in _WITH_A_DATE
)

_TEXTS: Final = (
    "", "a", "web", "true", "yes", "null", "~", "1e3", "0x10", "012", "1.0", " padded ", "a: b",
    "- a", "# a", "two\nlines", "two\nlines\n", "\ttab", "\u00e9", "\u4e2d\u6587", "\U0001f600", "\u2028", "\x7f", "'", '"', "%", "{}",
    "[]", "*a", "&a", "!a", "x" * 300,
)  # fmt: skip
_NAMES: Final = (
    "app", "b", "a", "10", "9", "01", "", "a.b/c", "\u00e9", "\uffee", "\U0001f600", "value", "resolve", "length", "null",
    "toJSON", "hasOwnProperty", "4294967294", "4294967295",
)  # fmt: skip
_NUMBERS: Final = (0, 1, -1, 80, 65535, 2**31, 2**53 - 1, -(2**53) + 1, 0.5, 1.0, -0.0, 1e-7, 1e15, 3.14, -2.5e-10)  # fmt: skip


def random_chart(random: Random, kinds: Sequence[tuple[str, str]]) -> Recipe:
    """A chart with an object of each of these kinds."""
    settings: dict[str, Any] = {}
    if random.random() < 0.8:
        settings["disable_resource_name_hashes"] = random.random() < 0.6
    if random.random() < 0.5:
        settings["labels"] = {"map": _names(random, random.choice(_TEXTS))}
    if random.random() < 0.3:
        settings["namespace"] = random.choice(_TEXTS)
    objects = [
        {
            "path": [*_scopes(random), f"{name}{number}"],
            "type": [module, name],
            "fields": _fields(random, module, _props(module, name), depth=0),
        }
        for number, (module, name) in enumerate(kinds)
    ]
    return {
        "id": random.choice(("dev", "Dev_1", "7", "a/b")),
        "settings": settings,
        "objects": objects,
    }


def _props(module: str, kind: str) -> str:
    return str(TABLES[module].definition(kind)["props"])


def _scopes(random: Random) -> list[str]:
    return random.choices(("10", "9", "api", "Default", "Resource", "a/b"), k=random.randrange(3))


def _fields(random: Random, module: str, struct: str, depth: int) -> dict[str, Recipe]:
    fields = table.fields_of(TABLES[module].definition(struct)["struct"])
    share = random.choice((0.1, 0.5, 1.0)) / (1 + depth)
    return {
        name: None
        if not field.required and random.random() < 0.05
        else _value(random, module, field.type, depth + 1)
        for name, field in fields.items()
        if field.required or (_is_answered(name, field) and random.random() < share)
    }


def _is_answered(name: str, field: table.Field) -> bool:
    """Whether the fast engine answers for it: dates, and what controllers write, it does not."""
    return field.type != "date" and name != "managed_fields"


def _value(random: Random, module: str, text: str, depth: int) -> Recipe:
    if text.startswith("["):
        return [_value(random, module, text[1:-1], depth) for _ in range(_size(random, depth))]
    if text.startswith("{"):
        return {"map": _names(random, _value(random, module, text[1:-1], depth))}
    match text:
        case "string":
            return random.choice(_TEXTS)
        case "number":
            return random.choice(_NUMBERS)
        case "boolean":
            return random.random() < 0.5
        case "any":
            return _anything(random, depth)
    if text.startswith("cdk8s."):
        module, _, text = text.rpartition(".")
    match TABLES[module].definition(text):
        case {"struct": _}:
            return {"struct": [[module, text], _fields(random, module, text, depth)]}
        case {"enum": members}:
            return {"enum": [[module, text], random.choice(sorted(members))]}
        case {"union": methods}:
            method = random.choice(sorted(methods))
            value = _value(random, module, methods[method], depth)
            return {"union": [[module, text], method, value]}
    raise AssertionError(text)


def _anything(random: Random, depth: int) -> Recipe:
    form = random.randrange(5 if depth < 5 else 3)
    if form == 3:
        return [_anything(random, depth + 1) for _ in range(random.randrange(3))]
    if form == 4:
        return {"map": {name: _anything(random, depth + 1) for name in _names(random, None)}}
    return random.choice((random.choice(_TEXTS), random.choice(_NUMBERS), random.random() < 0.5))


def _names(random: Random, value: Recipe) -> dict[str, Recipe]:
    return dict.fromkeys(random.sample(_NAMES, k=random.randrange(4)), value)


def _size(random: Random, depth: int) -> int:
    return random.randrange(3) if depth < 4 else random.randrange(2)


_WRONG: Final[tuple[Any, ...]] = (
    None, 0, 1.5, True, "text", [], [None], ["a", 1], {"map": {}}, {"map": {"a": None}},
    {"map": {"__proto__": "a"}}, {"map": {"constructor": "a"}}, {"map": {"$jsii.byref": "a"}},
    {"map": {"a": {"map": {"$jsii.map": "a"}}}}, [{"map": {"name": "a"}}], {"map": {"name": "a"}},
    2**53, -(2**60), 1e21, 1e300, "\ud800",
    {"struct": [["cdk8s_plus_27.k8s", "EnvVar"], {"name": "a"}]},
    {"struct": [["cdk8s_plus_27.k8s", "SecurityContext"], {}]},
    {"union": [["cdk8s_plus_27.k8s", "IntOrString"], "from_number", 1]},
    {"union": [["cdk8s_plus_27.k8s", "IntOrString"], "from_number", "1"]},
    {"union": [["cdk8s_plus_27.k8s", "Quantity"], "from_string", 1]},
)  # fmt: skip
"""What belongs in few places; in some of them it is right."""


def spoilt(random: Random, chart: Recipe) -> Recipe:
    """The chart with one value anywhere in it replaced, removed or added."""
    chart = copy.deepcopy(chart)
    fields = chart["objects"][0]["fields"]
    holder, key = random.choice([*_places(chart["objects"]), (fields, "metadata")])
    match random.randrange(4):
        case 0 if isinstance(holder, dict):
            holder.pop(key, None)
        case 1 if isinstance(holder, dict):
            holder["unheard_of"] = "text"
        case _:
            holder[key] = copy.deepcopy(random.choice(_WRONG))
    return chart


def _places(recipe: Recipe) -> Iterator[tuple[Any, Any]]:
    """Where the values of a recipe are: in what, and under which key."""
    match recipe:
        case {"struct": [_, fields]} | {"map": fields} | {"fields": fields, "path": _}:
            inner = [(fields, name) for name in fields]
        case {"union": parts}:
            inner = [(parts, 2)]
        case [{"path": _}, *_]:
            for item in recipe:
                yield from _places(item)
            return
        case list():
            inner = [(recipe, index) for index in range(len(recipe))]
        case _:
            return
    yield from inner
    for holder, key in inner:
        yield from _places(holder[key])
