"""A new value for a key of a Secret: who holds it is told, who reads it is restarted.

No value leaves this module but to the API server, and to who holds it, by its standard input.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from nexus_gitops.cluster import restarts
from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.secrets import LiveSecret
from nexus_gitops.errors import RefusedError, UsageError
from nexus_gitops.operations import live_secrets, secret_values
from nexus_gitops.operations.secret_values import State
from nexus_gitops.operations.secrets import declared_of
from nexus_gitops.platform.secrets import (
    DeclaredSecret,
    Derived,
    Generated,
    Holder,
    Key,
    Values,
)

_APPLY: Final = "make it first: nexus-gitops secrets apply --env {}"


@dataclass(frozen=True, slots=True)
class Rotated:
    """What became of a rotation.

    Attributes:
        secrets: those that have the key, as `namespace/name`.
        changed: keys that have new values.
        told: pods of the holder that know the new value.
        restarted: workloads, in order.
        previous: key under which the value before is accepted; "" for none.
        waiting: workloads whose new pods were not ready in time.
    """

    secrets: tuple[str, ...]
    changed: tuple[str, ...]
    told: tuple[str, ...]
    restarted: tuple[str, ...]
    previous: str
    waiting: tuple[str, ...]


def rotate(
    api: Api,
    environment: str,
    name: str,
    given: Values,
    *,
    seconds: float,
    on_progress: Callable[[str], None],
) -> Rotated:
    """Give a key a new value, tell who holds it, and restart who reads it.

    Interrupted at any moment, it is run again: who holds a value is told without the old one.

    Args:
        api: the cluster.
        environment: its name.
        name: of the key.
        given: its new value, by key; where there is none, one is generated.
        seconds: how long to wait for new pods, each time.
        on_progress: is told what happens.

    Raises:
        UsageError: there is no such key, it follows from others, or its value cannot be generated.
        RefusedError: the Secret is not there, or who holds the value does not take it.
        UnreachableError: the cluster did not answer.
    """
    secrets, key = _having(environment, name)
    value = _new_value(key, given)
    words = _words(key, value)
    lives = [_found(api, secret, environment) for secret in secrets]
    for secret, live in zip(secrets, lives, strict=True):
        _check_consistent(secret, key, live)
    told = _tell(api, secrets[0], key.holder, words, on_progress) if key.holder else ()
    changes = [_changes(s, key, value, live) for s, live in zip(secrets, lives, strict=True)]
    for secret, live, change in zip(secrets, lives, changes, strict=True):
        on_progress(f"changing {secret}")
        live_secrets.change(api, secret, live, change)
    changed = tuple(dict.fromkeys(name for change in changes for name in change))
    restarted, waiting = _restart(api, secrets, key.holder, changed, seconds, on_progress)
    return Rotated(tuple(map(str, secrets)), changed, told, restarted, key.previous, waiting)


def retire(
    api: Api,
    environment: str,
    name: str,
    *,
    seconds: float,
    on_progress: Callable[[str], None],
) -> Rotated:
    """Accept the value before no longer, once nobody uses it.

    Raises:
        UsageError: there is no such key, or none that goes on being accepted.
        RefusedError: the Secret is not there.
        UnreachableError: the cluster did not answer.
    """
    secrets, key = _having(environment, name)
    if not key.previous:
        raise UsageError(
            f"{name} has no second value that is accepted", "a rotation of it is done at once"
        )
    changed: list[DeclaredSecret] = []
    for secret in secrets:
        live = _found(api, secret, environment)
        if key.previous in live.values:
            live_secrets.change(api, secret, live, {key.previous: None})
            changed.append(secret)
    restarted, waiting = _restart(api, changed, None, (key.previous,), seconds, on_progress)
    keys = (key.previous,) if changed else ()
    return Rotated(tuple(map(str, secrets)), keys, (), restarted, "", waiting)


def _having(environment: str, name: str) -> tuple[tuple[DeclaredSecret, ...], Key]:
    """The Secrets that have a key, the first Application's first, and what is known of it."""
    declared = declared_of(environment)
    if not declared:
        raise UsageError(
            f"no Secret of {environment} is made by hand", "rotate it where its values come from"
        )
    secret_values.check_known(declared, (name,))
    having = tuple(one for one in declared if any(key.name == name for key in one.keys))
    return having, next(key for key in having[0].keys if key.name == name)


def _changes(
    secret: DeclaredSecret, key: Key, value: str, live: LiveSecret
) -> dict[str, str | None]:
    wanted = {
        key.name: value,
        **secret_values.derived_from(secret, {**live.values, key.name: value}),
    }
    if key.previous and key.name in live.values:
        wanted[key.previous] = live.values[key.name]
    return {name: new for name, new in wanted.items() if new != live.values.get(name)}


def _new_value(key: Key, given: Values) -> str:
    if key.name in given and not isinstance(key.origin, Derived):
        return given[key.name]
    match key.origin:
        case Generated():
            return secret_values.new_value(key.origin)
        case Derived(sources=sources):
            raise UsageError(
                f"{key.name} follows from {', '.join(sources)}", f"rotate {sources[0]}"
            )
        case _:
            raise UsageError(
                f"{key.name} cannot be generated",
                "write its new value into a file and name that with --from-env-file",
            )


def _check_consistent(secret: DeclaredSecret, key: Key, live: LiveSecret) -> None:
    """See that a value which somebody wrote otherwise is not replaced by one that is worked out."""
    for name, state in secret_values.states(secret, live.values).items():
        if state is State.INCONSISTENT and key.name in secret_values.sources_of(secret, name):
            raise RefusedError(
                f"{name} of Secret {secret.name} does not follow from {key.name}: somebody wrote"
                " it otherwise",
                f"take {name} out of the Secret, or rotate both by hand",
            )


def _words(key: Key, value: str) -> str:
    try:
        return key.holder.words(value) if key.holder else ""
    except ValueError as error:
        raise UsageError(f"{key.name}: {error}", "take another one") from error


def _found(api: Api, secret: DeclaredSecret, environment: str) -> LiveSecret:
    live = live_secrets.find(api, secret)
    if live is None:
        raise RefusedError(
            f"{secret.namespace} has no Secret {secret.name}", _APPLY.format(environment)
        )
    return live


def _tell(
    api: Api,
    secret: DeclaredSecret,
    holder: Holder,
    words: str,
    on_progress: Callable[[str], None],
) -> tuple[str, ...]:
    workload, pods = restarts.pods_of(api, holder.workload, secret.namespace)
    names = []
    for pod in pods:
        name = pod["metadata"]["name"]
        on_progress(f"telling {name}")
        container = pod["spec"]["containers"][0]["name"]
        done = api.execute(name, secret.namespace, container, holder.command, words)
        if done.code:
            # What it wrote may hold the value that it was told.
            raise RefusedError(
                f"{workload} does not take the new value: {holder.command[0]} ended with"
                f" {done.code} in {name}",
                "the Secret is as it was; see the logs of that pod, and run it again",
            )
        names.append(name)
    return tuple(names)


def _restart(
    api: Api,
    secrets: Sequence[DeclaredSecret],
    holder: Holder | None,
    changed: tuple[str, ...],
    seconds: float,
    on_progress: Callable[[str], None],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Restart who reads the keys, and in the end who holds the value; the names, and who waits."""
    readers = [
        reader
        for secret in secrets
        for reader in restarts.readers_of(api, secret.name, secret.namespace, changed)
    ]
    apart = holder.workload if holder else ""
    first = [one for one in readers if one.name != apart]
    last = [one for one in readers if one.name == apart and holder and holder.restarts]
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    restarted: list[str] = []
    for group in (first, last):
        for one in group:
            restarts.restart(api, one, moment)
            restarted.append(str(one))
        if waiting := restarts.wait_for(api, group, seconds, on_progress):
            return tuple(restarted), tuple(map(str, waiting))
    return tuple(restarted), ()
