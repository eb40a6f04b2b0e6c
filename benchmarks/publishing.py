"""Publishing into repositories of no other files and of many, with a change and without."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import report, repositories
from benchmarks.measure import Command, Subject
from benchmarks.workbench import Workbench

_LARGE: Final = 50_000
_FRESH: Final = "fresh-cache"


class _Repository:
    """A bare repository that both checkouts have been published to, the first one last.

    Publishing what was published last changes nothing, and publishing the other one is a
    release with one change.
    """

    def __init__(self, bench: Workbench, path: Path, *, files: int) -> None:
        self._bench = bench
        self._path = path
        self._published, self._other = bench.sources
        repositories.create(path, files=files, environment=bench.environment)
        for source in (self._other, self._published):
            self._publish(source, "cache", "--init").run()
        self._expected_commits = self._commits()

    def publish_again(self, cache: str) -> Command:
        """A publish of what is there already."""
        return self._publish(self._published, cache)

    def publish_change(self, cache: str) -> Command:
        """A publish with one change; it must be run before the next one is asked for."""
        self._published, self._other = self._other, self._published
        self._expected_commits += 1
        return self._publish(self._published, cache)

    def verify(self) -> None:
        """Each publish with a change was one commit, and each without was none.

        Raises:
            RuntimeError: one was not, so that its figure means something else.
        """
        if self._commits() != self._expected_commits:
            raise RuntimeError(
                f"{self._path.name} has {self._commits()} commits, not {self._expected_commits}"
            )

    def _publish(self, source: Path, cache: str, *flags: str) -> Command:
        words = ("publish", "--env", "staging", "--repo", self._path.as_uri(), *flags)
        return self._bench.command(*words, source=source, cache=cache)

    def _commits(self) -> int:
        return repositories.commits(self._path, self._bench.environment)


@dataclass(frozen=True, slots=True)
class _Case:
    """One kind of publish.

    Attributes:
        name: what the report calls it.
        publish: the command, from the name of the cache folder.
        prepare: puts the cache into the state that it starts from.
        cache: name of the cache folder.
    """

    name: str
    publish: Callable[[str], Command]
    prepare: Callable[[Workbench], None] = Workbench.recall_renderings
    cache: str = "cache"


class Publishing:
    """Publishes of staging; all of what is measured is an update.

    Attributes:
        subjects: what to measure.
    """

    def __init__(self, bench: Workbench) -> None:
        small = _Repository(bench, bench.root / "small.git", files=0)
        large = _Repository(bench, bench.root / "large.git", files=_LARGE)
        self._repositories = (small, large)
        cases = (
            _Case(report.PUBLISH_UNCHANGED, small.publish_again),
            _Case(report.PUBLISH_CHANGE, small.publish_change),
            _Case(report.PUBLISH_RENDERED, small.publish_change, Workbench.forget_renderings),
            _Case(report.LARGE_UNCHANGED, large.publish_again),
            _Case(report.LARGE_CHANGE, large.publish_change),
            _Case(
                report.LARGE_FIRST,
                large.publish_change,
                prepare=lambda bench: bench.forget_all_but_renderings(_FRESH),
                cache=_FRESH,
            ),
        )
        self.subjects = tuple(Subject(case.name, _preparation(case, bench)) for case in cases)

    def verify(self) -> None:
        """See `_Repository.verify`.

        Raises:
            RuntimeError: a publish did not do what its name says.
        """
        for repository in self._repositories:
            repository.verify()


def _preparation(case: _Case, bench: Workbench) -> Callable[[], list[Command]]:
    def prepare() -> list[Command]:
        case.prepare(bench)
        return [case.publish(case.cache)]

    return prepare
