"""Round after round of writing, backing up, losing and bringing back: every byte is there again.

As many rounds as BACKUP_ROUNDS says; `make backup-rounds` does a hundred.
"""

import os
import random

from nexus_testbed.backups import Site

_FEW = 1
# Tenants' rows come, change and go; letters beyond ASCII, control characters, nulls, large values.
_LOAD = """
    SELECT setseed({seed});
    DELETE FROM workspace WHERE random() < 0.2;
    UPDATE workspace SET snapshot = json_build_object('round', {number}, 'x', random())
        WHERE random() < 0.3;
    INSERT INTO workspace (id, tenant, name, snapshot)
    SELECT gen_random_uuid(), 'tenant-' || n % 7,
        chr(1 + (random() * 30)::int) || E'\\u00e4\\U0001F600\\\\\\n' || n,
        json_build_object('n', n, 'x', random(), 'none', NULL,
            'text', repeat(md5(random()::text), (random() * {longest})::int))
    FROM generate_series(1, {rows}) n;
"""


def test_each_round_gives_back_every_byte(site: Site) -> None:
    chance = random.Random(20)
    rounds = int(os.environ.get("BACKUP_ROUNDS", _FEW))
    for number in range(rounds):
        load = _LOAD.format(
            seed=chance.random(),
            number=number,
            longest=chance.choice((1, 20, 2000)),
            rows=chance.choice((1, 50, 500)),
        )
        site.postgres.run_all(load, database=site.database)
        before = sorted(site.dumped().splitlines())
        assert (run := site.run("run")).code == 0, f"round {number}: {run.text}"
        site.postgres.run_all("TRUNCATE workspace CASCADE", database=site.database)
        assert sorted(site.dumped().splitlines()) != before

        run = site.run("restore", "--snapshot=latest", f"--operation={number}")

        assert run.code == 0, f"round {number}: {run.text}"
        # A table has no order: PostgreSQL puts a row wherever a page has room.
        assert sorted(site.dumped().splitlines()) == before, f"round {number}"
        site.postgres.run_all(
            f'DROP DATABASE "{site.database}_before_{number}"', database="postgres"
        )
        print(f"round {number + 1} of {rounds}: {sum(map(len, before))} bytes", flush=True)


def test_a_backup_under_load_is_what_its_manifest_says(site: Site) -> None:
    site.postgres.run_all(
        _LOAD.format(seed=0.5, number=0, longest=200, rows=2000), database=site.database
    )
    process = site.start("run")
    number = 0
    while process.poll() is None:
        number += 1
        site.postgres.run_all(
            _LOAD.format(seed=0.1, number=number, longest=20, rows=20), database=site.database
        )
    process.communicate()
    assert process.returncode == 0
    run = site.run("restore-test")
    assert run.code == 0, run.text
