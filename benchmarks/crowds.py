"""Many publishers of one branch at once, as the pipelines of many teams; each with a cache of its own."""

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import repositories
from benchmarks.workbench import Workbench

SIZES: Final = (1, 4, 32, 64)
_RELEASES: Final = 4
_CHECKOUT: Final = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Crowd:
    """What came out of one crowd.

    Attributes:
        publishers: how many there were.
        published: how many releases went out.
        lost: how many did not, because others were faster for too long.
        seconds: from the first start to the last end.
    """

    publishers: int
    published: int
    lost: int
    seconds: float


def crowds(bench: Workbench, sizes: Sequence[int] = SIZES) -> tuple[Crowd, ...]:
    """One crowd after another, each with a repository of its own."""
    return tuple(_crowd(bench, size) for size in sizes)


def _crowd(bench: Workbench, size: int) -> Crowd:
    repository = bench.root / f"crowd-{size}.git"
    repositories.create(repository, files=0, environment=bench.environment)
    publishers = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.publisher", repository, f"env-{number}", str(_RELEASES)],
            cwd=_CHECKOUT,
            env={
                **bench.environment,
                "NEXUS_GITOPS_CACHE_DIR": str(bench.root / f"crowd-{size}-{number}"),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(size)
    ]  # fmt: skip
    for publisher in publishers:
        assert publisher.stdout  # noqa: S101 -- a pipe
        publisher.stdout.readline()  # ready
    start = time.perf_counter()
    for publisher in publishers:
        assert publisher.stdin  # noqa: S101 -- a pipe
        publisher.stdin.write("go\n")
        publisher.stdin.flush()
    said = [publisher.communicate()[0].split() for publisher in publishers]
    seconds = time.perf_counter() - start
    words = [word for lines in said for word in lines]
    if len(words) != size * _RELEASES:
        raise RuntimeError(f"of {size * _RELEASES} releases {len(words)} were told of")
    return Crowd(size, words.count("published"), words.count("lost"), seconds)
