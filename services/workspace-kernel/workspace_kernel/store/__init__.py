"""PostgreSQL: the only place with SQL, and the only truth about workspaces."""

from workspace_kernel.store.connection import Database, StoreError
from workspace_kernel.store.workspaces import Page, QuotaError, Workspaces

__all__ = ["Database", "Page", "QuotaError", "StoreError", "Workspaces"]
