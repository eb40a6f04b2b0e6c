"""A part of the platform: the components that one Application of an environment brings.

The core is one, each add-on another. Each has a namespace, a Secret and a quota of its own; what
its components connect to may be in any of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nexus_constructs.pod_security import RESTRICTED, PodSecurity
from nexus_platform import names
from nexus_platform.component import Component, Stage, always, nothing

if TYPE_CHECKING:
    from nexus_platform.environment import Environment


def no_kinds(_: "Environment") -> tuple[str, ...]:
    """No kinds beyond Kubernetes' own."""
    return ()


@dataclass(frozen=True, slots=True)
class Part:
    """The components of one Application.

    Attributes:
        name: of the Application.
        components: all that it may consist of; see `Component.wanted`.
        wanted: whether an environment has it.
        suffix: of its namespace, after that of the environment; "" for the environment's own.
        settings: what all of its components read beside what each of them adds.
        pod_security: what its namespace admits.
        requires: custom kinds that the cluster must have, as `group/Kind`.
    """

    name: str
    components: tuple[Component, ...]
    wanted: Callable[["Environment"], bool] = always
    suffix: str = ""
    settings: Callable[["Environment"], Mapping[str, str]] = nothing
    pod_security: PodSecurity = RESTRICTED
    requires: Callable[["Environment"], tuple[str, ...]] = no_kinds

    def namespace(self, env: "Environment") -> str:
        """Where its objects live."""
        return f"{env.namespace}{self.suffix}"

    @property
    def prefix(self) -> str:
        """Begins the names of what its components share, as its Secret."""
        return f"{names.PLATFORM}{self.suffix}"

    @property
    def secret(self) -> str:
        """Name of the Secret that its components read."""
        return f"{self.prefix}-secrets"

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Those that it may have components in, in order."""
        return tuple(sorted({component.stage for component in self.components}))

    def of(self, env: "Environment") -> tuple[Component, ...]:
        """The components that it has in an environment."""
        if not self.wanted(env):
            return ()
        return tuple(component for component in self.components if component.wanted(env))
