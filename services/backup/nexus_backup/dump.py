"""A dump of the database and its roles, as files, with a manifest of what must be in it."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from nexus_backup import programs
from nexus_backup.contents import Contents, contents
from nexus_backup.errors import StepError
from nexus_backup.login import Login

DUMP: Final = "database.dump"
ROLES: Final = "roles.sql"
MANIFEST: Final = "manifest.json"
FILES: Final = (DUMP, ROLES, MANIFEST)
_CHUNK: Final = 1 << 20
_FIRST_ROLE: Final = 10
"""Number of the superuser that initdb makes (PostgreSQL's BOOTSTRAP_SUPERUSERID)."""


class Manifest(BaseModel):
    """What a backup holds.

    Attributes:
        environment: whose database it was.
        taken: when; all of it is as it was at that moment.
        database: name of the database.
        server: version of PostgreSQL.
        contents: what the database held.
        superuser: whom the server was made with; PostgreSQL has it as the giver of grants.
        roles: the roles that there were.
        dump_bytes: size of the dump.
        dump_sha256: its checksum.
        roles_sha256: that of the statements that make the roles.
    """

    model_config = ConfigDict(frozen=True)

    environment: str
    taken: datetime
    database: str
    server: str
    contents: Contents
    superuser: str
    roles: tuple[str, ...]
    dump_bytes: int
    dump_sha256: str
    roles_sha256: str


async def make(login: Login, database: str, environment: str, folder: Path) -> Manifest:
    """Dump a database and its roles into a folder.

    The figures and the dump come from one snapshot, so that they agree whatever is written
    meanwhile. The roles are without passwords: a migration gives them theirs.

    Args:
        login: who reads all of it.
        database: its name.
        environment: whose it is.
        folder: an empty folder.

    Raises:
        StepError: a part of it did not come to its end.
    """
    variables = login.variables(database)
    async with login.connected(database) as connection:
        transaction = connection.transaction(isolation="repeatable_read", readonly=True)
        async with transaction:
            snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
            taken = datetime.now(UTC)
            dump = ["pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={DUMP}"]
            await programs.run(dump, variables=variables, folder=folder)
            held = await contents(connection)
            server = await connection.fetchval("SHOW server_version")
            superuser = await connection.fetchval(f"SELECT pg_get_userbyid({_FIRST_ROLE})")
            roles = await connection.fetch("SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_'")
    only_roles = ("--roles-only", "--no-role-passwords", f"--database={database}")
    dump_roles = ["pg_dumpall", *only_roles, f"--file={ROLES}"]
    await programs.run(dump_roles, variables=variables, folder=folder)
    manifest = Manifest(
        environment=environment,
        taken=taken,
        database=database,
        server=server,
        contents=held,
        superuser=superuser,
        roles=tuple(sorted(row["rolname"] for row in roles)),
        dump_bytes=(folder / DUMP).stat().st_size,
        dump_sha256=sha256(folder / DUMP),
        roles_sha256=sha256(folder / ROLES),
    )
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2))
    return manifest


async def check(folder: Path, *, minimum_bytes: int = 0) -> Manifest:
    """See that a folder holds a whole backup, by reading all of it.

    `pg_restore --list` reads the beginning alone, and takes half a dump for a whole one.

    Raises:
        StepError: something is missing, was cut off, or is not what the manifest says.
    """
    manifest = _manifest(folder / MANIFEST)
    for name, expected in ((DUMP, manifest.dump_sha256), (ROLES, manifest.roles_sha256)):
        if not (folder / name).is_file():
            raise StepError("check", f"{name} is missing")
        if sha256(folder / name) != expected:
            raise StepError("check", f"{name} is not what the manifest says")
    size = (folder / DUMP).stat().st_size
    if size < minimum_bytes:
        raise StepError(
            "check", f"{DUMP} has {size} bytes, fewer than BACKUP_MINIMUM_BYTES ({minimum_bytes})"
        )
    await programs.run(["pg_restore", "--file=/dev/null", DUMP], folder=folder)
    return manifest


def sha256(path: Path) -> str:
    """The checksum of a file, in hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _manifest(path: Path) -> Manifest:
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise StepError("check", f"{path.name} cannot be read: {error}") from error
