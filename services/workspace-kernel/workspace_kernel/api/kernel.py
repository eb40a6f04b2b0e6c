"""What the API's operations work with."""

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from nexus_runtime.shares import Shares
from workspace_kernel.api.routing import Router
from workspace_kernel.coordination import Leases
from workspace_kernel.hosting.host import Host
from workspace_kernel.hosting.waiting import Waiting
from workspace_kernel.lists import Lists
from workspace_kernel.nexus_os import NexusOs
from workspace_kernel.quotas import RequestQuota
from workspace_kernel.settings import KernelSettings
from workspace_kernel.store import Database, Workspaces


@dataclass(frozen=True, slots=True)
class Kernel:
    """One pod's parts."""

    settings: KernelSettings
    sockets: Shares
    database: Database
    store: Workspaces
    leases: Leases
    host: Host
    router: Router
    waiting: Waiting
    lists: Lists
    quota: RequestQuota
    nexus_os: NexusOs


def kernel_of(connection: HTTPConnection) -> Kernel:
    """The kernel that serves a request."""
    found: Kernel = connection.app.state.kernel
    return found


# FastAPI runs a dependency that is no coroutine in a thread, which takes longer than a change.
async def kernel(connection: HTTPConnection) -> Kernel:
    """The kernel that serves a request, as a dependency."""
    return kernel_of(connection)
