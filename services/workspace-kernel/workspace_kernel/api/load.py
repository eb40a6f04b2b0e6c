"""/load: how full the installation is, for what adds pods and takes them away.

It is beside /metrics, where nothing leads from outside, and names no tenant and no workspace.
"""

from typing import Annotated

from fastapi import APIRouter, Depends

from workspace_kernel.api.documents import Document
from workspace_kernel.api.kernel import Kernel, kernel
from workspace_kernel.coordination import CoordinationError
from workspace_kernel.peers import unavailable

PATH = "/load"

router = APIRouter(include_in_schema=False)


class PodLoad(Document):
    """Workspaces that this pod has, and may have."""

    active_workspaces: int
    capacity: int


class Load(Document):
    """Workspaces that all pods have, and may have, and how many pods those are.

    Attributes:
        waiting_workspaces: that no pod had room for lately, and that are not active since.
        wanted_workspaces: the active and the waiting ones.
    """

    active_workspaces: int
    waiting_workspaces: int
    wanted_workspaces: int
    capacity: int
    pods: int
    pod: PodLoad


@router.get(PATH)
async def load(here: Annotated[Kernel, Depends(kernel)]) -> Load:
    """Tell how full the pods are.

    Raises:
        Problem: 503, Redis is not there; what this pod alone knows would be too little, and an
            autoscaler would take pods away.
    """
    try:
        pods = await here.host.pods()
        waiting = await here.waiting.count()
    except CoordinationError as error:
        raise unavailable("the pods are not known now; try again") from error
    mine = here.host.pod()
    active = sum(pod.active for pod in pods)
    return Load(
        active_workspaces=active,
        waiting_workspaces=waiting,
        wanted_workspaces=active + waiting,
        capacity=sum(pod.capacity for pod in pods),
        pods=len(pods),
        pod=PodLoad(active_workspaces=mine.active, capacity=mine.capacity),
    )
