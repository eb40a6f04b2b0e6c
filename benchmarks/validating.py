"""`validate` of one environment of 5,000 objects, and of the three environments."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Final

from benchmarks import report
from benchmarks.measure import Command, Subject
from benchmarks.workbench import Workbench

_LARGE: Final = "large"
_OBJECTS: Final = 5000
_A_WORKLOAD: Final = 4  # objects
_FINDINGS: Final = 3  # docs/exit-codes.md
_CACHE: Final = "cache-validating"
_KEPT: Final = "cache-validated"
_PLATFORM: Final = Path(__file__).with_name("workloads.py")


class Validating:
    """Checks of what was rendered before, or of everything anew.

    Attributes:
        subjects: what to measure.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._source = bench.copy_source("source-large")
        package = self._source / "nexus_platform"
        platform = _PLATFORM.read_text().replace(
            "_WORKLOADS: Final = 500", f"_WORKLOADS: Final = {_OBJECTS // _A_WORKLOAD}"
        )
        (package / "objects.py").write_text(platform)
        environments = package / "environments"
        as_dev = (environments / "dev.py").read_text()
        (environments / f"{_LARGE}.py").write_text(as_dev.replace('"dev"', f'"{_LARGE}"'))
        shutil.copy(environments / "dev.images.json", environments / f"{_LARGE}.images.json")
        for cache in (_CACHE, _KEPT):
            bench.command("synth", "--env", _LARGE, source=self._source, cache=cache).run()
        found = len(list((self._source / "dist" / _LARGE).rglob("*.yaml")))
        if found != _OBJECTS:
            raise RuntimeError(f"synth rendered {found} objects, not {_OBJECTS}")
        self.subjects = (
            Subject(report.VALIDATE_COLD, self._cold),
            Subject(report.VALIDATE_LARGE, self._large),
            Subject(report.VALIDATE_LARGE_UNCHANGED, lambda: [self._validate(_KEPT)]),
        )

    def _cold(self) -> list[Command]:
        self._bench.forget_renderings()
        # No registry has told prod its digests yet.
        return [replace(self._bench.command("validate"), status=_FINDINGS)]

    def _large(self) -> list[Command]:
        shutil.rmtree(self._bench.root / _CACHE / "findings", ignore_errors=True)
        return [self._validate(_CACHE)]

    def _validate(self, cache: str) -> Command:
        """It finds that nothing keeps the many workloads from each other's traffic."""
        words = ("validate", "--env", _LARGE)
        command = self._bench.command(*words, source=self._source, cache=cache)
        return replace(command, status=_FINDINGS)
