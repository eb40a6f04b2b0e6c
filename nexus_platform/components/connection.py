"""How the services find the database, whoever runs it, and how many connections there are."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from nexus_platform import names
from nexus_platform.database import host

if TYPE_CHECKING:
    from nexus_platform.environment import Environment

PORT: Final = 5432
OTHERS: Final = 5
"""Connections of each of who owns, who watches and who backs up."""
_POOL: Final = 6
"""Connections of one kernel, each for one statement at a time."""
_BESIDE_KERNELS: Final = 3 * OTHERS + 2
"""With the migration's as the superuser, and one of somebody who looks after it."""


def of_kernels(env: "Environment") -> int:
    """Of as many kernels as a rollout has at once: those that drain keep theirs."""
    return env.kernel.peak.pods * _POOL


def of_all(env: "Environment") -> int:
    """Of all who connect at once."""
    return of_kernels(env) + _BESIDE_KERNELS


def settings(env: "Environment") -> Mapping[str, str]:
    """What every service reads of it."""
    return {
        "DATABASE_HOST": host(env),
        "DATABASE_PORT": str(PORT),
        "DATABASE_NAME": names.DATABASE,
        "DATABASE_USER": names.DATABASE_USER,
        "DATABASE_POOL_SIZE": str(_POOL),
        "DATABASE_KERNEL_CONNECTIONS": str(of_kernels(env)),
    }
