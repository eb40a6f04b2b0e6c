"""Every kind of object that is known: Kubernetes' own, and those of the bundled projects.

The table is data, kinds.jsonl, written by scripts/bundle_schemas.py and never by hand: a line
of JSON for each kind. What a kind holds is told in scripts/kubernetes_sources.py and scripts/crds.py.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_KUBERNETES: Final = "Kubernetes"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind.

    Attributes:
        group: its API group; "" for the core's.
        name: as `kind` in a manifest has it.
        project: that defines it, as `Kubernetes` or `Argo CD`.
        plural: its name in the API's paths.
        versions: of its group, as `v1`; those that any supported release serves.
        is_namespaced: whether its objects live in a namespace.
        holds_state: whether what goes with an object cannot be had back by publishing it
            again: its data, the objects of others that hang on it, or a secret's value.
        is_derived: whether controllers make it of what is rendered.
    """

    group: str
    name: str
    project: str
    plural: str
    versions: tuple[str, ...]
    is_namespaced: bool
    holds_state: bool
    is_derived: bool

    @property
    def is_built_in(self) -> bool:
        """Whether every API server knows it without a CustomResourceDefinition."""
        return self.project == _KUBERNETES


@cache
def kinds() -> Mapping[tuple[str, str], Kind]:
    """All kinds by group and name."""
    lines = Path(__file__).with_name("kinds.jsonl").read_text("utf-8").splitlines()
    entries = (json.loads(line) for line in lines)
    return {
        (entry["group"], entry["name"]): Kind(**entry | {"versions": tuple(entry["versions"])})
        for entry in entries
    }


def holds_state(group: str, name: str) -> bool:
    """See `Kind.holds_state`; False for a kind that is not known."""
    kind = kinds().get((group, name))
    return kind is not None and kind.holds_state


def is_namespaced(group: str, name: str) -> bool:
    """See `Kind.is_namespaced`; True for a kind that is not known."""
    kind = kinds().get((group, name))
    return kind is None or kind.is_namespaced


@cache
def derived_kinds() -> frozenset[tuple[str, str]]:
    """Group and name of what controllers make; Argo CD shows it only where a project lists it."""
    return frozenset(key for key, kind in kinds().items() if kind.is_derived)


@cache
def built_in_groups() -> frozenset[str]:
    """The API groups that every API server has; others come with a CustomResourceDefinition."""
    return frozenset(kind.group for kind in kinds().values() if kind.is_built_in)
