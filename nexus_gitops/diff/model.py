"""The result of a comparison, as frozen values that any output format can show."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any, Final

from nexus_gitops.argocd.layout import application_of
from nexus_gitops.manifests.identity import Identity


class Absent(Enum):
    """The type of `ABSENT`, which differs from every YAML value, null included."""

    ABSENT = "absent"


_VERSION_LABEL: Final = 'metadata.labels["app.kubernetes.io/version"]'

ABSENT: Final = Absent.ABSENT
"""Stands where a field is on one side only."""


class Action(StrEnum):
    """What happened to an object from before to after."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class Risk(StrEnum):
    """Why a change needs a second look. Worst first; the values are stable."""

    DELETES_STATE = "deletes-state"
    IMMUTABLE = "immutable"
    NAMESPACE = "namespace"
    STORAGE_SHRINK = "storage-shrink"
    DATA = "data"
    UNPROTECTED = "unprotected"
    SECURITY_WEAKENED = "security-weakened"
    IMAGE_DOWNGRADE = "image-downgrade"
    REGISTRY = "registry"
    ADDRESS = "address"
    DELETES = "deletes"
    LIMITS_LOWERED = "limits-lowered"
    REPLICAS = "replicas"
    IMAGE = "image"
    RESTART = "restart"

    @property
    def explanation(self) -> str:
        """One line for someone who meets the mark for the first time."""
        return _EXPLANATIONS[self]


_EXPLANATIONS: Final = {
    Risk.DELETES_STATE: "removes an object that holds data or credentials, or all that is in it",
    Risk.IMMUTABLE: "the API server rejects this edit; the object must be deleted and made again",
    Risk.NAMESPACE: "moves an object, which deletes it in one namespace and makes it in another",
    Risk.STORAGE_SHRINK: "asks for less storage; a volume can only grow",
    Risk.DATA: "the pods may not read, find or own the data on their volume any more",
    Risk.UNPROTECTED: "data or an object that was kept from deletion may be deleted",
    Risk.SECURITY_WEAKENED: "lets a pod or a network flow do more than before",
    Risk.IMAGE_DOWNGRADE: "goes back to an older image version",
    Risk.REGISTRY: "takes an image from another registry",
    Risk.ADDRESS: "is reached by another address, or leads to another one",
    Risk.DELETES: "removes an object from the cluster",
    Risk.LIMITS_LOWERED: "lowers a resource limit; a pod may be throttled or killed",
    Risk.REPLICAS: "changes how many pods may run",
    Risk.IMAGE: "runs another image",
    Risk.RESTART: "changes the pod template, which replaces every pod of the workload",
}


def worst_first(risks: Iterable[Risk]) -> tuple[Risk, ...]:
    """`risks` without repetition, in the order of `Risk`."""
    found = set(risks)
    return tuple(risk for risk in Risk if risk in found)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs.

    Attributes:
        field: its path, as `spec.template.spec.containers[redis].image`; list elements are
            named by their key where the Kubernetes API has one. A note in parentheses
            follows where it is about the list's order or about several references.
        before: the old value as plain data, a `Hidden` in a Secret, or `ABSENT`.
        after: the new value likewise.
        risks: worst first.
    """

    field: str
    before: Any
    after: Any
    risks: tuple[Risk, ...] = ()

    @property
    def is_version_label(self) -> bool:
        """Whether it is the label that repeats an image's tag, and selects nothing."""
        return self.field.endswith(_VERSION_LABEL)

    @property
    def action(self) -> Action:
        """Whether the field came, went or changed its value."""
        if self.before is ABSENT:
            return Action.ADDED
        return Action.REMOVED if self.after is ABSENT else Action.CHANGED


@dataclass(frozen=True, slots=True)
class ObjectChange:
    """One object that differs.

    Attributes:
        identity: of the object as it is after the change, or was before its removal.
        action: see `Action`.
        path: of its file, likewise.
        fields: what changed in it; empty unless `action` is `CHANGED`.
        risks: of the object and of all its fields, worst first.
        renamed_from: the old name where a changed object has another one; else "".
    """

    identity: Identity
    action: Action
    path: str
    fields: tuple[FieldChange, ...] = ()
    risks: tuple[Risk, ...] = ()
    renamed_from: str = ""

    @property
    def title(self) -> str:
        """`Kind/name`, with the old name where it has changed."""
        was = f" (renamed from {self.renamed_from})" if self.renamed_from else ""
        return f"{self.identity}{was}"

    @property
    def news(self) -> tuple[FieldChange, ...]:
        """The fields but for labels that only repeat the tag of an image that changed."""
        if Risk.IMAGE not in self.risks:
            return self.fields
        return tuple(field for field in self.fields if not field.is_version_label)

    @property
    def is_label_alone(self) -> bool:
        """Whether nothing but the label of a version changed, and no pod is replaced for it."""
        labels = bool(self.fields) and all(field.is_version_label for field in self.fields)
        return labels and not self.risks and not self.renamed_from

    @property
    def application(self) -> str:
        """The environment's Application that the object is of; "" for a definition of one."""
        return application_of(self.path)


@dataclass(frozen=True, slots=True)
class Diff:
    """Everything that differs. False when nothing does.

    Attributes:
        changes: of objects, sorted by identity.
        rewritten: files that hold the same object in another form or place; sorted.
    """

    changes: tuple[ObjectChange, ...] = ()
    rewritten: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes or self.rewritten)

    def count(self, action: Action) -> int:
        """How many objects were added, changed or removed."""
        return sum(change.action is action for change in self.changes)

    @property
    def labelled(self) -> tuple[ObjectChange, ...]:
        """Changes of a version's label alone, which follow from the tag of an image elsewhere."""
        return tuple(change for change in self.changes if change.is_label_alone)

    @property
    def risks(self) -> tuple[Risk, ...]:
        """Every risk in any change, once, worst first."""
        return worst_first(risk for change in self.changes for risk in change.risks)

    def title_of(self, change: ObjectChange) -> str:
        """The change's title, with its Application where there is more than one."""
        several = len({change.application for change in self.changes} - {""}) > 1
        return (
            f"{change.application}: {change.title}"
            if several and change.application
            else change.title
        )

    def summary(self) -> str:
        """The counts, as `1 added, 2 changed, 0 removed`, and `1 rewritten` where there is one."""
        counts = [f"{self.count(action)} {action}" for action in Action]
        if self.rewritten:
            counts.append(f"{len(self.rewritten)} rewritten")
        return ", ".join(counts)
