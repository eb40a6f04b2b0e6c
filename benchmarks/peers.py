"""The same objects for other tools: Helm, Kustomize, Jsonnet, Kapitan, cdk8s in JavaScript.

All are made from what we rendered, and each tool's output is compared with it object by
object before anything is measured: a peer that renders less would look faster.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from benchmarks.measure import Command, Subject
from benchmarks.toolchain import Toolchain
from nexus_gitops.manifests.identity import KubeObject, identity
from nexus_gitops.manifests.writer import to_yaml

KUSTOMIZE: Final = "`kubectl kustomize`, three runs"
HELM: Final = "`helm template`, three runs"
JSONNET: Final = "`jsonnet`, three runs"
KAPITAN: Final = "`kapitan compile`, three targets"

_ONE_FOR_ALL: Final = {"namespace": "namespace", "app.kubernetes.io/instance": "instance"}
_ONE_EACH: Final = {
    "image": "images",
    "replicas": "replicas",
    "app.kubernetes.io/version": "versions",
}
_MARK: Final = re.compile(r"VALUE(\d+)")
_QUOTED_MARK: Final = re.compile(r'"VALUE(\d+)"')

Objects = Mapping[str, Sequence[KubeObject]]
"""Objects by the name of their environment."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another tool, ready to render the same objects.

    Attributes:
        subject: what is measured.
        output: all that it wrote, as YAML; to be read after a run.
    """

    subject: Subject
    output: Callable[[], str]

    def verify(self, objects: Objects) -> None:
        """Run it, and compare what it renders with `objects`.

        Raises:
            RuntimeError: it renders other objects; the message names the first one.
        """
        for command in self.subject.prepare():
            command.run()
        expected = _by_identity([obj for group in objects.values() for obj in group])
        found = _by_identity([obj for obj in yaml.load_all(self.output(), yaml.CSafeLoader) if obj])
        for key in sorted(expected.keys() | found.keys()):
            if expected.get(key) != found.get(key):
                raise RuntimeError(f"{self.subject.name} renders another {' '.join(key)}")


def kustomize(
    objects: Objects, tools: Toolchain, folder: Path, environment: Mapping[str, str]
) -> Peer:
    """A kustomization per environment, with the manifests as its resources and nothing else."""
    for name, group in objects.items():
        base = folder / name
        base.mkdir(parents=True)
        files = [_file_name(obj) for obj in group]
        for file, obj in zip(files, group, strict=True):
            (base / file).write_text(to_yaml(obj), encoding="utf-8")
        (base / "kustomization.yaml").write_text(yaml.safe_dump({"resources": files}))
    commands = [
        Command((tools.kubectl, "kustomize", name), folder, environment, folder / f"{name}.out")
        for name in objects
    ]
    return _peer(KUSTOMIZE, commands)


def helm(objects: Objects, tools: Toolchain, folder: Path, environment: Mapping[str, str]) -> Peer:
    """A chart per environment; see `_template` for what its templates take from the values."""
    for name, group in objects.items():
        templates = folder / name / "templates"
        templates.mkdir(parents=True)
        values: dict[str, Any] = {}
        for obj in group:
            text = _template(*_marked(obj, values))
            (templates / _file_name(obj)).write_text(text, encoding="utf-8")
        chart = {"apiVersion": "v2", "name": "nexus", "version": "0.1.0"}
        (folder / name / "Chart.yaml").write_text(yaml.safe_dump(chart))
        (folder / name / "values.yaml").write_text(yaml.safe_dump(values))
    commands = [
        Command(
            (tools.helm, "template", "nexus", name), folder, environment, folder / f"{name}.out"
        )
        for name in objects
    ]
    return _peer(HELM, commands)


def jsonnet(
    objects: Objects, tools: Toolchain, folder: Path, environment: Mapping[str, str]
) -> Peer:
    """A program per environment, with the values that a Helm chart has in a file beside it."""
    for name, group in objects.items():
        (folder / name).mkdir(parents=True)
        values: dict[str, Any] = {}
        program = ",\n".join(_expressions(group, values).values())
        (folder / name / "values.json").write_text(json.dumps(values))
        (folder / name / "main.jsonnet").write_text(
            f'local values = import "values.json";\n[{program}]\n'
        )
    commands = [
        Command(
            (tools.jsonnet, "--yaml-stream", f"{name}/main.jsonnet"),
            folder,
            environment,
            folder / f"{name}.out",
        )
        for name in objects
    ]
    return _peer(JSONNET, commands)


def kapitan(
    objects: Objects, tools: Toolchain, folder: Path, environment: Mapping[str, str]
) -> Peer:
    """A target per environment, whose values are in the inventory and its objects in Jsonnet."""
    targets, components = folder / "inventory" / "targets", folder / "components"
    for needed in (targets, components, folder / "inventory" / "classes"):
        needed.mkdir(parents=True)
    for name, group in objects.items():
        values: dict[str, Any] = {}
        program = ",\n".join(
            f"{json.dumps(file)}: {text}" for file, text in _expressions(group, values).items()
        )
        (components / f"{name}.jsonnet").write_text(
            'local inventory = std.native("inventory")(std.extVar("target"), null);\n'
            f"local values = inventory.parameters.values;\n{{{program}}}\n"
        )
        step = {
            "output_path": "manifests",
            "output_type": "yaml",
            "input_type": "jsonnet",
            "input_paths": [f"components/{name}.jsonnet"],
        }
        parameters = {
            "kapitan": {"vars": {"target": name}, "compile": [step]},
            "values": values,
        }
        (targets / f"{name}.yml").write_text(yaml.safe_dump({"parameters": parameters}))
    command = Command((tools.kapitan, "compile"), folder, environment, folder / "stdout")
    return Peer(
        Subject(KAPITAN, lambda: [command]),
        lambda: "\n---\n".join(
            path.read_text() for path in (folder / "compiled").glob("*/manifests/*.yaml")
        ),
    )


def javascript(
    name: str,
    objects: Objects,
    tools: Toolchain,
    folder: Path,
    environment: Mapping[str, str],
) -> Peer:
    """A cdk8s app that builds the same typed objects in one process."""
    folder.mkdir(parents=True)
    (folder / "objects.json").write_text(json.dumps(objects))
    command = Command(
        (tools.node, tools.app, folder / "objects.json", folder / "dist"), folder, environment
    )
    return Peer(
        Subject(name, lambda: [command]),
        lambda: "\n---\n".join(path.read_text() for path in (folder / "dist").iterdir()),
    )


def _peer(name: str, commands: Sequence[Command]) -> Peer:
    outputs = [command.stdout for command in commands if command.stdout]
    return Peer(
        Subject(name, lambda: commands),
        lambda: "\n---\n".join(path.read_text(encoding="utf-8") for path in outputs),
    )


@dataclass(frozen=True, slots=True)
class _Value:
    """What of a manifest is a value of its environment: where it is kept, and whether as text."""

    keys: tuple[str, ...]
    is_text: bool


def _marked(obj: KubeObject, values: dict[str, Any]) -> tuple[KubeObject, list[_Value]]:
    """The manifest with a mark for each value, which is put into `values`.

    Namespace, instance, images, replicas and versions are values.
    """
    name = obj["metadata"]["name"]
    found: list[_Value] = []

    def marked(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {inner: marked(item, inner) for inner, item in value.items()}
        if isinstance(value, list):
            return [marked(item, key) for item in value]
        if key in _ONE_FOR_ALL:
            keys: tuple[str, ...] = (_ONE_FOR_ALL[key],)
            kept = values.setdefault(_ONE_FOR_ALL[key], value)
        elif key in _ONE_EACH:
            keys = (_ONE_EACH[key], name)
            kept = values.setdefault(_ONE_EACH[key], {}).setdefault(name, value)
        else:
            return value
        if value != kept:  # a second namespace or container
            return value
        found.append(_Value(keys, isinstance(value, str)))
        return f"VALUE{len(found) - 1}"

    return marked(obj), found


def _template(obj: KubeObject, found: Sequence[_Value]) -> str:
    """A marked manifest as Helm's template."""

    def expression(value: _Value) -> str:
        first, *others = value.keys
        path = f'index .Values.{first} "{others[0]}"' if others else f".Values.{first}"
        return f"{{{{ {path}{' | quote' if value.is_text else ''} }}}}"

    literal = to_yaml(obj).replace("{{", '{{ "{{" }}')  # in the words of another tool
    return _MARK.sub(lambda mark: expression(found[int(mark[1])]), literal)


def _expressions(group: Sequence[KubeObject], values: dict[str, Any]) -> dict[str, str]:
    """Objects as expressions of Jsonnet, by the names of their files."""
    expressions = {}
    for obj in group:
        marked, found = _marked(obj, values)
        paths = ["".join(f"[{json.dumps(key)}]" for key in value.keys) for value in found]
        *literals, last = _QUOTED_MARK.split(json.dumps(marked))[::2]
        parts = (f"{text}values{path}" for text, path in zip(literals, paths, strict=True))
        expressions[_file_name(obj)] = "".join((*parts, last))
    return expressions


def _file_name(obj: KubeObject) -> str:
    """A name that is its own among the Applications of an environment."""
    name = identity(obj).file_name.removesuffix(".yaml")
    return f"{name}_{obj['metadata'].get('namespace', '')}.yaml"


def _by_identity(objects: Sequence[KubeObject]) -> dict[tuple[str, str, str], KubeObject]:
    return {
        (obj["kind"], obj["metadata"].get("namespace", ""), obj["metadata"]["name"]): obj
        for obj in objects
    }
