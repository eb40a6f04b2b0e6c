"""Fields of a pod that are not as strict as they can be, and those that say why.

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from nexus_constructs.pod_security import DEVIATIONS, Level, declaration
from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import mapping, text
from nexus_gitops.checks.objects.pods import PodTemplate

_LIST_ITEM: Final = re.compile(r"(\w+)\[(\d+)\]")
_SPEC: Final = "spec."


@dataclass(frozen=True, slots=True)
class Violation:
    """One field of a pod that is not as strict as it can be.

    Attributes:
        pod: see `PodTemplate`.
        field: path to it from the workload.
        value: of the field; None where it is not set and must be.
        rule: that it breaks.
        message: what is wrong.
        fix: the way out.
        level: the strictest Pod Security level that admits it.
    """

    pod: PodTemplate
    field: str
    value: Any
    rule: str
    message: str
    fix: str
    level: Level

    @property
    def setting(self) -> str:
        """What a declaration calls it, as `containers[web].securityContext.privileged=true`.

        Lists have names where they have them, so that a declaration means the same item when
        another one is put before it, and none where they hold values.
        """
        path, around = "", self.pod.spec
        for step in self.field.removeprefix(self.pod.at(_SPEC)).split("."):
            key, around = _named(step, around)
            path = f"{path}.{key}" if path else key
        return f"{path}={self.value if isinstance(self.value, str) else _compact(self.value)}"

    @property
    def is_declared(self) -> bool:
        """Whether the pod says that it is so, and why."""
        return any(one.setting == self.setting and one.reason for one in declarations(self.pod))

    def finding(self) -> Finding:
        """It as an error."""
        way_out = (
            f", or declare it with its reason in the annotation {DEVIATIONS}:"
            f" {declaration(self.setting, '<why>')}"
        )
        return Finding(
            object=self.pod.title,
            field=self.field,
            rule=self.rule,
            message=self.message,
            fix=self.fix if self.value is None else f"{self.fix}{way_out}",
        )


@dataclass(frozen=True, slots=True)
class Declaration:
    """One line of the annotation `DEVIATIONS`.

    Attributes:
        setting: see `Violation.setting`.
        reason: "" where there is none.
    """

    setting: str
    reason: str


def declarations(pod: PodTemplate) -> Iterator[Declaration]:
    """What a pod says where it is not restricted, and why."""
    return declared_in(pod.annotations)


def declared_in(annotations: Mapping[str, Any]) -> Iterator[Declaration]:
    """The lines of the annotation `DEVIATIONS`, of a pod or of a Namespace."""
    for line in text(annotations, DEVIATIONS).splitlines():
        if line.strip():
            setting, _, reason = line.partition(": ")
            yield Declaration(setting.strip(), reason.strip())


def admits(level: str, violation: Violation) -> bool:
    """Whether a namespace that enforces `level` admits what `violation` is."""
    order = list(Level)
    enforced = Level(level) if level in order else Level.RESTRICTED
    return order.index(enforced) <= order.index(violation.level)


def _compact(value: Any) -> str:
    """Without the blank after a colon, which ends the setting of a declaration."""
    return json.dumps(value, separators=(",", ":"), default=str)


def _named(step: str, around: Any) -> tuple[str, Any]:
    """A step of a path with the name of a list's item, and what lies at it."""
    found = _LIST_ITEM.fullmatch(step)
    if found is None:
        return step, mapping(around).get(step)
    key, index = found[1], int(found[2])
    item = mapping(around)[key][index]
    return (f"{key}[{text(item, 'name')}]" if isinstance(item, dict) else key), item
