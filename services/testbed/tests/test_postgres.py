"""PostgreSQL as the tests need it: real, and able to fail."""

import time

from nexus_testbed.postgres import PostgresServer


def test_a_crash_keeps_what_was_committed(postgres_server: PostgresServer) -> None:
    database = postgres_server.create_database()
    postgres_server.run("CREATE TABLE kept AS SELECT 1 AS one", database=database)

    postgres_server.crash()
    postgres_server.start()

    assert postgres_server.run("SELECT one FROM kept", database=database) == [{"one": 1}]


def test_a_frozen_server_answers_again_once_it_is_thawed(postgres_server: PostgresServer) -> None:
    postgres_server.freeze()
    time.sleep(0.05)
    postgres_server.thaw()

    assert postgres_server.run("SELECT 1 AS one") == [{"one": 1}]
