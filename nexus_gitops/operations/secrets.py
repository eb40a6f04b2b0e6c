"""The Secrets that an environment's pods read and that nothing renders: made and checked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.bootstrap import ARGOCD
from nexus_gitops.cluster.kinds import NAMESPACE
from nexus_gitops.errors import RefusedError
from nexus_gitops.operations import live_secrets, secret_values
from nexus_gitops.operations.release import objects_of
from nexus_gitops.operations.secret_values import Action, State
from nexus_gitops.platform import loading
from nexus_gitops.platform.project import platform
from nexus_gitops.platform.secrets import (
    DeclaredSecret,
    Derived,
    Generated,
    Key,
    Values,
    declared_secrets,
)


@dataclass(frozen=True, slots=True)
class Applied:
    """A Secret, and what became of its keys."""

    name: str
    namespace: str
    created: bool
    keys: Mapping[str, Action]


@dataclass(frozen=True, slots=True)
class Checked:
    """A Secret, and how its keys are.

    Attributes:
        exists: whether there is such a Secret.
        unknown: keys that it has and nothing declares.
    """

    name: str
    namespace: str
    exists: bool
    keys: Mapping[str, State]
    unknown: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether pods find all that they read."""
        return all(state is State.PRESENT for state in self.keys.values())


@dataclass(frozen=True, slots=True)
class Variable:
    """What a file for `apply` may give.

    Attributes:
        name: of the key.
        meaning: what it is for.
        origin: where its value comes from when the file gives none.
    """

    name: str
    meaning: str
    origin: str


def declared_of(environment: str) -> tuple[DeclaredSecret, ...]:
    """The Secrets that have to be made for an environment."""
    return tuple(declared_secrets(platform(), loading.load(environment)))


def apply(api: Api, environment: str, given: Values) -> tuple[Applied, ...]:
    """Make what is missing; what is there keeps its value.

    Args:
        api: the cluster.
        environment: its name.
        given: values by key; others are generated.

    Raises:
        UsageError: something was given that no Secret has, or a value is missing that cannot be
            generated; nothing was made.
        RefusedError: a namespace is not there, or the API server refuses a Secret.
        UnreachableError: the cluster did not answer.
    """
    declared = declared_of(environment)
    secret_values.check_known(declared, given)
    for one in declared:
        _make_namespace(api, one.namespace, environment)
    found = [live_secrets.find(api, one) for one in declared]
    planned = secret_values.plan_all(
        declared, [live.values if live else {} for live in found], given
    )
    for one, live, plan in zip(declared, found, planned, strict=True):
        if live is None:
            live_secrets.create(api, one, plan.values)
        elif plan.values:
            live_secrets.change(api, one, live, plan.values)
    return tuple(
        Applied(one.name, one.namespace, live is None, plan.actions)
        for one, live, plan in zip(declared, found, planned, strict=True)
    )


def differing(applied: Iterable[Applied]) -> tuple[str, ...]:
    """The keys that have another value than the one that was given."""
    return tuple(
        key for one in applied for key, action in one.keys.items() if action is Action.DIFFERS
    )


def variables(environments: Iterable[str]) -> tuple[Variable, ...]:
    """What can be given for the Secrets of any of the environments, each once."""
    found = {
        key.name: Variable(key.name, key.meaning, _origin(key))
        for environment in environments
        for secret in declared_of(environment)
        for key in secret.keys
    }
    return tuple(found.values())


def check(api: Api, environment: str) -> tuple[Checked, ...]:
    """How the Secrets of an environment are.

    Raises:
        UnreachableError: the cluster did not answer.
    """
    return tuple(_checked(api, one) for one in declared_of(environment))


def _make_namespace(api: Api, namespace: str, environment: str) -> None:
    """Make a namespace that is not there as it is rendered, in Argo CD's name: it keeps it then."""
    if api.find(NAMESPACE, namespace) is not None:
        return
    for obj in objects_of(environment):
        if obj["kind"] == NAMESPACE.name and obj["metadata"]["name"] == namespace:
            api.apply(NAMESPACE, obj, ARGOCD)
            return
    raise RefusedError(
        f"{api.server} has no namespace {namespace}, and {environment} renders none of that name",
        "make it, or check the context",
    )


def _checked(api: Api, secret: DeclaredSecret) -> Checked:
    live = live_secrets.find(api, secret)
    values = live.values if live else {}
    known = {name for key in secret.keys for name in (key.name, key.previous)}
    return Checked(
        secret.name,
        secret.namespace,
        live is not None,
        secret_values.states(secret, values),
        tuple(sorted(values.keys() - known)),
    )


def _origin(key: Key) -> str:
    match key.origin:
        case Generated(size=size):
            return f"Left empty, it is generated: {size} bytes at random, in hexadecimal digits."
        case Derived(sources=sources):
            return f"Left empty, it follows from {', '.join(sources)}."
        case _:
            return "It cannot be generated: an environment that needs it needs it from you."
