"""Which stack an environment has; see `Observability`."""

from typing import TYPE_CHECKING

from nexus_platform.addons.observability.settings import Observability, Operator, Own

if TYPE_CHECKING:
    from nexus_platform.environment import Environment


def is_on(env: "Environment") -> bool:
    """Whether somebody asks the components for their figures."""
    return env.observability is not None


def is_own(env: "Environment") -> bool:
    """Whether it has a Prometheus of its own."""
    return env.observability is not None and isinstance(env.observability.stack, Own)


def is_operators(env: "Environment") -> bool:
    """Whether the Prometheus is the cluster's."""
    return env.observability is not None and isinstance(env.observability.stack, Operator)


def observability(env: "Environment") -> Observability:
    """What an environment says of it.

    Raises:
        ValueError: it has none.
    """
    if env.observability is None:
        raise ValueError(f"{env.name} has no observability; ask only where `is_on`")
    return env.observability


def own(env: "Environment") -> Own:
    """What an environment says of its own stack.

    Raises:
        TypeError: it is the cluster's.
    """
    stack = observability(env).stack
    if not isinstance(stack, Own):
        raise TypeError(f"the Prometheus of {env.name} is the cluster's; ask only where `is_own`")
    return stack


def operator(env: "Environment") -> Operator:
    """What an environment says of the cluster's stack.

    Raises:
        TypeError: it has one of its own.
    """
    stack = observability(env).stack
    if not isinstance(stack, Operator):
        raise TypeError(f"{env.name} has a Prometheus of its own; ask only where `is_operators`")
    return stack


def argocd(env: "Environment") -> str | None:
    """Namespace of the Argo CD whose figures are asked for; None for none."""
    return env.observability.argocd if env.observability else None


def cert_manager(env: "Environment") -> str | None:
    """Namespace of the cert-manager whose figures are asked for; None for none."""
    return env.observability.cert_manager if env.observability else None
