"""A real PostgreSQL and a real S3 server, and the programs of the image that makes backups.

They run in the services' own environment, as their own tests start them.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import debian_packages

from tests.e2e import service_programs
from tests.e2e.service_programs import Program

_START: Final = """
import json, sys, tempfile
from pathlib import Path
from nexus_testbed.backups import put_programs
from nexus_testbed.postgres import USER, PostgresServer
from nexus_testbed.s3 import S3Server

asked = json.loads(sys.stdin.readline())
with tempfile.TemporaryDirectory(prefix="nexus-backups-") as name:
    folder = Path(name)
    folder.chmod(0o755)
    parts = {part: folder / part for part in ("postgres", "s3", "programs", "work")}
    for part in parts.values():
        part.mkdir(mode=0o755)
    postgres = PostgresServer(parts["postgres"], ["fsync=off"])
    s3 = S3Server(parts["s3"], tuple(asked["keys"]))
    put_programs(parts["programs"], postgres, Path(asked["restic"]))
    try:
        postgres.start()
        postgres.run(f"ALTER ROLE {USER} PASSWORD '{asked['password']}'")
        postgres.password = asked["password"]
        postgres.run(f"CREATE DATABASE {asked['database']}")
        s3.start()
        told = {
            "port": postgres.port,
            "bucket": s3.new_bucket(),
            "programs": str(parts["programs"]),
            "work": str(parts["work"]),
        }
        print(json.dumps(told), flush=True)
        for line in sys.stdin:
            {"away": s3.stop, "back": s3.start}[line.strip()]()
            print("done", flush=True)
    finally:
        s3.stop()
        postgres.stop()
"""


@dataclass(frozen=True)
class Servers:
    """What runs.

    Attributes:
        port: of PostgreSQL, on the loopback.
        bucket: of the S3 server, as restic names it.
        programs: folder of what the image has on its path.
        work: an empty folder.
        password: of PostgreSQL's superuser `nexus`.
    """

    port: int
    bucket: str
    programs: Path
    work: Path
    password: str
    _program: Program

    def sql(self, statement: str, database: str) -> str:
        """What a statement gives, as text."""
        return self._run("psql", "--tuples-only", "--no-align", f"--command={statement}", database)

    def dumped(self, database: str) -> list[str]:
        """Everything that a database holds, as lines of statements, without an order."""
        return sorted(self._run("pg_dump", "--restrict-key=same", database).splitlines())

    def store(self, is_to_be: str) -> None:
        """Have the S3 server be `away`, or `back`."""
        assert self._program.ask(is_to_be) == "done\n"

    def _run(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            [str(self.programs / program), *arguments],
            env={
                "LC_ALL": "C",
                "PGHOST": "127.0.0.1",
                "PGPORT": str(self.port),
                "PGUSER": "nexus",
                "PGPASSWORD": self.password,
            },
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@contextmanager
def running(*, keys: tuple[str, str], password: str, database: str) -> Iterator[Servers]:
    """Start all of it.

    Args:
        keys: that open the S3 server.
        password: of PostgreSQL's superuser.
        database: an empty one to be made.
    """
    restic = debian_packages.program("restic", "restic")
    asked = {"keys": keys, "password": password, "database": database, "restic": str(restic)}
    with service_programs.running(_START, asked) as program:
        told = program.told
        yield Servers(
            told["port"],
            told["bucket"],
            Path(told["programs"]),
            Path(told["work"]),
            password,
            program,
        )
