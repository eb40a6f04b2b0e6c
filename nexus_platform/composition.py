"""Sums over the components of a part that need no cdk8s."""

from collections.abc import Iterable, Mapping, Sequence

from nexus_gitops.platform.secrets import Login
from nexus_platform.component import Component
from nexus_platform.environment import Environment
from nexus_platform.part import Part


def settings(env: Environment, part: Part) -> Mapping[str, str]:
    """The settings that every component of a part reads from its environment variables.

    Raises:
        ValueError: two components give one setting different values.
    """
    found = dict(part.settings(env))
    for component in part.of(env):
        for name, value in component.settings(env).items():
            if found.setdefault(name, value) != value:
                raise ValueError(
                    f"{component.name} sets {name} to {value}, and another component to"
                    f" {found[name]}; give one of the settings another name"
                )
    return found


def secret_keys(env: Environment, part: Part) -> tuple[str, ...]:
    """The keys that the Secret of a part must have, each once."""
    return tuple(dict.fromkeys(key for c in part.of(env) for key in c.secret_keys(env)))


def logins(env: Environment, part: Part) -> tuple[Login, ...]:
    """The Secrets of one user and one password that a part must have."""
    return tuple(login for component in part.of(env) for login in component.logins)


def everywhere(env: Environment, parts: Iterable[Part]) -> Mapping[str, Sequence[Component]]:
    """The components of all parts that an environment has, by the namespace that they are in."""
    return {part.namespace(env): part.of(env) for part in parts if part.wanted(env)}
