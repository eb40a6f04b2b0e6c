"""`pip install .` gives a command that works outside the checkout."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the project installed as a wheel, without its dependencies."""
    target = tmp_path_factory.mktemp("installed")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index",
         "--no-build-isolation", "--target", target, _ROOT],
        check=True,
    )  # fmt: skip
    return target


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", installed / "bin" / "nexus-gitops", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_is_the_installed_code_that_runs(installed: Path, tmp_path: Path) -> None:
    where = subprocess.run(
        [sys.executable, "-P", "-c", "import nexus_gitops; print(nexus_gitops.__file__)"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(where.stdout.strip()).is_relative_to(installed)


def test_it_renders_the_same_bytes_as_the_checkout(installed: Path, tmp_path: Path) -> None:
    finished = run(installed, tmp_path, "synth")
    assert finished.returncode == 0, finished.stderr
    for tree in ("dist", "argocd"):
        rendered = {
            path.relative_to(tmp_path): path.read_bytes() for path in (tmp_path / tree).rglob("*.*")
        }
        committed = {
            path.relative_to(_ROOT): path.read_bytes() for path in (_ROOT / tree).rglob("*.*")
        }
        assert rendered == committed


def test_it_publishes_without_a_checkout(installed: Path, tmp_path: Path) -> None:
    finished = run(installed, tmp_path, "publish", "--env", "staging")
    assert finished.returncode == 0, finished.stderr
    assert "no Git checkout" in finished.stdout
    branches = ["git", "-C", tmp_path / ".nexus/gitops.git", "branch", "--list", "main"]
    assert subprocess.run(branches, capture_output=True, text=True, check=True).stdout
