"""Words about what happens, on stderr."""

import os
import pty
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from nexus_gitops.cli.progress import progress


def test_a_log_gets_a_line_for_each_step(capsys: pytest.CaptureFixture[str]) -> None:
    with progress() as tell:
        tell("reading")
        tell("pushing")

    shown = capsys.readouterr()
    assert shown.err == "nexus-gitops: reading\nnexus-gitops: pushing\n"
    assert shown.out == ""


def test_a_terminal_gets_one_line_that_is_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = pty.openpty()
    os.set_blocking(ours, False)
    monkeypatch.setenv("TERM", "xterm")
    with os.fdopen(theirs, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr("sys.stderr", terminal)
        with progress() as tell:
            tell("pushing [bold] to main")
        terminal.flush()
        shown = b"".join(_available(ours)).decode()
    os.close(ours)

    assert "pushing [bold] to main" in shown
    assert shown.endswith("\x1b[2K"), "erases the line"


def _available(descriptor: int) -> Iterator[bytes]:
    with suppress(BlockingIOError):
        while True:
            yield os.read(descriptor, 10_000)


def test_that_nobody_listens_does_not_stop_a_publish(machine: Any) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    try:
        done = machine.run("publish", "--env", "dev", stderr=theirs)
    finally:
        os.close(theirs)

    assert done.code == 0
    assert "dev: published" in done.out
