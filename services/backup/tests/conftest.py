"""The program as its image runs it: PostgreSQL 16, restic, and an S3 server, all real."""

import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import debian_packages
import pytest

from nexus_testbed.backups import Site, put_programs
from nexus_testbed.loopback import HOST
from nexus_testbed.postgres import USER, PostgresServer
from nexus_testbed.s3 import S3Server
from workspace_kernel.database_roles import BACKUP


@pytest.fixture(scope="session")
def programs(postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the programs that the image has."""
    folder = tmp_path_factory.mktemp("programs")
    put_programs(folder, postgres_server, debian_packages.program("restic", "restic"))
    return folder


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """An S3 server for the whole run; whoever stops it starts it again."""
    server = S3Server(tmp_path_factory.mktemp("s3"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def site(
    postgres_server: PostgresServer, migrated: str, s3_server: S3Server, programs: Path
) -> Iterator[Site]:
    """A migrated database and a bucket of a module's own.

    restic takes half a second of a core to open a store, which it does some twenty times for a
    backup: what a test needs no store of its own for, it asks of this one.
    """
    database = postgres_server.create_database(template=migrated)
    # pytest's own folders can be entered by one user alone, who is not PostgreSQL's.
    with tempfile.TemporaryDirectory(prefix="nexus-backup-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        site = Site(
            postgres_server,
            database,
            folder / "work",
            {
                **_ordinary(programs),
                **s3_server.variables(),
                "BACKUP_ENVIRONMENT": "testing",
                "BACKUP_FOLDER": str(folder / "work"),
                "DATABASE_HOST": HOST,
                "DATABASE_PORT": str(postgres_server.port),
                "DATABASE_NAME": database,
                "DATABASE_BACKUP_PASSWORD": postgres_server.password_of(BACKUP),
                "DATABASE_ADMIN_USER": USER,
                "DATABASE_ADMIN_PASSWORD": postgres_server.password,
                "BACKUP_STORE": s3_server.new_bucket(),
                "BACKUP_KEY": "the key of the backups",
            },
        )
        yield site
        site.stop()


def _ordinary(programs: Path) -> Mapping[str, str]:
    python = Path(shutil.which(sys.executable) or sys.executable).parent
    return {"PATH": f"{programs}:{python}:/usr/bin:/bin", "HOME": "/nonexistent"}
