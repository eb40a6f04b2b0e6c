"""What docs/troubleshooting.md asks of the database."""

import re
from pathlib import Path

import pytest

from nexus_testbed.postgres import PostgresServer

PAGE = (Path(__file__).parents[2] / "docs" / "troubleshooting.md").read_text("utf-8")
QUERIES = [
    line
    for block in re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
    if not line.startswith("--")
]


@pytest.mark.parametrize("query", QUERIES)
def test_the_database_answers(postgres_server: PostgresServer, migrated: str, query: str) -> None:
    database = postgres_server.create_database(template=migrated)

    answer = postgres_server.run(query.removesuffix(";"), database=database)

    may_be_nothing = "WHERE cardinality" in query or "xact_start <" in query
    assert answer or may_be_nothing


def test_there_are_such_questions() -> None:
    assert len(QUERIES) > 3
