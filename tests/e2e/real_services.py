"""Real kernels, nexus-os and PostgreSQL, which simulated pods' ports lead to.

They run in the services' own environment, as their own tests start them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from tests.e2e import service_programs

_START: Final = """
import json, sys
from nexus_testbed.platform import migrated_platform

asked = json.loads(sys.stdin.readline())
with migrated_platform(["fsync=off"]) as platform:
    platform.jwt_secret = asked["jwt_secret"]
    kernels = [platform.kernel(**asked["settings"]) for _ in range(2)]
    told = {
        "kernels": [kernel.port for kernel in kernels],
        "nexus_os": platform.nexus_os().port,
        "postgres": platform.postgres.port,
        "database": platform.database,
        "password": platform.postgres.password,
        "programs": str(platform.postgres.programs),
    }
    print(json.dumps(told), flush=True)
    sys.stdin.read()
"""


@dataclass(frozen=True)
class Services:
    """What runs, by the ports of the loopback.

    Attributes:
        kernels: two of them, in one installation.
        nexus_os: its port.
        postgres: its port.
        database: the kernels' own.
        password: of the superuser `nexus`.
        programs: folder of PostgreSQL's programs.
    """

    kernels: list[int]
    nexus_os: int
    postgres: int
    database: str
    password: str
    programs: str


def are_there() -> bool:
    """Whether the services' environment is installed."""
    return (service_programs.BIN / "python").exists()


@contextmanager
def running(jwt_secret: str, **settings: str) -> Iterator[Services]:
    """Start all of it; settings are the kernels' variables in lower case."""
    asked = {"jwt_secret": jwt_secret, "settings": settings}
    with service_programs.running(_START, asked) as program:
        yield Services(**program.told)
