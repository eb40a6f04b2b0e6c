"""Pod Security: how strict a namespace is, and where a pod is not "restricted", and why.

Every pod is restricted, in whatever namespace. What a pod must do all the same is declared,
field by field and each with its reason, where whoever reviews the manifests reads it: in one
annotation, a line a field. Data, free of cdk8s, so that it loads fast.

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

DEVIATIONS: Final = "nexus-gitops/pod-security-deviations"
"""The annotation, of a pod or a Namespace: lines as `hostNetwork=true: why`."""


class Level(StrEnum):
    """A level of the Pod Security Standards: what a namespace admits, from everything on."""

    PRIVILEGED = "privileged"
    BASELINE = "baseline"
    RESTRICTED = "restricted"


HOST_NAMESPACES: Final = ("hostNetwork", "hostPID", "hostIPC")
_CAPABILITY: Final = re.compile(r"capabilities\.(?!CAP_|ALL\b)([A-Z][A-Z0-9_]*)", re.ASCII)
"""One by its name, without the prefix that Linux gives it and Kubernetes does not."""
_CONTAINER_FIELDS: Final[dict[str, dict[str, Any]]] = {
    # The API server refuses a privileged container that may not escalate its privileges.
    "privileged": {"privileged": True, "allowPrivilegeEscalation": True},
    "allowPrivilegeEscalation": {"allowPrivilegeEscalation": True},
    "readOnlyRootFilesystem": {"readOnlyRootFilesystem": False},
    # The kubelet refuses to run root where runAsNonRoot is true.
    "runAsUser": {"runAsUser": 0, "runAsNonRoot": False},
}
"""What each deviation of a container sets in its securityContext."""


@dataclass(frozen=True, slots=True)
class PodSecurity:
    """The level that a namespace enforces.

    Attributes:
        level: see `Level`.
        reason: why it is not restricted, on one line.

    Raises:
        ValueError: a level below restricted has no reason.
    """

    level: Level = Level.RESTRICTED
    reason: str = ""

    def __post_init__(self) -> None:
        if self.level != Level.RESTRICTED:
            check_reason(f"the level {self.level}", self.reason)


RESTRICTED: Final = PodSecurity()


@dataclass(frozen=True, slots=True)
class Deviation:
    """One thing that a pod or a container does beyond what restricted ones may; it is done.

    Attributes:
        field: of a pod `hostNetwork`, `hostPID` or `hostIPC`; of a container `privileged`,
            `runAsUser` (with `uid=0`), `allowPrivilegeEscalation`, `readOnlyRootFilesystem`
            or a capability, as `capabilities.SYS_PTRACE`.
        reason: why, on one line.

    Raises:
        ValueError: the field is another one, or there is no reason.
    """

    field: str
    reason: str

    def __post_init__(self) -> None:
        known = (*HOST_NAMESPACES, *_CONTAINER_FIELDS)
        if self.field not in known and not self.capability:
            raise ValueError(
                f"{self.field} is no deviation; name one of {', '.join(known)}"
                f" or capabilities.<NAME>, as capabilities.SYS_PTRACE"
            )
        check_reason(self.field, self.reason)

    @property
    def capability(self) -> str:
        """The capability that it adds; "" where it is another deviation."""
        found = _CAPABILITY.fullmatch(self.field)
        return found[1] if found else ""

    @property
    def security_context(self) -> dict[str, Any]:
        """What it sets in the securityContext of a container, beside capabilities."""
        return _CONTAINER_FIELDS.get(self.field, {})

    def lines(self, owner: str) -> list[str]:
        """What the annotation says of it.

        Args:
            owner: path of its container in the pod, as `containers[agent]`; "" for the pod.
        """
        if not owner:
            return [declaration(f"{self.field}=true", self.reason)]
        context = f"{owner}.securityContext"
        if self.capability:
            added = f"{context}.capabilities.add={self.capability}"
            return [declaration(added, self.reason)]
        return [
            declaration(f"{context}.{field}={str(value).lower()}", self.reason)
            for field, value in self.security_context.items()
        ]


def declaration(setting: str, reason: str) -> str:
    """A line of the annotation; `setting` is path=value, with names where lists have numbers."""
    return f"{setting}: {reason}"


def check_reason(what: str, reason: str) -> None:
    """Refuse what is declared without a reason.

    Raises:
        ValueError: `reason` is empty, or of several lines.
    """
    if not reason.strip() or "\n" in reason:
        raise ValueError(f"{what} needs a reason, on one line; say what it is needed for")
