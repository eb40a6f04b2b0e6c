"""The secret guard: nothing that looks like a credential may reach Git.

`shapes` knows credentials by their form, `literals` by the name they are kept under,
`randomness` by their disorder; `guard` walks the objects and says where.
"""

from nexus_gitops.checks.secrets.guard import check_secrets

__all__ = ["check_secrets"]
