"""Which values a Secret is to have, of those that it has and those that were given. Pure but for
the chance in what is generated.
"""

import difflib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from nexus_gitops.errors import UsageError
from nexus_gitops.platform.secrets import DeclaredSecret, Derived, Generated, Key, Values

_NOTHING: Final[Values] = {}


class Action(StrEnum):
    """What becomes of a key."""

    GENERATED = "generated"
    GIVEN = "given"
    DERIVED = "derived"
    KEPT = "kept"
    SHARED = "shared"
    """It has the value that another Secret has under that key."""
    DIFFERS = "differs"
    """It has another value than the one that was given, and keeps it."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What becomes of the keys of one Secret.

    Attributes:
        actions: by key.
        values: what is to be set, by key.
    """

    actions: Mapping[str, Action]
    values: Values = field(repr=False)


class State(StrEnum):
    """How a key is."""

    PRESENT = "present"
    MISSING = "missing"
    EMPTY = "empty"
    INCONSISTENT = "inconsistent"
    """It does not follow from what it is to follow from."""


def plan_all(
    declared: Sequence[DeclaredSecret], present: Sequence[Values], given: Values
) -> tuple[Planned, ...]:
    """Everything that is missing of several Secrets, in which one key has one value.

    Raises:
        UsageError: see `plan`.
    """
    shared: dict[str, str] = {}
    for values in reversed(present):
        shared |= {key: value for key, value in values.items() if value}
    planned = []
    for secret, values in zip(declared, present, strict=True):
        planned.append(plan(secret, values, given, shared))
        shared = {**planned[-1].values, **shared}
    return tuple(planned)


def plan(
    declared: DeclaredSecret, present: Values, given: Values, shared: Values = _NOTHING
) -> Planned:
    """Everything that is missing of a Secret; nothing that it has changes.

    Args:
        declared: the Secret.
        present: the values that it has.
        given: those that somebody gave, by key.
        shared: those that other Secrets have, by key; they go before what is given.

    Raises:
        UsageError: a value is missing that only somebody else knows.
    """
    have = {key: value for key, value in present.items() if value}
    actions: dict[str, Action] = {}
    added: dict[str, str] = {}
    missing: list[str] = []
    for key in _sources_first(declared.keys):
        wanted = given.get(key.name)
        if key.name in have:
            differs = wanted is not None and wanted != have[key.name]
            actions[key.name] = Action.DIFFERS if differs else Action.KEPT
            continue
        match key.origin:
            case _ if key.name in shared:
                added[key.name], actions[key.name] = shared[key.name], Action.SHARED
            case _ if wanted is not None:
                added[key.name], actions[key.name] = wanted, Action.GIVEN
            case Generated():
                added[key.name], actions[key.name] = new_value(key.origin), Action.GENERATED
            case Derived(sources=sources, value=value) if {*have, *added} >= set(sources):
                added[key.name], actions[key.name] = value({**have, **added}), Action.DERIVED
            case _:
                missing.append(key.name)
    if missing:
        raise UsageError(
            f"Secret {declared.name} of {declared.namespace} lacks {', '.join(missing)}, which"
            " cannot be generated",
            "write it into a file and name that with --from-env-file",
        )
    return Planned({key.name: actions[key.name] for key in declared.keys}, added)


def states(declared: DeclaredSecret, present: Values) -> Mapping[str, State]:
    """How each key of a Secret is."""
    return {key.name: _state(key, present) for key in declared.keys}


def derived_from(declared: DeclaredSecret, values: Values) -> dict[str, str]:
    """The values that follow from others, worked out anew."""
    return {
        key.name: key.origin.value(values)
        for key in declared.keys
        if isinstance(key.origin, Derived) and values.keys() >= set(key.origin.sources)
    }


def sources_of(declared: DeclaredSecret, name: str) -> tuple[str, ...]:
    """The keys that a key follows from; none where it does not."""
    (origin,) = (key.origin for key in declared.keys if key.name == name)
    return origin.sources if isinstance(origin, Derived) else ()


def new_value(origin: Generated) -> str:
    """A value at random."""
    return secrets.token_hex(origin.size)


def check_known(declared: Sequence[DeclaredSecret], given: Iterable[str]) -> None:
    """See that every variable that was given is a key of a Secret.

    Raises:
        UsageError: one is not; the nearest name is in the hint.
    """
    known = [key.name for secret in declared for key in secret.keys]
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            guess = f"did you mean {near[0]}? " if near else ""
            raise UsageError(
                f"no Secret has a key {name!r}", f"{guess}there are: {', '.join(sorted(known))}"
            )


def _sources_first(keys: Sequence[Key]) -> list[Key]:
    return sorted(keys, key=lambda key: isinstance(key.origin, Derived))


def _state(key: Key, present: Values) -> State:
    value = present.get(key.name)
    if value is None:
        return State.MISSING
    if not value:
        return State.EMPTY
    match key.origin:
        case Derived(sources=sources, value=derive) if present.keys() >= set(sources):
            return State.PRESENT if derive(present) == value else State.INCONSISTENT
        case _:
            return State.PRESENT
