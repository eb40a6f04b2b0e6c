"""Patches and graphs as they were sent, and a change in one round trip.

`jsonb` writes numbers out, so that five characters become three hundred when they are read;
`json` keeps a text as it is. Casts on assignment let a kernel of the version before go on.

The functions run as who calls them, so that row-level security holds in them.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

# What a client may have missed and still gets one by one.
_CHANGES_KEPT = 1_000
_BYTES_KEPT = 4_000_000

_APPEND = "workspace_append(text, uuid, bigint, bigint, json, text, json)"
_SNAPSHOT = "workspace_snapshot(text, uuid, bigint, bigint, json)"
_PRUNE = "workspace_prune(text, uuid, bigint)"


def upgrade() -> None:
    """Change the columns, and create the functions."""
    op.execute("ALTER TABLE workspace ALTER COLUMN snapshot TYPE json USING snapshot::text::json")
    op.execute(
        """
        ALTER TABLE workspace_change
          ALTER COLUMN patch TYPE json USING patch::text::json,
          ADD COLUMN bytes integer NOT NULL GENERATED ALWAYS AS (octet_length(patch::text)) STORED
        """
    )
    op.execute(
        f"""
        CREATE FUNCTION workspace_prune(of_tenant text, workspace uuid, until bigint)
        RETURNS void LANGUAGE sql AS $$
          DELETE FROM workspace_change
          WHERE workspace_id = workspace AND tenant = of_tenant AND version <= (
            SELECT max(version) FROM (
              SELECT version,
                row_number() OVER newest AS many, sum(bytes) OVER newest AS large
              FROM workspace_change
              WHERE workspace_id = workspace AND tenant = of_tenant AND version <= until
              WINDOW newest AS (ORDER BY version DESC)
            ) AS counted WHERE many > {_CHANGES_KEPT} OR large > {_BYTES_KEPT}
          )
        $$
        """  # noqa: S608 -- constants
    )
    op.execute(
        """
        CREATE FUNCTION workspace_append(
          of_tenant text, workspace_id uuid, with_fence bigint, new_version bigint,
          new_patch json, new_author text, old_snapshot json
        ) RETURNS boolean LANGUAGE plpgsql AS $$
        #variable_conflict use_column
        BEGIN
          PERFORM set_config('nexus.tenant', of_tenant, true);
          IF old_snapshot IS NULL THEN
            UPDATE workspace SET version = new_version, updated_at = now()
            WHERE id = workspace_append.workspace_id AND tenant = of_tenant
              AND fence = with_fence AND version = new_version - 1;
          ELSE
            UPDATE workspace SET version = new_version, updated_at = now(),
              snapshot = old_snapshot, snapshot_version = new_version - 1
            WHERE id = workspace_append.workspace_id AND tenant = of_tenant
              AND fence = with_fence AND version = new_version - 1;
          END IF;
          IF NOT FOUND THEN
            RETURN false;
          END IF;
          INSERT INTO workspace_change (workspace_id, tenant, version, patch, author)
          VALUES (
            workspace_append.workspace_id, of_tenant, new_version, new_patch, new_author
          );
          IF old_snapshot IS NOT NULL THEN
            PERFORM workspace_prune(of_tenant, workspace_append.workspace_id, new_version - 1);
          END IF;
          RETURN true;
        END $$
        """
    )
    op.execute(
        """
        CREATE FUNCTION workspace_snapshot(
          of_tenant text, workspace_id uuid, with_fence bigint, at_version bigint, new_snapshot json
        ) RETURNS boolean LANGUAGE plpgsql AS $$
        #variable_conflict use_column
        BEGIN
          PERFORM set_config('nexus.tenant', of_tenant, true);
          UPDATE workspace SET snapshot = new_snapshot, snapshot_version = at_version
          WHERE id = workspace_snapshot.workspace_id AND tenant = of_tenant
            AND fence = with_fence AND version = at_version;
          IF NOT FOUND THEN
            RETURN false;
          END IF;
          PERFORM workspace_prune(of_tenant, workspace_snapshot.workspace_id, at_version);
          RETURN true;
        END $$
        """
    )
    for function in (_APPEND, _SNAPSHOT, _PRUNE):
        op.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO nexus_app")


def downgrade() -> None:
    """Undo what `upgrade` did; what jsonb has no place for would stop it."""
    for function in (_APPEND, _SNAPSHOT, _PRUNE):
        op.execute(f"DROP FUNCTION {function}")
    op.execute("ALTER TABLE workspace_change DROP COLUMN bytes")
    op.execute("ALTER TABLE workspace_change ALTER COLUMN patch TYPE jsonb USING patch::jsonb")
    op.execute("ALTER TABLE workspace ALTER COLUMN snapshot TYPE jsonb USING snapshot::jsonb")
