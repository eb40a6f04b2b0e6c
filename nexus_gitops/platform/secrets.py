"""What a platform says of the Secrets that it finds in the cluster: where each value comes from.

Of the values themselves nothing is said anywhere: they are made, given, or follow from others.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from nexus_gitops.platform.environment import Environment
    from nexus_gitops.platform.protocol import Platform

Values = Mapping[str, str]
"""Values of a Secret, by key; never shown."""


@dataclass(frozen=True, slots=True)
class Generated:
    """Nobody has to know the value: it is made at random.

    Attributes:
        size: bytes of chance in it, which are written as twice as many hexadecimal digits.
    """

    size: int = 32


@dataclass(frozen=True, slots=True)
class Given:
    """Only somebody outside the platform knows the value, as the key of somebody else's API."""


@dataclass(frozen=True, slots=True)
class Derived:
    """The value follows from others.

    Attributes:
        sources: the keys that it follows from.
        value: works it out.
    """

    sources: tuple[str, ...]
    value: Callable[[Values], str]


Origin = Generated | Given | Derived


@dataclass(frozen=True, slots=True)
class Holder:
    """What keeps a value of its own beside the Secret's, and has to be told a new one.

    Attributes:
        workload: the Deployment or StatefulSet, in the namespace of a Secret that has the key.
        command: run in each of its pods that is ready; it must end well where it is run twice.
        words: what the command reads from its standard input, of the value; the last of it makes
            the command end, as no end of that input does.
        restarts: whether it reads the Secret again, after all others have, by a restart.
    """

    workload: str
    command: tuple[str, ...]
    words: Callable[[str], str]
    restarts: bool


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a Secret.

    Attributes:
        name: the key.
        meaning: what it is for, in a sentence.
        origin: see `Origin`.
        holder: who has to be told a new value; None for nobody but those who read the Secret.
        previous: key under which the value before goes on being accepted; "" where it does not.
    """

    name: str
    meaning: str
    origin: Origin
    holder: Holder | None = None
    previous: str = ""


@dataclass(frozen=True, slots=True)
class Login:
    """A Secret of the type kubernetes.io/basic-auth: a user, and a password that other Secrets have too.

    Attributes:
        secret: its name.
        user: what it has as `username`.
        key: under which the others have what it has as `password`.
        labels: that whoever reads it looks for.
    """

    secret: str
    user: str
    key: str
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class DeclaredSecret:
    """A Secret that the platform's pods read, and that is not rendered.

    Attributes:
        name: of the Secret.
        namespace: where it is.
        keys: all that it must have.
        login: what it says in the words of a login; None where it has the keys by their names.
    """

    name: str
    namespace: str
    keys: Sequence[Key]
    login: Login | None = None

    def __str__(self) -> str:
        return f"{self.namespace}/{self.name}"


@runtime_checkable
class HasSecretKeys(Protocol):
    """A platform that says where the values of its Secrets come from."""

    def secret_keys(self, env: Any) -> Mapping[str, Key]:
        """What is known of each key, by its name, whichever Secrets have it."""


def declared_secrets(platform: "Platform[Any]", env: "Environment") -> Sequence[DeclaredSecret]:
    """The Secrets that have to be made in the cluster for an environment.

    Keys of one name have one value, in all of them. What the platform says nothing of has to be
    given.
    """
    known = platform.secret_keys(env) if isinstance(platform, HasSecretKeys) else {}
    applications = platform.applications(env)
    return (
        *(
            DeclaredSecret(
                name,
                application.namespace,
                tuple(_known(key, known) for key in _ordered(keys, known)),
            )
            for application in applications
            for name, keys in sorted(application.provided_secrets.items())
        ),
        *(
            DeclaredSecret(login.secret, application.namespace, (_known(login.key, known),), login)
            for application in applications
            for login in application.provided_logins
        ),
    )


def _known(key: str, known: Mapping[str, Key]) -> Key:
    return known.get(key) or Key(key, "", Given())


def _ordered(keys: frozenset[str], known: Mapping[str, Key]) -> Sequence[str]:
    """Those that are told, in that order, and then all others."""
    return [*(key for key in known if key in keys), *sorted(keys - known.keys())]
