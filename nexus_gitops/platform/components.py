"""What a platform says of its components beyond what it renders: what each needs and answers.

Checks judge manifests against it, whoever wrote them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

if TYPE_CHECKING:
    from nexus_gitops.platform.environment import Environment

E_contra = TypeVar("E_contra", bound="Environment", contravariant=True)


@dataclass(frozen=True, slots=True)
class Component:
    """What one component of an environment needs and answers.

    Attributes:
        name: of its workload, of the container that matters in it, and of its Service.
        namespace: where it is.
        image: that it runs, by its name in the image lock.
        port: where it listens; None where nobody connects to it.
        alive: HTTP paths that tell whether it lives; none where it speaks no HTTP.
        ready: HTTP paths beside them that tell whether it can serve.
        boot_seconds: that it may take to start; 0 where nothing is known.
        path: of the Ingress that leads to it; "" for none.
        connects: components that it connects to; itself where its pods talk to each other.
        outside: ports of addresses outside of the cluster that it connects to.
        settings: that it reads from variables, with the values that the platform gives them.
        secret_keys: keys of Secrets that it is given.
        folders: that it writes to.
        user: number of the user that its image is made for; None for any.
        is_scaled: whether an autoscaler owns its number of pods.
    """

    name: str
    namespace: str
    image: str
    port: int | None = None
    alive: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()
    boot_seconds: int = 0
    path: str = ""
    connects: tuple[str, ...] = ()
    outside: tuple[int, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    secret_keys: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    user: int | None = None
    is_scaled: bool = False


@dataclass(frozen=True, slots=True)
class Declaration:
    """What an environment of a platform consists of.

    Attributes:
        components: all that run something.
        host: that leads to those with a path; "" for any.
        controller: namespace of the Ingress controller; "" where it is not known.
    """

    components: tuple[Component, ...]
    host: str = ""
    controller: str = ""


@runtime_checkable
class HasComponents(Protocol[E_contra]):
    """A platform that says what its components need and answer."""

    def components(self, env: E_contra) -> Declaration:
        """See `Declaration`."""
