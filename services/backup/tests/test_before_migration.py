"""The backup before a migration: made, not needed yet, or the end of the sync; never left out."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from nexus_testbed.backups import Site
from nexus_testbed.loopback import HOST, free_port
from nexus_testbed.service import wait_until

COMMAND = "before-migration"


@contextmanager
def checked(site: Site) -> Iterator[subprocess.Popen[bytes]]:
    """A check that has the store for itself, of more than it reads in a minute."""
    restic = {
        **site.variables,
        "RESTIC_REPOSITORY": site.variables["BACKUP_STORE"],
        "RESTIC_PASSWORD": site.variables["BACKUP_KEY"],
        "RESTIC_CACHE_DIR": str(site.folder / "cache-of-the-check"),
    }
    quietly: dict[str, Any] = {
        "env": restic,
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
    }
    subprocess.run(["restic", "init"], check=True, **quietly)
    filled = ["restic", "backup", "--stdin"]
    subprocess.run(filled, input=os.urandom(200_000), check=True, **quietly)
    slowly = ["restic", "check", "--read-data", "--limit-download=1"]
    process = subprocess.Popen(slowly, **quietly)
    asked = ["restic", "list", "locks", "--no-lock", "--quiet"]
    wait_until(lambda: bool(subprocess.check_output(asked, env=restic)), "the lock of the check")
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def says(process: subprocess.Popen[bytes], **said: str) -> bool:
    """Whether a line says this before it ends."""
    return any(said.items() <= json.loads(line).items() for line in process.stdout or ())


def test_it_waits_for_the_database_and_for_who_has_the_store_and_then_backs_up(site: Site) -> None:
    """It needs no role but the superuser: the first migration makes the others."""
    with checked(site) as check:
        site.postgres.stop()
        process = site.start(COMMAND, database_backup_password="wrong")
        assert says(process, message="waiting for the database")
        site.postgres.start()
        assert says(process, message="waiting for the store")
        check.kill()  # which leaves its lock
        check.wait()
        assert says(process, step="check")  # of the dump that it has made
    process.terminate()
    process.communicate()


def test_a_database_without_tables_has_nothing_to_back_up(site: Site) -> None:
    empty = site.postgres.create_database()

    run = site.run(COMMAND, database_name=empty, backup_store=_away())

    assert (run.code, run.messages) == (0, ["there is nothing to back up yet"])
    assert {line["service"] for line in run.lines} == {"backup-before-migration"}  # the component


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"database_admin_password": "wrong"}, "password authentication failed"),
        ({"database_admin_password": ""}, "DATABASE_ADMIN_PASSWORD is not set"),
        ({}, "connection refused"),
    ],
)
def test_a_failure_tells_that_nothing_is_migrated_and_the_way_out(
    site: Site, changed: dict[str, str], reason: str
) -> None:
    run = site.run(COMMAND, **{"backup_store": _away(), **changed})

    assert run.code == 1
    assert reason in run.reason
    assert "nothing is migrated without a backup" in run.reason
    assert "before_migration=False" in run.reason


@pytest.mark.parametrize("key", ["BACKUP_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_a_key_that_the_secret_lacks_is_named(site: Site, key: str) -> None:
    variables = {name: value for name, value in site.variables.items() if name != key}
    without = Site(site.postgres, site.database, site.folder, variables)

    run = without.run(COMMAND)

    assert run.code == 2
    assert key in run.errors.upper()


def _away() -> str:
    """A store at which nobody listens."""
    return f"s3:http://{HOST}:{free_port()}/bucket"
