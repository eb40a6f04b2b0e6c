"""Writes the schemas in nexus_gitops/schemas/ anew: `python scripts/bundle_schemas.py`.

Needs the development dependencies, for the custom resources also Go. The same inputs give
the same bytes. What the files look like is told in nexus_gitops/schemas/__init__.py.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from crds import PROJECTS, Crd

Schema = dict[str, Any]
Definitions = dict[tuple[str, str], Schema]
"""By release and name; a definition refers to one of its own release as `#/$defs/<name>`."""
Kinds = dict[str, dict[str, str]]
"""`<apiVersion> <kind>`: release: name of its definition."""

OUTPUT: Final = Path(__file__).parent.parent / "nexus_gitops" / "schemas"
OLDEST: Final = (1, 27)
"""What cdk8s-plus-27 is typed for."""

_OBJECT_META: Final = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
_RELEASE: Final = re.compile(r"v(\d+)\.(\d+)\.0-local-strict")
_REFERENCE: Final = re.compile(r'"#/\$defs/([^"]+)"')

_VALIDATION: Final = frozenset({
    "enum", "items", "properties", "required", "type", "pattern", "minimum", "maximum",
    "minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties",
})  # fmt: skip
_NO_VALIDATION: Final = frozenset({
    "default", "description", "example", "format", "x-kubernetes-list-map-keys",
    "x-kubernetes-list-type", "x-kubernetes-map-type", "x-kubernetes-validations",
})  # fmt: skip
"""Prose, defaults, merge strategies; CEL rules and formats, which only the API server checks."""


def kubernetes_bundle() -> str:
    """The schemas of every built-in kind that can be stored, in every version since `OLDEST`."""
    definitions: Definitions = {}
    kinds: Kinds = {}
    for release, source in _kubernetes_releases():
        for name, schema in source.items():
            definitions[release, name] = _compact(schema)
            for key in _stored_kinds(schema):
                kinds.setdefault(key, {})[release] = name
    return _bundle(definitions, kinds)


def custom_bundle() -> str:
    """The schemas of the custom resources of every project in `crds`, in served versions."""
    definitions: Definitions = {}
    kinds: Kinds = {}
    *_, (_, newest) = _kubernetes_releases()
    for project in PROJECTS:
        definitions |= {(project.release, name): _compact(newest[name]) for name in newest}
        for crd in project.crds():
            for key, schema in _served(crd):
                structure = _structural(schema)
                structure["properties"]["metadata"] = {"$ref": f"#/$defs/{_OBJECT_META}"}
                parts: dict[str, Schema] = {}
                _flatten(structure, key, parts)
                definitions |= {(project.release, name): body for name, body in parts.items()}
                kinds[key] = {project.release: key}
    return _bundle(definitions, kinds)


def main() -> None:
    """Writes both files."""
    for name, text in (("kubernetes", kubernetes_bundle()), ("custom", custom_bundle())):
        (OUTPUT / f"{name}.jsonl").write_text(text, encoding="utf-8", newline="\n")


def _kubernetes_releases() -> list[tuple[str, dict[str, Schema]]]:
    """Minor version and definitions of each release since `OLDEST`, oldest first."""
    found = {}
    for folder in (files("kubernetes_validate") / "kubernetes-json-schema").iterdir():
        match = _RELEASE.fullmatch(folder.name)
        if match and (minor := (int(match[1]), int(match[2]))) >= OLDEST:
            found[minor] = folder / "_definitions.json"
    return [
        (f"{major}.{minor}", json.loads(found[major, minor].read_text("utf-8"))["$defs"])
        for major, minor in sorted(found)
    ]


def _stored_kinds(schema: Schema) -> Iterator[str]:
    """The kinds that `schema` describes, if they are objects and neither lists nor options."""
    metadata = schema.get("properties", {}).get("metadata", {})
    if metadata.get("$ref", "").endswith(_OBJECT_META):
        for kind in schema.get("x-kubernetes-group-version-kind", ()):
            group = f"{kind['group']}/" if kind["group"] else ""
            yield f"{group}{kind['version']} {kind['kind']}"


def _compact(schema: Any) -> Any:
    """A built-in schema without prose, and without the null that the source lets in everywhere.

    Kubernetes' own OpenAPI document allows null for no field; the API server drops such
    fields silently, which in a manifest hides a lost value.
    """
    if not isinstance(schema, Mapping):
        return schema
    if "oneOf" in schema:  # only IntOrString and Quantity: a string or a number
        return {"type": sorted(_without_null(option["type"]) for option in schema["oneOf"])}
    compact = {key: schema[key] for key in ("$ref", "enum", "required") if key in schema}
    if "type" in schema:
        compact["type"] = _without_null(schema["type"])
    if "properties" in schema:
        compact["properties"] = {k: _compact(v) for k, v in schema["properties"].items()}
    for key in schema.keys() & {"items", "additionalProperties"}:
        compact[key] = _compact(schema[key])
    return compact


def _without_null(types: str | list[str]) -> str:
    if isinstance(types, str):
        return types
    (only,) = (name for name in types if name != "null")
    return only


def _served(crd: Crd) -> Iterator[tuple[str, Schema]]:
    spec = crd["spec"]
    for version in spec["versions"]:
        if version["served"]:
            key = f"{spec['group']}/{version['name']} {spec['names']['kind']}"
            yield key, version["schema"]["openAPIV3Schema"]


def _structural(schema: Schema) -> Schema:
    """A CRD's structural schema as a JSON Schema that is closed where the API server prunes.

    https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema

    Raises:
        ValueError: a keyword that this does not know how to translate.
    """
    keywords = {key: value for key, value in schema.items() if key not in _NO_VALIDATION}
    nullable = keywords.pop("nullable", False)
    preserve = keywords.pop("x-kubernetes-preserve-unknown-fields", False)
    if keywords.pop("x-kubernetes-int-or-string", False):
        keywords.pop("anyOf", None)  # says the same once more
        keywords["type"] = ["integer", "string"]
    additional = keywords.pop("additionalProperties", None)
    if unknown := keywords.keys() - _VALIDATION:
        raise ValueError(f"no translation for {sorted(unknown)}")

    if nullable:
        keywords["type"] = [keywords["type"], "null"]
    if "items" in keywords:
        keywords["items"] = _structural(keywords["items"])
    properties = keywords.get("properties", {})
    if properties:
        keywords["properties"] = {name: _structural(s) for name, s in properties.items()}
    if "required" in keywords:  # defaults are filled in before validation
        keywords["required"] = [
            name for name in keywords["required"] if "default" not in properties.get(name, {})
        ]
    if additional is not None:
        keywords["additionalProperties"] = _structural(additional)
    elif keywords.get("type") == "object" and not preserve:
        keywords["additionalProperties"] = False
    return keywords


def _flatten(schema: Any, name: str, into: dict[str, Schema]) -> Any:
    """Puts each object inside `schema` into `into` as a definition, and returns what refers to it.

    Custom resources repeat whole subtrees, which become one definition this way.
    """
    if not isinstance(schema, dict) or "$ref" in schema:
        return schema
    flat = dict(schema)
    for key, suffix in (("items", "[]"), ("additionalProperties", "{}")):
        if key in schema:
            flat[key] = _flatten(schema[key], name + suffix, into)
    if "properties" not in schema:
        return flat
    flat["properties"] = {
        key: _flatten(inner, f"{name}.{key}", into) for key, inner in schema["properties"].items()
    }
    into[name] = flat
    return {"$ref": f"#/$defs/{name}"}


def _bundle(definitions: Definitions, kinds: Kinds) -> str:
    """The text of one file: the index, then every distinct definition that a kind needs."""
    roots = [(release, name) for names in kinds.values() for release, name in names.items()]
    needed = _reachable(definitions, roots)
    lines, numbers = _merge_equal({key: definitions[key] for key in definitions if key in needed})
    index = {
        kind: {release: numbers[release, name] for release, name in kinds[kind].items()}
        for kind in sorted(kinds)
    }
    return "\n".join((_dump(index), *lines, ""))


def _reachable(definitions: Definitions, roots: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    pending = list(roots)
    while pending:
        key = pending.pop()
        if key not in found:
            found.add(key)
            pending += [(key[0], name) for name in _REFERENCE.findall(_dump(definitions[key]))]
    return found


def _merge_equal(definitions: Definitions) -> tuple[list[str], dict[tuple[str, str], int]]:
    """One line for each distinct definition, and the line's number of every definition.

    Two are equal when their texts are, once every reference names a line. References may
    form circles, so all count as equal at first, and what differs is told apart until
    nothing changes any more (partition refinement).
    """
    texts = {key: _dump(body) for key, body in definitions.items()}
    numbers = dict.fromkeys(texts, 0)
    while True:
        lines: dict[str, int] = {}
        refined = {}
        for (release, name), text in texts.items():
            line = _REFERENCE.sub(_numbered(release, numbers), text)
            refined[release, name] = lines.setdefault(line, len(lines))
        if refined == numbers:
            return list(lines), numbers
        numbers = refined


def _numbered(
    release: str, numbers: Mapping[tuple[str, str], int]
) -> Callable[[re.Match[str]], str]:
    return lambda match: f'"#/$defs/{numbers[release, match[1]]}"'


def _dump(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


if __name__ == "__main__":
    main()
