"""The chart's values: what its fields are, what they say, and what a file of values says."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, Final

from nexus_gitops.chart.inputs import IMAGES
from nexus_gitops.chart.names import in_values, value_name
from nexus_gitops.chart.shapes import Maybe, Object, OneOf, Shape, summary
from nexus_gitops.manifests.writer import to_yaml

_WIDTH: Final = 96
OF_THE_RELEASE: Final = {
    "name": "Tells it from others in the cluster; the name of the release unless given.",
    "namespace": "Where its objects live; the namespace of the release unless given.",
}
"""Fields that the release tells, where a value does not, and what is said of them."""
IMAGE_FIELDS: Final = {
    "registry": "where it is, where not in `registry`.",
    "repository": "name in the registry.",
    "tag": "version that people read.",
    "digest": "what counts, as `sha256:...`.",
}


def to_values(shape: Object, data: Mapping[str, Any]) -> dict[str, Any]:
    """Data of an environment, by the names that it has as values."""
    named: dict[str, Any] = _named(shape, data, value_name)
    return {**named, IMAGES: data[IMAGES]} if IMAGES in data else named


def from_values(shape: Object, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values, by the names of the environment's fields; what is no field stays as it is."""
    named: dict[str, Any] = _unnamed(shape, values)
    return named


def standard_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a chart's values begin with: the release tells its name and namespace."""
    return {key: "" if key in OF_THE_RELEASE else value for key, value in values.items()}


def overrides(standard: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What a file must say, so that Helm makes `wanted` of it and of the standard.

    Helm puts mappings together key by key, and takes away what is null.
    """
    said: dict[str, Any] = {}
    for key, value in wanted.items():
        before = standard.get(key)
        if isinstance(value, Mapping) and isinstance(before, Mapping):
            if inner := overrides(before, value):
                said[key] = inner
        elif key not in standard or value != before:
            said[key] = value
    return {**said, **{key: None for key in standard if key not in wanted}}


def merged(standard: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """What Helm makes of the standard and a file of values."""
    values = dict(standard)
    for key, value in said.items():
        before = values.get(key)
        if value is None:
            values.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(before, Mapping):
            values[key] = merged(before, value)
        else:
            values[key] = value
    return values


def commented(shape: Object, values: Mapping[str, Any]) -> str:
    """values.yaml: each value under what its field's documentation says."""
    lines = [*_commented(shape, values, 0)]
    if IMAGES in values:
        lines += ["", f"# {_sentence('what each component runs.')}", f"{IMAGES}:"]
        for name, parts in sorted(values[IMAGES].items()):
            lines += [f"  {name}:", *(f"    {line}" for line in _yaml(parts))]
    return "\n".join(lines).lstrip("\n") + "\n"


def table(shape: Object, values: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """Path, standard and documentation of each value."""
    yield from _rows(shape, values, "")
    for name, parts in sorted(values.get(IMAGES, {}).items()):
        for part, said in IMAGE_FIELDS.items():
            yield f"{IMAGES}.{name}.{part}", parts[part], _sentence(said)


def documented(field_documentation: str, shape: Shape) -> str:
    """What is said of a field: by its own class, or by the class of what it holds."""
    text = field_documentation
    if not text or text.startswith("see `"):
        inner = shape.shape if isinstance(shape, Maybe) else shape
        text = summary(inner.type) if isinstance(inner, Object) else text
    return _sentence(in_values(text).replace("None", "null"))


def _rows(shape: Shape, values: Any, path: str) -> Iterator[tuple[str, Any, str]]:
    for name, inner, said in _fields(shape, values):
        here = f"{path}.{value_name(name)}".lstrip(".")
        value = values.get(value_name(name)) if values else None
        if _is_object(inner) and value:
            yield from _rows(inner, value, here)
        else:
            yield here, value, said


def _commented(shape: Shape, values: Mapping[str, Any], indent: int) -> list[str]:
    space = " " * indent
    lines: list[str] = []
    for name, inner, said in _fields(shape, values):
        key = value_name(name)
        if indent == 0:
            lines.append("")
        lines += textwrap.wrap(
            said, _WIDTH - indent, initial_indent=f"{space}# ", subsequent_indent=f"{space}# "
        )
        value = values.get(key)
        if _is_object(inner) and value:
            lines += [f"{space}{key}:", *_commented(inner, value, indent + 2)]
        else:
            lines += [f"{space}{line}" for line in _yaml({key: value})]
    return lines


def _fields(shape: Shape, values: Any) -> Iterator[tuple[str, Shape, str]]:
    while isinstance(shape, Maybe):
        shape = shape.shape
    if isinstance(shape, OneOf):
        kind = values[value_name(shape.discriminator)]
        shape = shape.variants[kind]
    assert isinstance(shape, Object)  # noqa: S101 -- asked of nothing else
    for name, field in shape.fields.items():
        said = documented(field.documentation, field.shape)
        if name in OF_THE_RELEASE and IMAGES in values:
            said = OF_THE_RELEASE[name]
        yield name, field.shape, said


def _is_object(shape: Shape) -> bool:
    while isinstance(shape, Maybe):
        shape = shape.shape
    return isinstance(shape, Object | OneOf)


def _sentence(text: str) -> str:
    text = text.strip().rstrip(".;")
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _yaml(value: Mapping[str, Any]) -> list[str]:
    (*lines,) = to_yaml(value).splitlines()
    return lines


def _named(shape: Shape, data: Any, name_of: Any) -> Any:
    while isinstance(shape, Maybe):
        shape = shape.shape
    if isinstance(shape, OneOf) and data is not None:
        shape = shape.variants[data[shape.discriminator]]
    if not isinstance(shape, Object) or data is None:
        return list(data) if isinstance(data, tuple) else data
    return {
        name_of(name): _named(field.shape, data[name], name_of)
        for name, field in shape.fields.items()
        if name in data
    }


def _unnamed(shape: Shape, values: Any) -> Any:
    while isinstance(shape, Maybe):
        shape = shape.shape
    if isinstance(shape, OneOf) and isinstance(values, Mapping):
        kind = values.get(value_name(shape.discriminator))
        shape = shape.variants.get(str(kind), shape)
    if not isinstance(shape, Object) or not isinstance(values, Mapping):
        return values
    names = {value_name(name): (name, field) for name, field in shape.fields.items()}
    found = {}
    for key, value in values.items():
        name, field = names.get(key, (key, None))
        found[name] = value if field is None else _unnamed(field.shape, value)
    return found
