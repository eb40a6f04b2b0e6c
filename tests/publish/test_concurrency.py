"""Many publishers at once, on one machine and on many; and publishers that are killed."""

import os
import random
import shutil
import subprocess
import sys
import time
from itertools import cycle
from pathlib import Path

import pytest

from nexus_gitops.publish import parse_address
from nexus_gitops.publish.message import ENVIRONMENT, trailers_of
from tests.git_http import HttpServer
from tests.publish.conftest import Remote, put, release_of

ENVIRONMENTS = ("dev", "staging", "prod")
PUBLISHERS = 8
# Read before a fixture removes all variables of ours.
ROUNDS = int(os.environ.get("NEXUS_GITOPS_STRESS_ROUNDS", "3"))

SHARED, SEPARATE = "one machine", "many machines"


def start(url: str, environment: str, name: str, rounds: int, cache: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.publish.publisher", url, environment, name, str(rounds)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "NEXUS_GITOPS_CACHE_DIR": str(cache)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def publish_at_once(url: str, machines: str, tmp_path: Path) -> list[str]:
    """Let all publishers run, and return the commits that they say they made."""
    publishers = []
    for number, environment in zip(range(PUBLISHERS), cycle(ENVIRONMENTS), strict=False):
        cache = tmp_path / ("cache" if machines == SHARED else f"cache-{number}")
        publishers.append(start(url, environment, str(number), ROUNDS, cache))
    commits: list[str] = []
    for publisher in publishers:
        out, errors = publisher.communicate()
        assert publisher.returncode == 0, errors
        commits += out.split()
    return commits


def last_of(remote: Remote, environment: str) -> str:
    """The newest commit that released the environment."""
    for commit in reversed(remote.commits()):
        message = remote.git("log", "-1", "--format=%B", commit)
        if trailers_of(message).get(ENVIRONMENT) == environment:
            return commit
    raise AssertionError(f"{environment} was never released")


def check(remote: Remote, commits: list[str]) -> None:
    """One commit for each release, in one line, and each environment as last released."""
    assert sorted(commits) == sorted(remote.commits())
    assert remote.is_sound()
    for environment in ENVIRONMENTS:
        last = last_of(remote, environment)
        for path in (f"environments/{environment}", f".nexus/{environment}.lock.json"):
            assert remote.git("rev-parse", f"{last}:{path}") == remote.git(
                "rev-parse", f"main:{path}"
            )


@pytest.mark.parametrize("machines", [SHARED, SEPARATE])
def test_no_release_is_lost(remote: Remote, tmp_path: Path, machines: str) -> None:
    commits = publish_at_once(str(remote.path), machines, tmp_path)
    assert len(commits) == PUBLISHERS * ROUNDS
    check(remote, commits)


def test_no_release_is_lost_over_http(remote: Remote, http: HttpServer, tmp_path: Path) -> None:
    remote.git("config", "http.receivepack", "true")
    commits = publish_at_once(http.url("gitops.git"), SEPARATE, tmp_path)
    assert len(commits) == PUBLISHERS * ROUNDS
    check(remote, commits)


def test_a_killed_publisher_leaves_the_old_or_the_new_release(
    remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # shown when it fails
    chance = random.Random(seed)
    cache = tmp_path / "cache"
    put(remote, release_of("prod", web=1))
    claimed: list[str] = []
    for number in range(4 * ROUNDS):
        if number % 2:
            shutil.rmtree(cache, ignore_errors=True)  # so that making a mirror is hit as well
        publisher = start(str(remote.path), "dev", f"killed {number}", 50, cache)
        time.sleep(chance.uniform(0.1, 1.2))
        publisher.kill()
        out, _ = publisher.communicate()
        claimed += out.split()

    last = release_of("dev", fixed=1, value="after all")
    published = put(parse_address(str(remote.path)), last)
    assert remote.commits()[-1] == published.commit
    assert set(claimed) <= set(remote.commits())
    assert remote.is_sound()
    for path, text in {**last.files, **release_of("prod", web=1).files}.items():
        assert remote.text(path) == text
