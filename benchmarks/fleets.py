"""Synth of many environments, of which nothing changed, or one."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks import report
from benchmarks.measure import Command, Subject
from benchmarks.workbench import Workbench

_CACHE: Final = "cache-fleets"
_LIKE: Final = "staging"


class Fleets:
    """Platforms of 200 and of 1,000 environments, each like staging.

    Attributes:
        subjects: what to measure.
    """

    def __init__(self, bench: Workbench) -> None:
        small, large = (_Fleet(bench, size) for size in report.FLEET_SIZES)
        self.subjects = (
            Subject(report.FLEET_UNCHANGED, small.unchanged),
            Subject(report.FLEET_CHANGED, small.changed),
            Subject(report.LARGE_FLEET_UNCHANGED, large.unchanged),
        )


class _Fleet:
    def __init__(self, bench: Workbench, size: int) -> None:
        self._bench = bench
        self._source = bench.copy_source(f"source-fleet-{size}")
        self._tags: Iterator[int] = itertools.count()
        environments = self._source / "nexus_platform" / "environments"
        module = (environments / f"{_LIKE}.py").read_text()
        lock = (environments / f"{_LIKE}.images.json").read_text()
        for path in environments.glob("*.*"):
            if path.name != "__init__.py":
                path.unlink()
        for number in range(size):
            name = f"e{number:04}"
            (environments / f"{name}.py").write_text(module.replace(_LIKE, name))
            (environments / f"{name}.images.json").write_text(lock)
        self._changing = environments / "e0000.images.json"
        for command in self.unchanged():
            command.run()

    def unchanged(self) -> list[Command]:
        return [self._bench.command("synth", source=self._source, cache=_CACHE)]

    def changed(self) -> list[Command]:
        _tag(self._changing, f"bench-{next(self._tags)}")
        return self.unchanged()


def _tag(lock: Path, tag: str) -> None:
    images = json.loads(lock.read_text())
    images[min(images)]["tag"] = tag
    lock.write_text(json.dumps(images))
