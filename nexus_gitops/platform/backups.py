"""What a platform says of its backups: who makes them, and what has to stand still meanwhile.

Whatever makes, proves and restores them is a program in a CronJob's pod. It ends with 0 where all of
its work was done, and writes a JSON object a line: a `step` while it works, a `reason` where it
fails, and of each entry of a list `message` (one of VERIFIED, RESTORE_TESTED and STORE_CHECKED),
`snapshot` and `taken`, in RFC 3339.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol, runtime_checkable

if TYPE_CHECKING:
    from nexus_gitops.platform.protocol import Platform

VERIFIED: Final = "verified"
RESTORE_TESTED: Final = "restore-tested"
STORE_CHECKED: Final = "store-checked"


@dataclass(frozen=True, slots=True)
class Work:
    """What is run in a pod.

    Attributes:
        cron_job: whose template the pod is made of.
        arguments: of its container, in the place of those that it has.
    """

    cron_job: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Backups:
    """The backups of an environment.

    Attributes:
        namespace: of the CronJobs.
        application: name of the Application that has the writers.
        writers_namespace: where it is.
        writers: Deployments that write to the database.
        migration: the Job that brings a database up to date, as it was last run.
        list: tells which there are.
        make: makes one.
        prove: restores one, by its snapshot, into a server that is thrown away.
        newest_hours: how old the newest may be.
        verified_hours: how old the newest that was so proven may be.
        restore: puts one, by its snapshot, in the database's place; its second argument names the
            restore, and is the same each time that it is gone on with. A kill at any moment
            leaves the database before or the restored one.
        secret: Secret beside the writers that has the key of `restore`.
        key: of it, and name of the variable that `restore` reads.
        kept: what the database before is called afterwards, by the restore's name.
        drop: how it is dropped, as a command, by the restore's name.
        other_way: how one gets the data back where none of these can be put in the database's
            place, in a sentence; "" where they can.
    """

    namespace: str
    application: str
    writers_namespace: str
    writers: tuple[str, ...]
    migration: str
    list: Work
    make: Work
    prove: Callable[[str], Work]
    newest_hours: int
    verified_hours: int
    restore: Callable[[str, str], Work]
    secret: str
    key: str
    kept: Callable[[str], str]
    drop: Callable[[str], str]
    other_way: str = ""


@runtime_checkable
class HasBackups(Protocol):
    """A platform that can have backups."""

    def backups(self, env: Any) -> Backups | None:
        """Those of an environment; None where it has none."""


def backups_of(platform: "Platform[Any]", env: Any) -> Backups | None:
    """What a platform says of an environment's backups; None where it has none."""
    return platform.backups(env) if isinstance(platform, HasBackups) else None
