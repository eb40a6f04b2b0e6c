"""Sums over the components that need no cdk8s."""

from collections.abc import Iterable, Mapping

from nexus_platform.component import Component
from nexus_platform.environment import Environment


def settings(env: Environment, components: Iterable[Component]) -> Mapping[str, str]:
    """The settings that every component reads from its environment variables.

    Raises:
        ValueError: two components give one setting different values.
    """
    found: dict[str, str] = {"LOG_LEVEL": env.log_level}
    for component in components:
        for name, value in component.settings(env).items():
            if found.setdefault(name, value) != value:
                raise ValueError(
                    f"{component.name} sets {name} to {value}, and another component to"
                    f" {found[name]}; give one of the settings another name"
                )
    return found


def secret_keys(env: Environment, components: Iterable[Component]) -> tuple[str, ...]:
    """The keys that the environment's Secret must have, each once."""
    return tuple(dict.fromkeys(key for c in components for key in c.secret_keys(env)))
