"""What operations ask of the stores, and say where one is away."""

from collections.abc import Sequence

from nexus_runtime.problems import Problem
from workspace_kernel.api.kernel import Kernel
from workspace_kernel.coordination import CoordinationError
from workspace_kernel.peers import unavailable
from workspace_kernel.store import StoreError
from workspace_kernel.workspace import Key


async def are_active(here: Kernel, keys: Sequence[Key]) -> list[bool]:
    """Whether a pod has each workspace in memory; of none, where Redis is away."""
    try:
        return [owner is not None for owner in await here.leases.owners(keys)]
    except CoordinationError:
        return [False] * len(keys)


def store_away(error: StoreError) -> Problem:
    """503: the database does not answer."""
    return unavailable(f"the database does not answer; try again ({error})")
