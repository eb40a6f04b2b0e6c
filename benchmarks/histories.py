"""`history` of a repository with 10,000 releases, anew and after one more commit."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks import report, repositories
from benchmarks.measure import Command, Subject
from benchmarks.workbench import Workbench

_RELEASES: Final = 10_000
_ENVIRONMENTS: Final = ("staging", "dev", "prod")


class Histories:
    """The first page of a long history.

    Attributes:
        subjects: what to measure.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._path = bench.root / "history.git"
        repositories.create(self._path, files=0, environment=bench.environment)
        self._count = 0
        self._release(_RELEASES)
        self.subjects = (
            Subject(report.HISTORY_FIRST, self._anew),
            Subject(report.HISTORY_MORE, self._after_one_more),
        )

    def _anew(self) -> list[Command]:
        cache: Path = self._bench.root / "history-anew"
        shutil.rmtree(cache, ignore_errors=True)
        return [self._history(cache.name)]

    def _after_one_more(self) -> list[Command]:
        self._history("history-kept").run()
        self._release(1)
        return [self._history("history-kept")]

    def _history(self, cache: str) -> Command:
        words = ("history", "--env", "staging", "--repo", self._path.as_uri())
        return self._bench.command(*words, source=self._bench.sources[0], cache=cache)

    def _release(self, count: int) -> None:
        stream = "".join(self._stream(count))
        subprocess.run(
            ["git", f"--git-dir={self._path}", "fast-import", "--quiet"],
            input=stream, env=self._bench.environment, text=True, check=True,
        )  # fmt: skip
        self._count += count

    def _stream(self, count: int) -> Iterator[str]:
        for number in range(self._count, self._count + count):
            environment = _ENVIRONMENTS[number % len(_ENVIRONMENTS)]
            message = (
                f"nexus-gitops: publish {environment}: ConfigMap/web changed\n\n"
                f"changed ConfigMap/web\n\nNexus-Environment: {environment}\n"
                f"Nexus-Source-Revision: {number:040}\nNexus-Tool-Version: 0.1.0\n"
                "Nexus-Changes: 0 added, 1 changed, 0 removed\n"
            )
            yield f"commit refs/heads/main\ncommitter B <b@example.com> {number} +0000\n"
            yield f"data {len(message)}\n{message}"
            if self._count and number == self._count:
                yield "from refs/heads/main^0\n"
            text = str(number)
            yield f"M 100644 inline environments/{environment}/core/a.yaml\n"
            yield f"data {len(text)}\n{text}\n"
