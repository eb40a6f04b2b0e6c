"""Whose figures a rule is about: the environment's alone, also where others' are kept as well."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nexus_constructs.prometheus_rules import Group

if TYPE_CHECKING:
    from nexus_platform.addons.observability.settings import Observability
    from nexus_platform.environment import Environment


@dataclass(frozen=True, slots=True)
class Scope:
    """An environment, as rules see it.

    Attributes:
        env: the environment.
        observability: what it says of it.
        namespaces: of all of its Applications.
    """

    env: "Environment"
    observability: "Observability"
    namespaces: Sequence[str]

    @property
    def core(self) -> str:
        """The matcher of what the core's pods tell."""
        return f'namespace="{self.env.namespace}"'

    @property
    def everywhere(self) -> str:
        """The matcher of what any pod of the environment tells."""
        return f'namespace=~"{"|".join(self.namespaces)}"'


def documents(scope: Scope, groups: Sequence[Group]) -> dict[str, object]:
    """The groups, as a file of rules has them."""
    labels = {"environment": scope.env.name}
    runbooks = f"{scope.observability.runbooks}"
    return {"groups": [group.document(labels=labels, runbooks=runbooks) for group in groups]}
