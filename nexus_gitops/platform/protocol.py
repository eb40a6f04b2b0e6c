"""What a platform tells the tool, and all that the tool knows of it.

A platform is a package of its own, with

    __init__.py                     PLATFORM: a `Platform`
    environments/<env>.py           ENV: an `Environment`, or a subclass of the platform's own
    environments/<env>.images.json  the images that the environment runs

`project` finds it, `loading` loads its environments.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from nexus_gitops.platform.application import Application
    from nexus_gitops.platform.environment import Environment

E_contra = TypeVar("E_contra", bound="Environment", contravariant=True)


class Platform(Protocol[E_contra]):
    """A product that is deployed to environments.

    Its package is imported by commands that render nothing, so it imports cdk8s only where
    an Application makes its objects.
    """

    @property
    def name(self) -> str:
        """Begins the names of its Applications and projects; a short DNS label."""

    @property
    def images(self) -> tuple[str, ...]:
        """The names that the image lock of every environment must have."""

    @property
    def dockerfiles(self) -> Mapping[str, str]:
        """The images that are built here: path of the Dockerfile in the project, by name."""

    def applications(self, env: E_contra) -> "Sequence[Application]":
        """The Applications of an environment; the first is what all others are beside."""
