"""Checkov, a tool not ours, over everything rendered: dist/ of all loading, and argocd/.

`make policy` installs it, apart from the project's own packages because it pins many of
its own. What it finds is fixed, or accepted in checkov.yaml for a written reason; what is
accepted and no longer found must go from there.
"""

import json
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path, PurePosixPath

import pytest
import yaml

from nexus_gitops.platform import loading

ROOT = Path(__file__).parents[2]
BIN = ROOT / ".venv-checkov" / "bin"
# Named with its Python: its first line names that too, which no kernel reads past a space.
CHECKOV = (str(BIN / "python"), str(BIN / "checkov"))
SKIPS = ROOT / "checkov.yaml"
ENVIRONMENTS = loading.names()
WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob")


@dataclass(frozen=True, order=True)
class Failure:
    """One check that failed in one file, relative to the folder scanned."""

    file: str
    check: str
    title: str

    def __str__(self) -> str:
        return f"{self.file}: {self.title} [{self.check}]"


@dataclass(frozen=True)
class Scan:
    """What Checkov said of some files; it names only those that a check applies to."""

    failures: tuple[Failure, ...]
    judged: frozenset[str]
    unreadable: tuple[str, ...]


@dataclass(frozen=True)
class Skip:
    """An entry of checkov.yaml: `checks` may fail in `files`, for a `reason`."""

    checks: Sequence[str]
    files: Sequence[str]
    reason: str

    def covers(self, failure: Failure) -> bool:
        return failure.check in self.checks and any(
            PurePosixPath(failure.file).match(pattern) for pattern in self.files
        )

    def unused(self, failures: Iterable[Failure]) -> list[str]:
        """Each pair of a check and a glob that no failure needs."""
        found = list(failures)
        return [
            f"{check} in {pattern}"
            for check, pattern in product(self.checks, self.files)
            if not any(Skip([check], [pattern], self.reason).covers(each) for each in found)
        ]


def scan(folder: Path, files: Iterable[Path], home: Path) -> Scan:
    """Checkov's judgement, from its bundled checks alone.

    Neither the network nor the user's own settings have a say: the environment is bare,
    and `home` an empty folder.
    """
    command = [*CHECKOV, "--framework", "kubernetes", "secrets", "--output", "json"]
    options = ["--compact", "--skip-download", "--soft-fail"]
    names = sorted(file.relative_to(folder).as_posix() for file in files)
    done = subprocess.run(
        [*command, *options, "--file", *names],
        cwd=folder,
        env={"HOME": str(home), "CKV_SKIP_PACKAGE_UPDATE_CHECK": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    reports = json.loads(done.stdout)
    # Of the frameworks, only one may have had anything to say; then there is no list.
    return _parse(reports if isinstance(reports, list) else [reports])


def _parse(reports: list[dict[str, dict[str, list[dict[str, str]]]]]) -> Scan:
    results = [report["results"] for report in reports]
    failed = [record for each in results for record in each["failed_checks"]]
    passed = [record for each in results for record in each["passed_checks"]]
    return Scan(
        failures=tuple(sorted({_failure(record) for record in failed})),
        judged=frozenset(_file(record) for record in [*failed, *passed]),
        unreadable=tuple(str(error) for each in results for error in each["parsing_errors"]),
    )


def _failure(record: dict[str, str]) -> Failure:
    return Failure(_file(record), record["check_id"], record["check_name"])


def _file(record: dict[str, str]) -> str:
    return record["file_path"].removeprefix("/")


def rendered(environment: str) -> list[Path]:
    return sorted((ROOT / "dist" / environment / "core").glob("*.yaml"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty home; without Checkov there is nothing to do in it."""
    if not BIN.exists():
        pytest.skip("Checkov is not installed: run `make policy`")
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def found(home: Path) -> Scan:
    """One scan of all that is committed, which takes seconds."""
    files = [file for environment in ENVIRONMENTS for file in rendered(environment)]
    return scan(ROOT, [*files, *(ROOT / "argocd").glob("*.yaml")], home)


@pytest.fixture(scope="module")
def skips() -> list[Skip]:
    return [Skip(**entry) for entry in yaml.safe_load(SKIPS.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_workload_is_judged(found: Scan, environment: str) -> None:
    workloads = {
        file.relative_to(ROOT).as_posix()
        for file in rendered(environment)
        if yaml.safe_load(file.read_text(encoding="utf-8"))["kind"] in WORKLOADS
    }

    assert workloads
    assert workloads <= found.judged
    assert not found.unreadable


def test_whatever_fails_is_accepted_for_a_reason(found: Scan, skips: list[Skip]) -> None:
    open_failures = [
        str(failure)
        for failure in found.failures
        if not any(skip.covers(failure) for skip in skips)
    ]

    assert not open_failures, "\n".join(
        ["fix these in constructs/, or accept them in checkov.yaml with a reason:", *open_failures]
    )


def test_whatever_is_accepted_still_fails(found: Scan, skips: list[Skip]) -> None:
    unused = [line for skip in skips for line in skip.unused(found.failures)]

    assert not unused, "\n".join(["these pass now, remove them from checkov.yaml:", *unused])


def test_every_reason_is_a_sentence(skips: list[Skip]) -> None:
    for skip in skips:
        assert len(skip.reason.split()) > 10, skip.checks


def test_a_skip_covers_its_checks_in_its_files_alone() -> None:
    skip = Skip(["CKV_K8S_40"], ["dist/*/core/apps_deployment_web.yaml"], "")

    assert skip.covers(Failure("dist/prod/core/apps_deployment_web.yaml", "CKV_K8S_40", ""))
    assert not skip.covers(Failure("dist/prod/core/apps_deployment_api.yaml", "CKV_K8S_40", ""))
    assert not skip.covers(Failure("dist/prod/core/apps_deployment_web.yaml", "CKV_K8S_43", ""))


def test_each_check_of_a_skip_must_be_needed_in_each_of_its_files() -> None:
    skip = Skip(["CKV_K8S_15", "CKV_K8S_43"], ["dist/dev/core/*", "dist/prod/core/*"], "")
    failures = [
        Failure("dist/dev/core/a.yaml", "CKV_K8S_15", ""),
        Failure("dist/dev/core/a.yaml", "CKV_K8S_43", ""),
        Failure("dist/prod/core/a.yaml", "CKV_K8S_43", ""),
    ]

    assert skip.unused(failures) == ["CKV_K8S_15 in dist/prod/core/*"]


def test_checkov_finds_a_privileged_pod_and_a_key(home: Path, tmp_path: Path) -> None:
    manifest = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "hostile", "namespace": "nexus"},
        "spec": {
            "containers": [
                {
                    "name": "hostile",
                    "image": "hostile:1.0",
                    "securityContext": {"privileged": True},
                    "env": [{"name": "ACCESS_KEY", "value": "AKIA" + "QWERTY7ZXCVBNM34"}],
                }
            ]
        },
    }
    file = tmp_path / "pod.yaml"
    file.write_text(yaml.safe_dump(manifest), encoding="utf-8")

    checks = {failure.check for failure in scan(tmp_path, [file], home).failures}

    assert {"CKV_K8S_16", "CKV_SECRET_2"} <= checks
