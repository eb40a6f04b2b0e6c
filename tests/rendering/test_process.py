"""The process that renders."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from nexus_gitops.rendering.engine import Engine
from nexus_gitops.rendering.process import render_all

NOWHERE = "/dev/null/nowhere"


@pytest.mark.parametrize("engine", Engine)
def test_a_failure_is_told_in_one_line_without_a_traceback(cache_dir: Path, engine: Engine) -> None:
    rendered = render_all(["nowhere"], engine)

    assert not rendered.made
    message = str(rendered.failed["nowhere"])
    assert "there is no environment 'nowhere'" in message
    assert "Traceback" not in message
    assert "errors.UsageError" not in message
    assert len(message.splitlines()) == 1


@pytest.mark.parametrize("engine", Engine)
def test_it_needs_no_home_and_no_compiled_modules(
    cache_dir: Path, monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    monkeypatch.setenv("HOME", NOWHERE)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.delenv("JSII_NODE", raising=False)

    answer = render_all(["dev"], engine).all_made()["dev"]

    assert answer["applications"]["core"]


@pytest.mark.parametrize("engine", Engine)
def test_it_works_where_nothing_can_be_cached(
    monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    monkeypatch.setenv("HOME", NOWHERE)
    monkeypatch.setenv("NEXUS_GITOPS_CACHE_DIR", NOWHERE)

    answer = render_all(["dev"], engine).all_made()["dev"]

    assert answer["applications"]["core"]


@pytest.mark.parametrize(
    ("engine", "folder", "pattern"),
    [
        (Engine.CDK8S, "jsii", "cdk8s/**/lib/app.js"),
        (Engine.CDK8S, "pycache", "**/nexus_platform/objects.*.pyc"),
        (Engine.FAST, "pycache", "**/nexus_platform/objects.*.pyc"),
    ],
)
def test_a_damaged_cache_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: Engine, folder: str, pattern: str
) -> None:
    monkeypatch.setenv("NEXUS_GITOPS_CACHE_DIR", str(tmp_path))
    whole = render_all(["dev"], engine).all_made()
    (damaged,) = (tmp_path / folder).glob(pattern)
    damaged.write_bytes(damaged.read_bytes()[:20])

    assert render_all(["dev"], engine).all_made() == whole
    assert not damaged.exists()


def test_the_fast_engine_starts_no_node(cache_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JSII_NODE", NOWHERE)

    assert render_all(["dev"], Engine.FAST).made
    assert render_all(["dev"], Engine.CDK8S).failed


@pytest.mark.parametrize("engine", Engine)
def test_it_leaves_no_temporary_file(
    cache_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))

    render_all(["dev"], engine)
    assert render_all(["nowhere"], engine).failed

    assert list(scratch.iterdir()) == []


def _processes_in(session_folder: Path) -> list[str]:
    """Commands of all processes that keep their temporary files in the folder."""
    marker = f"TMPDIR={session_folder}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if marker in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().decode())
    return found


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_whoever_renders_takes_node_and_temporary_files_along(
    cache_dir: Path, tmp_path: Path, number: signal.Signals
) -> None:
    if not Path("/proc/self/environ").exists():
        pytest.skip("processes are looked for in /proc")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    renders = (
        "from nexus_gitops.rendering.engine import Engine\n"
        "from nexus_gitops.rendering.process import render_all\n"
        "while True: render_all(['dev'], Engine.CDK8S)\n"
    )
    command = [sys.executable, "-c", renders]
    with subprocess.Popen(
        command, env={**os.environ, "TMPDIR": str(scratch)}, stderr=subprocess.DEVNULL
    ) as renderer:
        while not any("node" in command for command in _processes_in(scratch)):
            assert renderer.poll() is None
            time.sleep(0.01)
        renderer.send_signal(number)

    while _processes_in(scratch):
        time.sleep(0.01)
    assert list(scratch.iterdir()) == []
