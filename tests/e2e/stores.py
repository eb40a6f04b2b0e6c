"""A real PostgreSQL and a real Redis, which a simulated pod's commands reach.

They are those of the wheels that the services' tests use; without them, or util-linux's
`setpriv` where root runs the tests, there are none.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.e2e.controlplane.binaries import ROOT
from tests.e2e.controlplane.processes import LOOPBACK, free_port, listens
from tests.e2e.patience import until

_NOBODY: Final = 65534


@dataclass(frozen=True)
class Store:
    """A server.

    Attributes:
        programs: folder of its programs.
        variables: what a program in its pod finds in its environment.
        port: on the loopback.
    """

    programs: Path
    variables: dict[str, str]
    port: int

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run one of its programs from outside the pod."""
        return subprocess.run(
            [str(self.programs / command[0]), *command[1:]],
            env={"LC_ALL": "C", **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def inside(self) -> dict[str, Any]:
        """What commands in its pod run, as kwok is told."""
        envs = [{"name": key, "value": value} for key, value in self.variables.items()]
        return {"execs": [{"local": {"envs": envs}}]}

    def install(self, folder: Path, *names: str) -> None:
        """Put its programs where kwok looks for what a pod runs."""
        for name in names:
            link = folder / name
            link.unlink(missing_ok=True)
            link.symlink_to(self.programs / name)


def wheel(pattern: str) -> Path | None:
    """A folder of programs in a wheel of the services' environment."""
    return next(
        iter(sorted(ROOT.glob(f".venv-services/lib/python3*/site-packages/{pattern}"))), None
    )


@contextmanager
def postgres(programs: Path, folder: Path, password: str) -> Iterator[Store]:
    """A server as the migration leaves it, which asks for a password but on its socket.

    Args:
        programs: folder of its programs.
        folder: where it keeps all that it writes.
        password: of the role `nexus_kernel`.
    """
    data, port = folder / "data", free_port()
    shutil.chown(folder, _NOBODY, _NOBODY) if os.getuid() == 0 else None
    for parent in folder.parents[:2]:
        parent.chmod(parent.stat().st_mode | 0o111)
    secret = folder / "password"
    secret.write_text(password)
    shutil.chown(secret, _NOBODY) if os.getuid() == 0 else None
    _as_nobody(
        [
            str(programs / "initdb"),
            f"--pgdata={data}",
            "--username=nexus",
            f"--pwfile={secret}",
            "--auth-local=trust",
            "--auth-host=scram-sha-256",
        ]
    )
    server = subprocess.Popen(
        _who([str(programs / "postgres"), "-D", str(data), "-k", str(folder), "-p", str(port)]),
        env={"LC_ALL": "C"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        variables = {"PGHOST": str(folder), "PGPORT": str(port)}
        store = Store(programs, variables, port)
        made = ("psql", "--quiet", "--username=nexus", "--dbname=postgres")
        until(
            lambda: (
                store.run(*made, "--command=CREATE DATABASE nexus", **variables).returncode == 0
            ),
            "PostgreSQL",
        )
        role = f"CREATE ROLE nexus_kernel LOGIN PASSWORD '{password}'"
        assert store.run(*made, f"--command={role}", **variables).returncode == 0
        yield store
    finally:
        server.terminate()
        server.wait()


@contextmanager
def redis(programs: Path, folder: Path, password: str) -> Iterator[Store]:
    """A server that asks for a password; commands in its pod know it, as the pod does."""
    port, settings = free_port(), folder / "redis.conf"
    settings.write_text(f'bind {LOOPBACK}\nport {port}\nsave ""\nrequirepass "{password}"\n')
    server = subprocess.Popen(
        [str(programs / "redis-server"), str(settings)], cwd=folder, stdout=subprocess.DEVNULL
    )
    scripts = folder / "bin"
    scripts.mkdir()
    # In the pod the server has its usual port.
    script = scripts / "redis-cli"
    script.write_text(f'#!/bin/sh\nexec {programs / "redis-cli"} -p {port} "$@"\n')
    script.chmod(0o755)
    try:
        until(lambda: listens(port), "Redis")
        yield Store(scripts, {"REDISCLI_AUTH": password}, port)
    finally:
        server.terminate()
        server.wait()


def _who(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return command
    return ["setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups", *command]


def _as_nobody(command: list[str]) -> None:
    subprocess.run(_who(command), env={"LC_ALL": "C"}, stdout=subprocess.DEVNULL, check=True)
