"""Wall time and peak memory of commands, measured so that noise hits all of them alike."""

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_POLL_SECONDS: Final = 0.005


@dataclass(frozen=True, slots=True)
class Command:
    """One process to run.

    Attributes:
        argv: program and arguments.
        cwd: the folder it runs in.
        env: all of its environment variables.
        stdout: file that takes its output; None where nobody reads it.
        status: exit status that it should end with.
    """

    argv: tuple[str | Path, ...]
    cwd: Path
    env: Mapping[str, str]
    stdout: Path | None = None
    status: int = 0

    def start(self) -> subprocess.Popen[str]:
        """The running process."""
        with Path(self.stdout or os.devnull).open("wb") as out:
            return subprocess.Popen(
                self.argv, cwd=self.cwd, env=self.env, stdout=out, stderr=subprocess.PIPE, text=True
            )

    def run(self) -> None:
        """Run it to its end.

        Raises:
            RuntimeError: it ended otherwise; the message has what it wrote to stderr.
        """
        self.check(self.start())

    def check(self, process: "subprocess.Popen[str]") -> None:
        """Wait for `process`; see `run`."""
        _, complaint = process.communicate()
        if process.returncode != self.status:
            words = " ".join(str(part) for part in self.argv)
            raise RuntimeError(f"{words} ended with {process.returncode}: {complaint.strip()}")


@dataclass(frozen=True, slots=True)
class Subject:
    """Something to measure.

    Attributes:
        name: what the report calls it.
        prepare: puts everything into the state that the subject starts from, and answers the
            commands to run one after another. Only these are measured.
    """

    name: str
    prepare: Callable[[], Sequence[Command]]


@dataclass(frozen=True, slots=True)
class Figures:
    """What came out for one subject.

    Attributes:
        seconds: wall time of each round, in the order of the rounds.
        peak_bytes: see `peak_memory`.
    """

    seconds: tuple[float, ...]
    peak_bytes: int

    @property
    def median(self) -> float:
        """Median wall time in seconds."""
        return statistics.median(self.seconds)

    def ratio_to(self, other: "Figures") -> float:
        """Median over the rounds of this wall time by the other's in the same round."""
        return statistics.median(
            mine / theirs for mine, theirs in zip(self.seconds, other.seconds, strict=True)
        )


def measure(subjects: Sequence[Subject], *, rounds: int) -> dict[str, Figures]:
    """Figures by subject's name.

    A first pass takes the memory and warms every cache up. Then each round runs all subjects
    once, beginning with another one each time.
    """
    peaks = {subject.name: peak_memory(subject) for subject in subjects}
    seconds: dict[str, list[float]] = {subject.name: [] for subject in subjects}
    for number in range(rounds):
        start = number % len(subjects)
        for subject in (*subjects[start:], *subjects[:start]):
            seconds[subject.name].append(wall_time(subject))
    return {name: Figures(tuple(taken), peaks[name]) for name, taken in seconds.items()}


def wall_time(subject: Subject) -> float:
    """Seconds from the start of the first command to the end of the last one."""
    commands = subject.prepare()
    start = time.perf_counter()
    for command in commands:
        command.run()
    return time.perf_counter() - start


def peak_memory(subject: Subject) -> int:
    """The most memory that the processes of a subject held, in bytes.

    That is the largest sum, over the processes alive together (the command and all its
    descendants), of the peak resident size of each. Pages that they share count for each.
    """
    peak = 0
    for command in subject.prepare():
        process = command.start()
        while process.poll() is None:
            peak = max(peak, sum(_high_water_mark(pid) for pid in _tree(process.pid)))
            time.sleep(_POLL_SECONDS)
        command.check(process)
    return peak


def _tree(pid: int) -> list[int]:
    own = _read(pid, "cmdline")
    children = [
        int(child) for task in _tasks(pid) for child in _read(pid, f"task/{task}/children").split()
    ]
    # A child that has not become another program yet shows its parent's memory as its own.
    started = [child for child in children if _read(child, "cmdline") != own]
    return [pid, *(found for child in started for found in _tree(child))]


def _tasks(pid: int) -> list[str]:
    try:
        return [task.name for task in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:  # the process has ended
        return []


def _high_water_mark(pid: int) -> int:
    fields = (line.split() for line in _read(pid, "status").splitlines())
    return sum(int(field[1]) * 1024 for field in fields if field[0] == "VmHWM:")


def _read(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except OSError:  # the process has ended
        return ""
