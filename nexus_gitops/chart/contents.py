"""The files of a chart."""

import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain, count
from typing import Any, Final

import msgspec

from nexus_gitops.chart import hooks, notes, readme
from nexus_gitops.chart.expressions import Ref
from nexus_gitops.chart.immutable import fixed_fields
from nexus_gitops.chart.inputs import Inputs, data_of
from nexus_gitops.chart.metadata import name_of
from nexus_gitops.chart.runs import Derived
from nexus_gitops.chart.schema import values_schema
from nexus_gitops.chart.shapes import Object
from nexus_gitops.chart.templates import Templates, title
from nexus_gitops.chart.trees import Map, Node, When
from nexus_gitops.chart.values import commented, overrides, standard_values, to_values
from nexus_gitops.images.image import ImageLock
from nexus_gitops.manifests.writer import to_yaml
from nexus_gitops.platform.environment import Environment

_NAMESPACE: Final = ("v1", "Namespace")
_IGNORED: Final = "*.tgz\n.git/\n.gitignore\n"


@dataclass(frozen=True, slots=True)
class Said:
    """What an environment says.

    Attributes:
        name: of its file.
        env: the environment.
        images: what it runs.
    """

    name: str
    env: Environment
    images: ImageLock


@dataclass(frozen=True, slots=True)
class Metadata:
    """Of a chart: see https://helm.sh/docs/topics/charts/#the-chartyaml-file."""

    name: str
    version: str
    description: str


def chart_files(
    metadata: Metadata,
    inputs: Inputs,
    derived: Derived,
    tests: Sequence[Node],
    standard: Said,
    environments: Sequence[Said],
) -> dict[str, str]:
    """Text by path in the chart.

    Args:
        metadata: see `Metadata`.
        inputs: what the values are of.
        derived: what is rendered.
        tests: trees of what `helm test` runs.
        standard: what the values begin with.
        environments: each gets a file of values.
    """
    shape = inputs.used(derived.fields())
    data = data_of(standard.env, standard.images)
    values = standard_values(to_values(shape, data))
    templates = Templates(metadata.name, shape)
    left_out = [node for node in _nodes(derived) if _is_of_release(node)]
    rendered = [hooks.with_helm_hooks(node) for node in _nodes(derived) if node not in left_out]
    tested = [hooks.as_test(node) for node in tests]
    templates.name_repeated([*rendered, *tested])
    written = {
        **_manifests("templates", templates, rendered),
        **_manifests("templates/tests", templates, tested),
        "templates/checks.yaml": templates.guards(derived.guards)
        + "".join(templates.kept(node, fixed_fields(node, data)) for node in rendered),
        "templates/NOTES.txt": notes.notes(metadata.name, templates, derived, left_out),
    }
    schema = values_schema(shape, msgspec.json.schema(inputs.type), derived, values)
    return {
        ".helmignore": _IGNORED,
        "Chart.yaml": _chart_yaml(metadata, standard),
        "README.md": readme.readme(
            metadata.name, metadata.description, shape, values, [one.name for one in environments]
        ),
        "values.yaml": commented(shape, values),
        "values.schema.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n",
        **{f"values-{one.name}.yaml": _values_of(shape, one, values) for one in environments},
        **written,
        "templates/_helpers.tpl": templates.helpers(),
        "templates/_quantities.tpl": files(__package__)
        .joinpath("runtime/_quantities.tpl")
        .read_text("utf-8"),
    }


def _values_of(shape: Object, said: Said, standard: Mapping[str, Any]) -> str:
    wanted = to_values(shape, data_of(said.env, said.images))
    text = to_yaml(overrides(standard, wanted))
    return f"# What the environment {said.name} says beyond values.yaml.\n{text}"


def _chart_yaml(metadata: Metadata, standard: Said) -> str:
    tags = {
        image.tag
        for image in standard.images.values()
        if image.repository.startswith(f"{standard.env.registry}/")
    }
    return to_yaml(
        {
            "apiVersion": "v2",
            "name": metadata.name,
            "description": metadata.description,
            "type": "application",
            "version": metadata.version,
            "kubeVersion": f">={standard.env.kubernetes.oldest}.0-0",
            **({"appVersion": tags.pop()} if len(tags) == 1 else {}),
        }
    )


def _manifests(folder: str, templates: Templates, nodes: Iterable[Node]) -> dict[str, str]:
    written: dict[str, str] = {}
    for node in nodes:
        written[_free(f"{folder}/{title(node)}", written)] = templates.manifest(node)
    return written


def _free(path: str, written: Container[str]) -> str:
    """A file for an object alone; those of add-ons may be called as others are."""
    paths = chain((f"{path}.yaml",), (f"{path}_{n}.yaml" for n in count(2)))
    return next(one for one in paths if one not in written)


def _nodes(derived: Derived) -> Iterator[Node]:
    for nodes in derived.objects.values():
        yield from nodes


def _is_of_release(node: Node | None) -> bool:
    """Whether it is the namespace that the release is in; add-ons have others."""
    if isinstance(node, When):
        return _is_of_release(node.yes or node.no)
    return (
        isinstance(node, Map) and _kind(node) == _NAMESPACE and name_of(node) == Ref(("namespace",))
    )


def _kind(node: Node | None) -> tuple[str, str] | None:
    if isinstance(node, When):
        return _kind(node.yes or node.no)
    entries = dict(node.entries) if isinstance(node, Map) else {}
    found = tuple(getattr(entries.get(key), "expr", "") for key in ("apiVersion", "kind"))
    return (str(found[0]), str(found[1]))
