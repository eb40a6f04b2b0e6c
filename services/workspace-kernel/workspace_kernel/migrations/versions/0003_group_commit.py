"""Changes of many workspaces in one transaction, and a list of workspaces in one round trip.

Each change is fenced by itself, and none waits for the lock of another: a workspace that somebody claims
meanwhile is left out, and its change is made alone.
"""

from alembic import op

revision = "0003"
down_revision = "0002"

_APPEND_ALL = "workspace_append_all(text[], uuid[], bigint[], bigint[], json[], text[], text[])"
_PAGE = "workspace_page(text, text, integer, timestamptz, uuid, text)"


def upgrade() -> None:
    """Create the functions."""
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
    op.execute(
        """
        CREATE FUNCTION workspace_page(
          of_application text, of_tenant text, most integer,
          after_moment timestamptz, after_id uuid, part_of_name text
        ) RETURNS TABLE (
          id uuid, name text, version bigint, created_at timestamptz, updated_at timestamptz
        ) LANGUAGE plpgsql AS $$
        #variable_conflict use_column
        BEGIN
          PERFORM set_config('nexus.tenant', of_tenant, true),
            set_config('application_name', of_application, true);
          RETURN QUERY
            SELECT id, name, version, created_at, updated_at FROM workspace
            WHERE tenant = of_tenant
              AND (part_of_name = '' OR position(lower(part_of_name) IN lower(name)) > 0)
              AND (after_moment IS NULL OR (created_at, id) < (after_moment, after_id))
            ORDER BY created_at DESC, id DESC LIMIT most;
        END $$
        """
    )
    for function in (_APPEND_ALL, _PAGE):
        op.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO nexus_app")


def downgrade() -> None:
    """Drop the functions."""
    for function in (_APPEND_ALL, _PAGE):
        op.execute(f"DROP FUNCTION {function}")
