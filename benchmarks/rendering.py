"""What renders: our own synth, the peers on the same objects, and many workloads."""

import shutil
from pathlib import Path
from typing import Final

from benchmarks import peers, report
from benchmarks.measure import Command, Subject
from benchmarks.toolchain import Toolchain
from benchmarks.workbench import Workbench
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.reader import from_yaml

_ENVIRONMENTS: Final = ("dev", "staging", "prod")
_MANY: Final = "many"
_MOST_OF_THEM: Final = 2000
_PLATFORM: Final = Path(__file__).with_name("workloads.py")


class Rendering:
    """Synth of the three environments, and the peers that render the same.

    Attributes:
        subjects: what to measure.
        objects: how many objects each of them renders.
    """

    def __init__(self, bench: Workbench, tools: Toolchain) -> None:
        self._bench = bench
        _check_rendered(bench)
        objects = {name: _objects(bench.sources[0] / "dist" / name) for name in _ENVIRONMENTS}
        self.objects = sum(len(group) for group in objects.values())
        others = (
            peers.helm(objects, tools, bench.root / "helm", bench.environment),
            peers.kustomize(objects, tools, bench.root / "kustomize", bench.environment),
            peers.jsonnet(objects, tools, bench.root / "jsonnet", bench.environment),
            peers.kapitan(objects, tools, bench.root / "kapitan", bench.environment),
            peers.javascript(
                report.JAVASCRIPT, objects, tools, bench.root / "javascript", bench.environment
            ),
        )
        for peer in others:
            peer.verify(objects)
        self.subjects = (
            Subject(report.COLD, self._cold),
            Subject(report.COLD_CDK8S, self._cold_by_cdk8s),
            Subject(report.UNCHANGED, self._unchanged),
            *(peer.subject for peer in others),
        )

    def _cold(self) -> list[Command]:
        self._bench.forget_renderings()
        return [self._bench.command("synth")]

    def _cold_by_cdk8s(self) -> list[Command]:
        self._bench.forget_renderings()
        return [self._bench.command("synth", "--engine", "cdk8s")]

    def _unchanged(self) -> list[Command]:
        self._bench.recall_renderings()
        return [self._bench.command("synth")]


class Chart:
    """The Helm chart: derived by us, and rendered by Helm for each environment.

    Attributes:
        subjects: what to measure.
    """

    def __init__(self, bench: Workbench, tools: Toolchain) -> None:
        self._bench = bench
        self._tools = tools
        self._folder = bench.root / "chart"
        self._derive().run()
        for command in self._templates():
            command.run()
        self.subjects = (
            Subject(report.CHART, self._derive_anew),
            Subject(report.HELM_CHART, self._templates),
        )

    def _derive_anew(self) -> list[Command]:
        self._bench.forget_renderings()
        return [self._derive()]

    def _derive(self) -> Command:
        return self._bench.command("chart", "--output", str(self._folder), "--version", "1.0.0")

    def _templates(self) -> list[Command]:
        return [
            Command(
                (
                    *(self._tools.helm, "template", "nexus", self._folder),
                    *("--values", self._folder / f"values-{name}.yaml"),
                ),
                self._bench.root,
                self._bench.environment,
                self._bench.root / f"chart-{name}.out",
            )
            for name in _ENVIRONMENTS
        ]


class Many:
    """One environment of many workloads, rendered by us and by JavaScript.

    Attributes:
        subjects: what to measure.
        objects: how many objects each of them renders.
    """

    def __init__(self, bench: Workbench, tools: Toolchain) -> None:
        self._bench = bench
        self._source = bench.copy_source("source-many")
        package = self._source / "nexus_platform"
        shutil.copy(_PLATFORM, package / "objects.py")
        environments = package / "environments"
        as_dev = (environments / "dev.py").read_text()
        (environments / f"{_MANY}.py").write_text(as_dev.replace('"dev"', f'"{_MANY}"'))
        shutil.copy(environments / "dev.images.json", environments / f"{_MANY}.images.json")
        for command in self._cold():
            command.run()
        objects = {_MANY: _objects(self._source / "dist" / _MANY)}
        self.objects = len(objects[_MANY])
        if self.objects < _MOST_OF_THEM:
            raise RuntimeError(f"synth rendered {self.objects} objects, which are not many")
        peer = peers.javascript(
            report.MANY_JAVASCRIPT, objects, tools, bench.root / "many", bench.environment
        )
        peer.verify(objects)
        self.subjects = (Subject(report.MANY, self._cold), peer.subject)

    def _cold(self) -> list[Command]:
        self._bench.forget_renderings()
        return [self._bench.command("synth", "--env", _MANY, source=self._source)]


def _check_rendered(bench: Workbench) -> None:
    """The two states that synth is measured in are what they are called."""
    bench.forget_renderings()
    for expected in (len(_ENVIRONMENTS), 0):
        rendered = bench.answer("synth")["rendered"]
        if len(rendered) != expected:
            raise RuntimeError(f"synth rendered {rendered}, which are not {expected}")


def _objects(folder: Path) -> list[KubeObject]:
    return [from_yaml(path.read_text(), path.name) for path in sorted(folder.rglob("*.yaml"))]
