"""Backups of a real database in a real S3 store: made whole, or not at all."""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from nexus_testbed.backups import Run, Site
from nexus_testbed.loopback import HOST, free_port, wait_for_port
from nexus_testbed.service import wait_until

RULES = Path(__file__).parents[3] / "dist/staging/observability"


@pytest.fixture(scope="module")
def first(site: Site) -> Run:
    """The first backup, which everything that fails later has to leave as it is."""
    assert site.backups() == []  # of a store that is not there yet
    fill(site)
    return site.run("run")


def test_a_backup_is_stored_verified_proven_and_told(site: Site, first: Run) -> None:
    assert first.code == 0, first.text
    (done,) = (line for line in first.lines if line["message"] == "backup done")
    assert done["snapshot"] in site.backups()
    (version,) = site.postgres.run(
        "SELECT version_num FROM alembic_version", database=site.database
    )
    assert done["schemaVersion"] == version["version_num"]
    proof = site.run("restore-test")
    assert proof.code == 0, proof.text
    assert asked_by_alerts() <= figures(site)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"database_backup_password": "wrong"}, "password authentication failed"),
        ({"backup_key": "another"}, "wrong password"),
    ],
)
@pytest.mark.usefixtures("first")
def test_a_failure_is_told_and_costs_no_backup(
    site: Site, changed: dict[str, str], reason: str
) -> None:
    before = site.backups()

    run = site.run("run", **changed)

    assert run.code == 1
    assert "backup done" not in run.messages
    assert reason in run.reason
    assert before
    assert site.backups() == before


def test_a_store_that_takes_connections_and_is_silent_is_told(site: Site) -> None:
    with socket.create_server((HOST, 0)) as silent:
        store = f"s3:http://{HOST}:{silent.getsockname()[1]}/bucket"

        run = site.run("run", backup_store=store, backup_store_seconds="1")

    assert run.code == 1
    assert run.reason == "does not answer within 1 s"
    assert "dump" not in [line.get("step") for line in run.lines]


def test_a_work_folder_that_takes_nothing_is_told(site: Site) -> None:
    run = site.run("run", backup_folder="/dev/full/work")

    assert run.code == 1
    assert "backup done" not in run.messages


@pytest.fixture
def disk(site: Site) -> Iterator[Path]:
    """A file system of one megabyte."""
    folder = site.folder.parent / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=0777", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
    folder.rmdir()


def leave(disk: Path, kilobytes: int) -> Path:
    """Fill a disk but for so much; the file that takes the rest."""
    file = disk / "others"
    there = os.statvfs(disk)
    file.write_bytes(bytes(there.f_bavail * there.f_frsize - kilobytes * 1024))
    return file


def test_a_work_folder_that_fills_up_is_told(site: Site, first: Run, disk: Path) -> None:
    assert first.code == 0, first.text
    before = site.backups()
    leave(disk, 32)

    run = site.run("run", backup_folder=str(disk / "work"))

    assert (run.code, "backup done" in run.messages) == (1, False), run.text
    assert "no space left" in run.reason.lower()
    assert site.backups() == before


def test_a_store_in_a_folder_that_fills_up_keeps_its_backups(site: Site, disk: Path) -> None:
    """As a claim is one."""
    store = {"backup_store": str(disk / "store")}
    assert (made := site.run("run", **store)).code == 0, made.text
    before = site.run("list", **store)
    full = leave(disk, 8)

    run = site.run("run", **store)

    assert (run.code, "backup done" in run.messages) == (1, False), run.text
    assert "no space left" in run.reason.lower()
    full.unlink()
    assert site.run("list", **store).lines[0]["snapshot"] == before.lines[0]["snapshot"]
    assert (again := site.run("run", **store)).code == 0, again.text


def test_a_dump_that_is_cut_off_is_no_backup(site: Site, first: Run, tmp_path: Path) -> None:
    assert first.code == 0, first.text
    before = site.backups()
    real = shutil.which("pg_dump", path=site.variables["PATH"])
    cutting = tmp_path / "pg_dump"
    cutting.write_text(f'#!/bin/sh\n{real} "$@" && truncate --size=-500 database.dump\n')
    cutting.chmod(0o755)

    run = site.run("run", path=f"{tmp_path}:{site.variables['PATH']}")

    assert run.code == 1
    assert site.backups() == before


def test_what_is_killed_leaves_the_backup_before_and_the_next_one_gets_further(
    site: Site, first: Run
) -> None:
    assert first.code == 0, first.text
    before = set(site.backups())

    # Each goes past the step at which the one before it was killed, with what that one left.
    for step in ("dump", "store", "tag", "expire"):
        site.kill_at(step, "run")
        assert before <= set(site.backups())

    run = site.run("run")
    assert "backup done" in run.messages, run.text
    assert before <= set(site.backups())


@pytest.mark.usefixtures("first")
def test_a_restore_gives_back_every_byte_and_keeps_what_was_there(site: Site) -> None:
    before = site.dumped()
    site.postgres.run_all("DELETE FROM workspace", database=site.database)

    run = site.run("restore", "--snapshot=latest", "--operation=one")

    assert run.code == 0, run.text
    assert site.dumped() == before
    kept = f"{site.database}_before_one"
    assert site.postgres.run("SELECT count(*) AS n FROM workspace", database=kept) == [{"n": 0}]
    again = site.run("restore", "--snapshot=latest", "--operation=one")
    assert again.messages == ["restore was done before"]


def asked_by_alerts() -> set[str]:
    """The figures of backups that the rules of staging ask for."""
    (config,) = RULES.glob("core_configmap_prometheus-config-*.yaml")
    found = set(re.findall(r"nexus_(?:backup|restore_test)_\w+", config.read_text()))
    assert found
    return found


def figures(site: Site) -> set[str]:
    """The names of what Prometheus is told, once the store has answered."""
    port = free_port()
    site.start("metrics", metrics_port=str(port))
    wait_for_port(port)

    def told() -> str:
        return httpx.get(f"http://{HOST}:{port}/metrics", trust_env=False).text

    wait_until(lambda: "nexus_backup_store_up 1" in told(), "the store's answer")
    return set(re.findall(r"^(\w+) ", told(), re.MULTILINE))


def fill(site: Site) -> None:
    """Rows of many kinds, as tenants make them and as nobody should."""
    site.postgres.run_all(
        """
        INSERT INTO workspace (id, tenant, name, snapshot)
        SELECT gen_random_uuid(), 'tenant-' || n % 7, E'n\\u00e4me\\n' || n,
            jsonb_build_object('n', n, 'x', random())
        FROM generate_series(1, 2000) n;
        """,
        database=site.database,
    )
