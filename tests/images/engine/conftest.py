"""Engines that say what docker and podman say; tests/containers has podman itself."""

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def engine_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder that programs are found in, besides the system's shell."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def install(engine_folder: Path) -> Callable[[str, str], Path]:
    """Installs a program that runs a shell script; its arguments are kept, one a line."""

    def write(name: str, script: str) -> Path:
        asked = engine_folder / f"{name}.asked"
        program = engine_folder / name
        program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {asked}\n{script}\n')
        program.chmod(0o755)
        return asked

    return write
