"""What a rendering depends on, and what it does not."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nexus_constructs
import nexus_gitops
import nexus_platform
from nexus_gitops.rendering import inputs

_KEYS = """
import json
from nexus_gitops.platform import loading
from nexus_gitops.rendering import inputs
print(json.dumps({name: inputs.key_of_environment(name) for name in loading.names()}))
"""


@pytest.fixture(autouse=True, scope="module")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEXUS_GITOPS_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@given(st.lists(st.text(max_size=5), max_size=3), st.lists(st.text(max_size=5), max_size=3))
def test_a_key_follows_its_parts(one: list[str], other: list[str]) -> None:
    parts = [[part.replace("\0", "") for part in side] for side in (one, other)]

    assert (inputs.key_of(*parts[0]) == inputs.key_of(*parts[1])) == (parts[0] == parts[1])


class Copy:
    """A copy of our own packages, and the fingerprint that they have there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        ignored = shutil.ignore_patterns("__pycache__", "*.jsii.tgz")
        for package in (nexus_gitops, nexus_platform, nexus_constructs):
            folder = Path(*package.__path__)
            shutil.copytree(folder, root / folder.name, ignore=ignored)
        imports = Path(nexus_gitops.__file__).parents[1] / "imports"
        shutil.copytree(imports, root / "imports", ignore=ignored)

    def keys(self) -> dict[str, str]:
        """The key of each environment."""
        done = subprocess.run(
            [sys.executable, "-c", _KEYS],
            env={
                **os.environ,
                "PYTHONPATH": str(self.root),
                "PYTHONDONTWRITEBYTECODE": "1",
                "NEXUS_GITOPS_PLATFORM": str(self.root / "nexus_platform"),
            },
            cwd=self.root,
            capture_output=True,
            text=True,
            check=True,
        )
        keys: dict[str, str] = json.loads(done.stdout)
        return keys

    def append(self, path: str, text: str) -> set[str]:
        """Add to a file, made where there is none; the environments whose key changes by it."""
        before = self.keys()
        with (self.root / path).open("a") as file:
            file.write(text)
        return {name for name, key in self.keys().items() if key != before.get(name)}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("copy"))


@pytest.mark.parametrize(
    "path",
    [
        "nexus_platform/objects.py",
        "nexus_platform/environments/__init__.py",
        "nexus_platform/environments/shared.yaml",
        "nexus_constructs/redis.py",
        "nexus_gitops/rendering/fast/tables/k8s.jsonl",
        "imports/io/argoproj/__init__.py",
    ],
)
def test_any_byte_of_the_code_changes_every_key(copy: Copy, path: str) -> None:
    assert copy.append(path, "\n") == {"dev", "prod", "staging"}


@pytest.mark.parametrize("name", ["dev.py", "dev.images.json", "dev.more.yaml"])
def test_an_environments_own_files_change_its_key_alone(copy: Copy, name: str) -> None:
    assert copy.append(f"nexus_platform/environments/{name}", "\n") == {"dev"}


def test_another_environment_changes_no_key_but_its_own(copy: Copy) -> None:
    assert copy.append("nexus_platform/environments/next.py", "x = 1\n") == {"next"}
    (copy.root / "nexus_platform" / "environments" / "next.py").unlink()


def test_a_command_or_a_compiled_file_changes_no_key(copy: Copy) -> None:
    (copy.root / "nexus_gitops" / "__pycache__").mkdir(exist_ok=True)

    assert copy.append("nexus_gitops/cli/new.py", "x = 1\n") == set()
    assert copy.append("nexus_gitops/__pycache__/new.pyc", "x") == set()


@pytest.mark.parametrize(
    "line",
    [
        "from nexus_platform.environments.dev import ENV as DEV\n",
        "from nexus_platform.environments import dev\n",
        "from nexus_platform import charts, environments\n",
        "from . import dev\n",
        "DEV = __import__('importlib').import_module('nexus_platform.' + 'environments.dev')\n",
    ],
)
def test_what_imports_an_environment_depends_on_it(copy: Copy, line: str) -> None:
    staging = copy.root / "nexus_platform" / "environments" / "staging.py"
    before = staging.read_text()
    copy.append("nexus_platform/environments/staging.py", line)

    assert copy.append("nexus_platform/environments/dev.py", "\n") == {"dev", "staging"}
    staging.write_text(before)


def test_code_that_imports_an_environment_makes_all_depend_on_it(copy: Copy) -> None:
    copy.append("nexus_platform/objects.py", "from nexus_platform.environments import dev\n")

    assert copy.append("nexus_platform/environments/dev.py", "\n") == {"dev", "prod", "staging"}


def test_tools_are_named_with_their_versions() -> None:
    versions = inputs.tool_versions()

    assert {"nexus-gitops", "cdk8s", "cdk8s-plus-27", "constructs"} <= versions.keys()
    assert all(number[0].isdigit() for number in versions.values())
