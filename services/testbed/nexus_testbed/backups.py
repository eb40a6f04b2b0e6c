"""The program that makes backups, told of one database and one store."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nexus_testbed.postgres import PostgresServer

# PostgreSQL refuses to be root, which the tests may be and the image is not.
_AS_NOBODY = """#!/bin/sh
set -eu
for word in "$@"; do case "$word" in --pgdata=*) chown nobody "$(dirname "${word#*=}")";; esac; done
exec setpriv --reuid=nobody --clear-groups -- %s "$@"
"""


def put_programs(folder: Path, postgres: PostgresServer, restic: Path) -> None:
    """Put what the image has on its path into a folder."""
    (folder / "restic").symlink_to(restic)
    for program in postgres.programs.iterdir():
        target = folder / program.name
        if program.name in {"initdb", "postgres"} and os.geteuid() == 0:
            target.write_text(_AS_NOBODY % program)
            target.chmod(0o755)
        elif program.is_file():
            target.symlink_to(program)


@dataclass
class Run:
    """A command of the program that has ended.

    Attributes:
        code: its exit code.
        lines: what it wrote, a JSON object a line.
        errors: what it wrote beside its log.
    """

    code: int
    lines: list[dict[str, Any]]
    errors: str

    @property
    def messages(self) -> list[str]:
        """Of its lines."""
        return [line["message"] for line in self.lines]

    @property
    def reason(self) -> str:
        """Why it failed."""
        return " ".join(line.get("reason", "") for line in self.lines if line["level"] == "error")

    @property
    def text(self) -> str:
        """All that anybody sees of it."""
        return json.dumps(self.lines) + self.errors


@dataclass
class Site:
    """A database and a store, and the program that is told of both.

    Attributes:
        postgres: the server.
        database: its database.
        folder: where the program works.
        variables: what the program reads.
    """

    postgres: PostgresServer
    database: str
    folder: Path
    variables: dict[str, str]
    _started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def run(self, *arguments: str, **changed: str) -> Run:
        """Run a command to its end; `changed` are variables in lower case."""
        process = self.start(*arguments, **changed)
        output, errors = process.communicate()
        lines = [json.loads(line) for line in output.splitlines()]
        return Run(process.returncode, lines, errors.decode())

    def start(self, *arguments: str, **changed: str) -> subprocess.Popen[bytes]:
        """Start a command, as a container would: whatever it starts ends with it."""
        process = subprocess.Popen(
            [sys.executable, "-m", "nexus_backup", *arguments],
            env={**self.variables, **{name.upper(): value for name, value in changed.items()}},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self._started.append(process)
        return process

    def kill_at(self, step: str, *arguments: str) -> None:
        """Start a command, and kill all of it the moment that it says a step begins."""
        process = self.start(*arguments)
        for line in process.stdout or ():
            if json.loads(line).get("step") == step:
                break
        else:
            raise AssertionError(f"{arguments} ended without a step {step!r}")
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()

    def backups(self) -> list[str]:
        """The verified backups, oldest first, as the store has them."""
        return [line["snapshot"] for line in self.listed("verified")]

    def listed(self, tag: str) -> list[dict[str, Any]]:
        """What `list` tells with a tag."""
        run = self.run("list")
        if run.code:
            raise AssertionError(run.text)
        return [line for line in run.lines if line["message"] == tag]

    def dumped(self, database: str = "") -> bytes:
        """Everything that a database holds, as statements."""
        return subprocess.run(
            [
                str(self.postgres.programs / "pg_dump"),
                *("--restrict-key=same", self.postgres.url(database or self.database)),
            ],
            check=True,
            capture_output=True,
        ).stdout

    def stop(self) -> None:
        """Kill what still runs."""
        for process in self._started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
