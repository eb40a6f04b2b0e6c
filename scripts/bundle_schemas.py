"""Writes the schemas and the kinds anew: `python scripts/bundle_schemas.py`.

Needs the development dependencies and Go. The same inputs give the same data; how well it
is compressed is up to the machine. What the files look like is told in
nexus_gitops/schemas/__init__.py and nexus_gitops/manifests/kinds.py.
"""

import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import kubernetes_sources
from crds import PROJECTS, Crd

Schema = dict[str, Any]
Definitions = dict[tuple[str, str], Schema]
"""By release and name; a definition refers to one of its own release as `#/$defs/<name>`."""
Kinds = dict[str, dict[str, str]]
"""`<apiVersion> <kind>`: release: name of its definition."""

PACKAGE: Final = Path(__file__).parent.parent / "nexus_gitops"
OLDEST: Final = (1, 27)
"""What cdk8s-plus-27 is typed for."""

_OBJECT_META: Final = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
_RELEASE: Final = re.compile(r"v(\d+)\.(\d+)\.0-local-strict")
_REFERENCE: Final = re.compile(r'"#/\$defs/([^"]+)"')

_VALIDATION: Final = frozenset({
    "allOf", "anyOf", "default", "enum", "items", "not", "oneOf", "pattern", "properties",
    "required", "type", "minimum", "maximum", "minItems", "maxItems", "minLength", "maxLength",
    "minProperties", "maxProperties", "x-kubernetes-validations",
})  # fmt: skip
"""Defaults come before validation, and so they are kept where a CEL rule may ask for them."""
_NO_VALIDATION: Final = frozenset({
    "description", "example", "format", "x-kubernetes-list-map-keys", "x-kubernetes-list-type",
    "x-kubernetes-map-type",
})  # fmt: skip
"""Prose, merge strategies; formats, which only the API server checks."""
_LIST_TYPE: Final = "x-kubernetes-list-type"
_LIST_KEYS: Final = "x-kubernetes-list-map-keys"
_RANGES: Final = {"int32": 2**31, "int64": 2**63}
_WRITTEN_BY_CONTROLLERS: Final = "status"


def kubernetes_bundle() -> str:
    """The schemas of every built-in kind that can be stored, in every version since `OLDEST`."""
    definitions: Definitions = {}
    kinds: Kinds = {}
    for release, source in _kubernetes_releases():
        for name, schema in source.items():
            definitions[release, name] = _compact(schema)
            for key in _stored_kinds(schema):
                kinds.setdefault(key, {})[release] = name
    for release, enumerations in _enumerations():
        for (name, field), values in enumerations.items():
            if (release, name) in definitions:
                _enumerate(definitions[release, name], field, values)
    return _bundle(definitions, kinds)


def custom_bundles() -> dict[str, str]:
    """The schemas of the custom resources of all projects in `crds`, by API group."""
    *_, (_, newest) = _kubernetes_releases()
    meta = {name: _compact(schema) for name, schema in newest.items()}
    definitions: dict[str, Definitions] = {}
    kinds: dict[str, Kinds] = {}
    for project in PROJECTS:
        for crd in project.crds():
            group = crd["spec"]["group"]
            for key, schema in _served(crd):
                structure = _structural(schema)
                structure["properties"] |= {
                    "apiVersion": {"type": "string"},
                    "kind": {"type": "string"},
                    "metadata": {"$ref": f"#/$defs/{_OBJECT_META}"},
                }
                if _WRITTEN_BY_CONTROLLERS in structure["properties"]:
                    structure["properties"][_WRITTEN_BY_CONTROLLERS] = {"type": "object"}
                parts: dict[str, Schema] = {}
                _flatten(structure, key, parts)
                known = definitions.setdefault(group, {})
                known |= {(project.release, name): body for name, body in (meta | parts).items()}
                kinds.setdefault(group, {})[key] = {project.release: key}
    return {group: _bundle(definitions[group], kinds[group]) for group in sorted(kinds)}


def kinds_table() -> str:
    """A line of JSON for each kind, sorted by group and name."""
    table: dict[tuple[str, str], dict[str, Any]] = {}
    for release in kubernetes_sources.RELEASES:
        for group, version, kind, plural, is_namespaced in kubernetes_sources.collections(release):
            entry = table.setdefault((group, kind), _kind("Kubernetes", plural, is_namespaced))
            entry["versions"] = sorted({*entry["versions"], version})
    for project in PROJECTS:
        for crd in project.crds():
            spec = crd["spec"]
            key = (spec["group"], spec["names"]["kind"])
            entry = _kind(project.name, spec["names"]["plural"], spec["scope"] == "Namespaced")
            entry["versions"] = [v["name"] for v in spec["versions"] if v["served"]]
            entry["holds_state"] = key[1] in project.holds_state
            table[key] = entry
    for key in kubernetes_sources.HOLDS_STATE:
        table[key]["holds_state"] = True
    for key in kubernetes_sources.DERIVED:
        table[key]["is_derived"] = True
    lines = ({"group": group, "name": name} | table[group, name] for group, name in sorted(table))
    return "".join(json.dumps(line) + "\n" for line in lines)


def main() -> None:
    """Writes all files, and removes those of groups that no project has any more."""
    _write(PACKAGE / "manifests" / "kinds.jsonl", kinds_table().encode())
    _write(PACKAGE / "schemas" / "kubernetes.jsonl", kubernetes_bundle().encode())
    custom = PACKAGE / "schemas" / "custom"
    for old in custom.glob("*.gz"):
        old.unlink()
    for group, text in custom_bundles().items():
        _write(custom / f"{group}.jsonl.gz", gzip.compress(text.encode(), mtime=0))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


def _kind(project: str, plural: str, is_namespaced: bool) -> dict[str, Any]:  # noqa: FBT001 -- data
    return {
        "project": project,
        "plural": plural,
        "versions": [],
        "is_namespaced": is_namespaced,
        "holds_state": False,
        "is_derived": False,
    }


def _enumerations() -> Iterator[tuple[str, Mapping[tuple[str, str], tuple[str, ...]]]]:
    """The allowed values by definition and field, of each Kubernetes release, newest first.

    An older release often does not say yet what it allows; it is what the next one says.
    """
    known: dict[tuple[str, str], tuple[str, ...]] = {}
    for release in reversed([*kubernetes_sources.RELEASES]):
        known |= {(name, field): v for name, field, v in kubernetes_sources.enumerations(release)}
        yield release, dict(known)


def _enumerate(definition: Schema, field: str, values: tuple[str, ...]) -> None:
    """Limits a field, or the items of one, to `values`.

    The empty string stands for a field that is not there, where the field may be missing.
    """
    schema = definition.get("properties", {}).get(field)
    if schema is None:
        return
    is_optional = field not in definition.get("required", ()) and schema.get("type") == "string"
    for key in ("items", "additionalProperties"):
        schema = schema.get(key, schema)
    schema["enum"] = list(dict.fromkeys((*values, "") if is_optional else values))


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
    compact |= _range(dict(schema)) | _uniqueness(schema)
    if "properties" in schema:
        compact["properties"] = {k: _compact(v) for k, v in schema["properties"].items()}
    for key in schema.keys() & {"items", "additionalProperties"}:
        compact[key] = _compact(schema[key])
    return compact


def _range(schema: Schema) -> Schema:
    """The smallest and the largest number of the schema's format, which OpenAPI names alone."""
    bound = _RANGES.get(str(schema.get("format")))
    return {"minimum": -bound, "maximum": bound - 1} if bound else {}


def _uniqueness(schema: Mapping[str, Any]) -> Schema:
    """What may be in a list once only: nothing is said of a list that is replaced as a whole.

    Where a release has no type of a list yet, an API server goes by how a patch merges it.
    """
    is_merged = "merge" in schema.get("x-kubernetes-patch-strategy", "")
    merge_key = schema.get("x-kubernetes-patch-merge-key")
    match schema.get(_LIST_TYPE):
        case "set":
            return {_LIST_TYPE: "set"}
        case "map":
            return {_LIST_KEYS: schema[_LIST_KEYS]}
        case None if is_merged and schema.get("type") in ("array", ["array", "null"]):
            return {_LIST_KEYS: [merge_key]} if merge_key else {_LIST_TYPE: "set"}
        case _:
            return {}


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
    keywords = _range(schema) | keywords
    nullable = keywords.pop("nullable", False)
    preserve = keywords.pop("x-kubernetes-preserve-unknown-fields", False)
    if keywords.pop("x-kubernetes-int-or-string", False):
        keywords.pop("anyOf", None)  # says the same once more
        keywords["type"] = ["integer", "string"]
    additional = keywords.pop("additionalProperties", None)
    if unknown := keywords.keys() - _VALIDATION:
        raise ValueError(f"no translation for {sorted(unknown)}")
    if rules := _rules(keywords.pop("x-kubernetes-validations", ())):
        keywords["x-kubernetes-validations"] = rules
    keywords |= _uniqueness(schema)

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
    if isinstance(additional, dict):
        keywords["additionalProperties"] = _structural(additional)
    elif keywords.get("type") == "object" and not preserve and additional is None:
        keywords["additionalProperties"] = False
    return keywords


def _rules(validations: Iterable[Mapping[str, Any]]) -> list[Schema]:
    """The CEL rules that judge an object alone, and not how it changes."""
    return [
        {key: rule[key] for key in ("message", "rule") if key in rule}
        for rule in validations
        if "oldSelf" not in rule["rule"]
    ]


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
