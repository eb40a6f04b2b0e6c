"""The same objects for other tools: a kustomization, a Helm chart, a JavaScript app.

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

_ONE_FOR_ALL: Final = {"namespace": "namespace", "app.kubernetes.io/instance": "instance"}
_ONE_EACH: Final = {
    "image": "images",
    "replicas": "replicas",
    "app.kubernetes.io/version": "versions",
}
_MARK: Final = re.compile(r"VALUE(\d+)")

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
        files = [identity(obj).file_name for obj in group]
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
            text = _template(obj, values)
            (templates / identity(obj).file_name).write_text(text, encoding="utf-8")
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


def _template(obj: KubeObject, values: dict[str, Any]) -> str:
    """The manifest as a template; namespace, instance, images, replicas, versions are values."""
    name = obj["metadata"]["name"]
    expressions: list[str] = []

    def marked(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {inner: marked(item, inner) for inner, item in value.items()}
        if isinstance(value, list):
            return [marked(item, key) for item in value]
        if key in _ONE_FOR_ALL:
            values[_ONE_FOR_ALL[key]] = value
            expression = f".Values.{_ONE_FOR_ALL[key]}"
        elif key in _ONE_EACH:
            values.setdefault(_ONE_EACH[key], {})[name] = value
            expression = f'index .Values.{_ONE_EACH[key]} "{name}"'
        else:
            return value
        quote = " | quote" if isinstance(value, str) else ""
        expressions.append(f"{{{{ {expression}{quote} }}}}")
        return f"VALUE{len(expressions) - 1}"

    text = to_yaml(marked(obj))
    return _MARK.sub(lambda mark: expressions[int(mark[1])], text)


def _by_identity(objects: Sequence[KubeObject]) -> dict[tuple[str, str, str], KubeObject]:
    return {
        (obj["kind"], obj["metadata"].get("namespace", ""), obj["metadata"]["name"]): obj
        for obj in objects
    }
