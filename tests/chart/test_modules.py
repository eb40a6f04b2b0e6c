"""An environment's module says the environment."""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from random_values import Values

from nexus_gitops.chart.inputs import environment_of
from nexus_gitops.chart.modules import module_of
from nexus_gitops.chart.shapes import Object
from nexus_gitops.chart.source import source
from nexus_gitops.chart.values import from_values
from nexus_gitops.platform import loading


def _run(text: str) -> Any:
    told: dict[str, Any] = {}
    exec(text, told)
    return told["ENV"]


def test_the_environments_come_back_from_their_modules() -> None:
    for name in loading.names():
        assert _run(module_of(loading.load(name), name)) == loading.load(name)


def test_random_environments_come_back_from_their_modules(
    shape: Object, schema: Mapping[str, Any]
) -> None:
    drawing = Values(shape, schema, seed=7)
    for _ in range(50):
        values = {**drawing.draw(), "name": "drawn", "namespace": "drawn"}
        env, _images = environment_of(from_values(shape, values), source().standard)

        assert _run(module_of(env, "drawn")) == env


def test_what_is_the_default_is_not_said() -> None:
    text = module_of(msgspec.structs.replace(loading.load("prod"), log_level="info"), "prod")

    assert "log_level" not in text
    assert "nexus_os" not in text
    assert 'store="nexus"' in text
    assert "kind" not in text


def test_it_is_formatted_as_the_code_is(tmp_path: Path) -> None:
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent))
    assert ruff is not None
    file = tmp_path / "prod.py"
    file.write_text(module_of(loading.load("prod"), "prod: made of values"))

    done = subprocess.run(
        [ruff, "format", "--line-length=100", "--check", file], capture_output=True, check=False
    )

    assert done.returncode == 0, done.stdout
