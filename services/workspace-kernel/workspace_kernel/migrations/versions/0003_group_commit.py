"""Changes of many workspaces in one transaction.

Each is fenced by itself, and none waits for the lock of another: a workspace that somebody claims
meanwhile is left out, and its change is made alone.
"""

from alembic import op

revision = "0003"
down_revision = "0002"

_APPEND_ALL = "workspace_append_all(text[], uuid[], bigint[], bigint[], json[], text[], text[])"


def upgrade() -> None:
    """Create the function."""
    op.execute(
        """
        CREATE FUNCTION workspace_append_all(
          of_tenants text[], workspace_ids uuid[], with_fences bigint[], new_versions bigint[],
          new_patches json[], new_authors text[], of_applications text[]
        ) RETURNS boolean[] LANGUAGE plpgsql AS $$
        DECLARE
          one record;
          made boolean[] := '{}';
        BEGIN
          FOR one IN SELECT * FROM unnest(
            of_tenants, workspace_ids, with_fences, new_versions,
            new_patches, new_authors, of_applications
          ) AS given (tenant, workspace, fence, version, patch, author, application)
          LOOP
            PERFORM set_config('nexus.tenant', one.tenant, true),
              set_config('application_name', one.application, true);
            PERFORM FROM workspace WHERE id = one.workspace AND tenant = one.tenant
              FOR NO KEY UPDATE SKIP LOCKED;
            made := made || CASE WHEN FOUND THEN workspace_append(
              one.tenant, one.workspace, one.fence, one.version, one.patch, one.author, NULL
            ) END;
          END LOOP;
          RETURN made;
        END $$
        """
    )
    op.execute(f"REVOKE EXECUTE ON FUNCTION {_APPEND_ALL} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {_APPEND_ALL} TO nexus_app")


def downgrade() -> None:
    """Drop the function."""
    op.execute(f"DROP FUNCTION {_APPEND_ALL}")
