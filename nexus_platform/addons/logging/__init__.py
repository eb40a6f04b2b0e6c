"""The lines of all pods, kept beyond the pods and found by what they are about; see docs/logging.md."""

from typing import Final

from nexus_constructs.pod_security import Level, PodSecurity
from nexus_platform.addons.logging.fluent_bit import FLUENT_BIT
from nexus_platform.addons.logging.victoria_logs import VICTORIA_LOGS
from nexus_platform.part import Part

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
