"""How much of a pod may be held at once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """How much may be held at once, at one pod.

    Attributes:
        what: in words, as `live connections`.
        setting: how the names of its settings end, as `MAX_SOCKETS`.
        user: for one user.
        tenant: for all users of a tenant.
        pod: for everybody.
    """

    what: str
    setting: str
    user: int
    tenant: int
    pod: int
