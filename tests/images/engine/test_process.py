"""Programs are followed line by line."""

import os
import signal
from pathlib import Path

import pytest

from nexus_gitops.images.engine.process import follow


def test_lines_are_told_as_they_come_and_the_last_ones_are_kept() -> None:
    told: list[str] = []
    ended = follow(["sh", "-c", "for i in $(seq 40); do echo $i; done; exit 3"], told.append)
    assert told == [str(i) for i in range(1, 41)]
    assert (ended.status, ended.output, ended.last_words) == (3, tuple(told[-30:]), "40")


def test_both_streams_are_read_in_order() -> None:
    ended = follow(["sh", "-c", "echo out; echo err >&2; echo out"], lambda _: None)
    assert ended.output == ("out", "err", "out")


def test_what_a_build_prints_cannot_steer_a_terminal() -> None:
    ended = follow(["printf", r"\033[31mred\033[0m \007bell\n\n   \n\377\n"], lambda _: None)
    assert ended.output == ("red bell", "\N{REPLACEMENT CHARACTER}")


def test_a_program_ends_with_the_one_who_follows_it(tmp_path: Path) -> None:
    def give_up(line: str) -> None:
        (tmp_path / "pid").write_text(line)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        follow(["sh", "-c", "echo $$; exec sleep 60"], give_up)

    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), signal.SIGCONT)
