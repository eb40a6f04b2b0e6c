"""Workspaces, their changes, and a wall between tenants."""

from alembic import op

revision = "0001"
down_revision = None

_TENANT = "tenant = current_setting('nexus.tenant', true)"


def upgrade() -> None:
    """Create the tables, and the role that cannot see over the wall."""
    op.execute(
        """
        CREATE TABLE workspace (
          id uuid PRIMARY KEY,
          tenant text NOT NULL,
          name text NOT NULL,
          version bigint NOT NULL DEFAULT 0,
          fence bigint NOT NULL DEFAULT 0,
          snapshot jsonb NOT NULL,
          snapshot_version bigint NOT NULL DEFAULT 0,
          created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
          updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
        )
        """
    )
    op.execute("CREATE INDEX workspace_by_age ON workspace (tenant, created_at DESC, id DESC)")
    op.execute(
        """
        CREATE TABLE workspace_change (
          workspace_id uuid NOT NULL REFERENCES workspace ON DELETE CASCADE,
          tenant text NOT NULL,
          version bigint NOT NULL,
          patch jsonb NOT NULL,
          author text NOT NULL,
          at timestamptz NOT NULL DEFAULT clock_timestamp(),
          PRIMARY KEY (workspace_id, version)
        )
        """
    )
    # Roles belong to the server, not to the database, so this one may be there already; who has
    # no right to make roles finds it made by `workspace_kernel.database_roles`.
    op.execute(
        """
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'nexus_app') THEN
            CREATE ROLE nexus_app NOLOGIN NOSUPERUSER NOBYPASSRLS;
            GRANT nexus_app TO CURRENT_USER;
          END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$
        """
    )
    for table in ("workspace", "workspace_change"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON {table} USING ({_TENANT}) WITH CHECK ({_TENANT})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO nexus_app")


def downgrade() -> None:
    """Drop what `upgrade` made, but for the role, which other databases may use."""
    op.execute("DROP TABLE workspace_change")
    op.execute("DROP TABLE workspace")
