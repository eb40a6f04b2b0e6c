"""The lines of all pods, kept beyond the pods and found by what they are about; see docs/logging.md."""

from typing import TYPE_CHECKING, Final

from nexus_constructs.pod_security import Level, PodSecurity
from nexus_gitops.platform.log_store import LogStore
from nexus_platform.addons.logging import names
from nexus_platform.addons.logging.fluent_bit import FLUENT_BIT
from nexus_platform.addons.logging.victoria_logs import VICTORIA_LOGS
from nexus_platform.part import Part

if TYPE_CHECKING:
    from nexus_platform.environment import Environment

LOGGING: Final = Part(
    "logging",
    (VICTORIA_LOGS, FLUENT_BIT),
    wanted=lambda env: env.logging is not None,
    suffix="-logging",
    pod_security=PodSecurity(
        Level.PRIVILEGED,
        "Fluent Bit reads the log files of its node, and baseline forbids every hostPath",
    ),
)


def log_store(env: "Environment") -> LogStore | None:
    """Where the lines of an environment are kept; None where they are not."""
    if env.logging is None:
        return None
    return LogStore(
        namespace=LOGGING.namespace(env),
        service=names.VICTORIA_LOGS,
        user=names.STORE_USER,
        secret=LOGGING.secret,
        key=names.STORE_PASSWORD,
    )
