"""What checks and commands say, as frozen values that any output format can show."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is: an error stops a publish, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One broken rule in one place.

    Attributes:
        object: the Kubernetes object, as `Deployment/workspace-kernel`.
        field: path inside it, as `spec.template.spec.containers[0].image`; "" for all of it.
        rule: stable kebab-case id, as `image-digest`.
        message: what is wrong, with the value.
        fix: the way out.
        environment: name of the environment; "" where a check was not told.
        severity: see `Severity`.
        path: file of the object, relative to the source; "" where a check was not told.
        line: where the field starts in it, from 1.
        application: the environment's Application that applies the object; "" for none.
        namespace: of the object, where another one of its kind and name may be in another; else "".
        fingerprint: stands for what was found, where a finding can be exempted; else "".
    """

    object: str
    field: str
    rule: str
    message: str
    fix: str
    environment: str = ""
    severity: Severity = Severity.ERROR
    path: str = ""
    line: int = 1
    application: str = ""
    namespace: str = ""
    fingerprint: str = ""

    def __str__(self) -> str:
        where = f"{self.object} {self.field}".rstrip()
        return f"{where}: {self.message}; {self.fix} [{self.rule}]"


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that stop a publish."""
    return tuple(f for f in findings if f.severity is Severity.ERROR)
