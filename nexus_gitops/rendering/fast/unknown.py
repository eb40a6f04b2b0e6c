"""What a platform used that only cdk8s itself can answer for."""

from typing import Final, NoReturn

_met: Final[list[str]] = []


class UnknownError(Exception):
    """The fast engine does not know what cdk8s does here."""


def unknown(what: str) -> NoReturn:
    """Stop here. It is noted as well, because a platform may catch what is raised.

    Args:
        what: the class, function or form of value; never a value, which may be a secret.

    Raises:
        UnknownError: always.
    """
    _met.append(what)
    raise UnknownError(what)


def first_unknown() -> str | None:
    """What was met first in this process; None where the engine knew everything."""
    return _met[0] if _met else None


class Unanswered:
    """A member of a class that the engine has no answer for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> NoReturn:
        unknown(self._name)

    def __set__(self, instance: object, value: object) -> NoReturn:
        unknown(self._name)
