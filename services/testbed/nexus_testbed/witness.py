"""A witness inside PostgreSQL: who claimed which workspace, and who wrote what.

It knows a process by the database user that it connects as, and not by anything that the
process says.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from nexus_testbed.postgres import PostgresServer

_INSTALL = """
CREATE TABLE witnessed_claim (workspace uuid, fence bigint, pod text);
CREATE TABLE witnessed_change (
  workspace uuid, version bigint, fence bigint, pod text, patch jsonb
);
CREATE FUNCTION witness_claim() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
  INSERT INTO witnessed_claim VALUES (NEW.id, NEW.fence, session_user);
  RETURN NULL;
END $$;
CREATE FUNCTION witness_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
  INSERT INTO witnessed_change
    SELECT NEW.workspace_id, NEW.version, fence, session_user, NEW.patch
    FROM workspace WHERE id = NEW.workspace_id;
  RETURN NULL;
END $$;
CREATE TRIGGER witness AFTER UPDATE OF fence ON workspace
  FOR EACH ROW EXECUTE FUNCTION witness_claim();
CREATE TRIGGER witness AFTER INSERT ON workspace_change
  FOR EACH ROW EXECUTE FUNCTION witness_change();
"""


@dataclass(frozen=True, slots=True)
class WitnessedChange:
    """A change that was committed.

    Attributes:
        version: what it made.
        fence: number of the ownership under which it was written.
        pod: database user of the process that wrote it.
        claimant: database user of the process that has that ownership.
        patch: its operations.
    """

    version: int
    fence: int
    pod: str
    claimant: str | None
    patch: list[dict[str, Any]]


class Witness:
    """Sees every claim and every change of a database from now on.

    Args:
        postgres: the server.
        database: a migrated database.
    """

    def __init__(self, postgres: PostgresServer, database: str) -> None:
        self._postgres = postgres
        self._database = database
        postgres.run_all(_INSTALL, database=database)

    def changes(self, workspace: UUID) -> list[WitnessedChange]:
        """What was ever committed to a workspace, by version."""
        rows = self._postgres.run(
            f"""
            SELECT version, fence, c.pod, (
              SELECT string_agg(pod, ',') FROM witnessed_claim
              WHERE workspace = c.workspace AND fence = c.fence
            ) AS claimant, patch::text
            FROM witnessed_change c WHERE workspace = '{workspace}' ORDER BY version
            """,  # noqa: S608 -- a UUID
            database=self._database,
        )
        return [WitnessedChange(**{**row, "patch": orjson.loads(row["patch"])}) for row in rows]
