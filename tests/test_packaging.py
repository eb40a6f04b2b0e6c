"""`pip install .` gives a command that works outside the checkout."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nexus_gitops.platform.project import VARIABLE

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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A platform outside of any Git checkout."""
    (tmp_path / "pyproject.toml").write_text('[tool.nexus-gitops]\nplatform = "nexus_platform"\n')
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(_ROOT / "nexus_platform", tmp_path / "nexus_platform", ignore=ignored)
    return tmp_path


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", installed / "bin" / "nexus-gitops", *arguments],
        cwd=folder,
        env=_environment(installed),
        capture_output=True,
        text=True,
        check=False,
    )


def _environment(installed: Path) -> dict[str, str]:
    inherited = {key: value for key, value in os.environ.items() if key != VARIABLE}
    return {**inherited, "PYTHONPATH": str(installed)}


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


def test_it_renders_the_same_bytes_as_the_checkout(installed: Path, folder: Path) -> None:
    finished = run(installed, folder, "synth")
    assert finished.returncode == 0, finished.stderr
    for tree in ("dist", "argocd"):
        rendered = {
            path.relative_to(folder): path.read_bytes() for path in (folder / tree).rglob("*.*")
        }
        committed = {
            path.relative_to(_ROOT): path.read_bytes() for path in (_ROOT / tree).rglob("*.*")
        }
        assert rendered == committed


def test_it_publishes_without_a_checkout(installed: Path, folder: Path) -> None:
    finished = run(installed, folder, "publish", "--env", "staging")
    assert finished.returncode == 0, finished.stderr
    assert "no Git checkout" in finished.stdout
    branches = ["git", "-C", str(folder / ".nexus/gitops.git"), "branch", "--list", "main"]
    assert subprocess.run(branches, capture_output=True, text=True, check=True).stdout


def test_it_holds_the_tool_and_no_platform(installed: Path) -> None:
    packages = {path.name for path in installed.iterdir() if path.is_dir()}
    assert {"nexus_gitops", "nexus_constructs", "imports"} <= packages
    assert "nexus_platform" not in packages
