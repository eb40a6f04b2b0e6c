"""The declared Secrets as they are in a cluster, each in the words that it has there.

Others see the keys by the names that the platform has for them, also of a Secret that calls one of
them `password`.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.secrets import (
    OPAQUE,
    LiveSecret,
    change_secret,
    create_secret,
    find_secret,
)
from nexus_gitops.platform.project import platform
from nexus_gitops.platform.secrets import DeclaredSecret, Login

BASIC_AUTH: Final = "kubernetes.io/basic-auth"
"""Source: https://kubernetes.io/docs/concepts/configuration/secret/#basic-authentication-secret"""
USERNAME: Final = "username"
PASSWORD: Final = "password"  # noqa: S105 -- a key


def find(api: Api, declared: DeclaredSecret) -> LiveSecret | None:
    """A Secret by the names of its keys; None where there is none.

    A login of somebody else has no password that would be ours.
    """
    live = find_secret(api, declared.name, declared.namespace)
    if live is None or declared.login is None:
        return live
    is_ours = live.values.get(USERNAME) == declared.login.user and PASSWORD in live.values
    return replace(live, values={declared.login.key: live.values[PASSWORD]} if is_ours else {})


def create(api: Api, declared: DeclaredSecret, values: Mapping[str, str]) -> None:
    """Make a Secret that is not there yet.

    Raises:
        RefusedError: the API server refuses it, as where it is there by now.
    """
    login = declared.login
    create_secret(
        api,
        declared.name,
        declared.namespace,
        as_login(login, values) if login else values,
        platform().name,
        kind=BASIC_AUTH if login else OPAQUE,
        labels=login.labels if login else {},
    )


def change(
    api: Api, declared: DeclaredSecret, before: LiveSecret, values: Mapping[str, str | None]
) -> None:
    """Set keys of a Secret; None takes one away. All of them change, or none.

    Raises:
        RefusedError: the API server refuses it, as where somebody else has changed the Secret
            since it was read.
    """
    given = {key: value for key, value in values.items() if value is not None}
    wanted = as_login(declared.login, given) if declared.login else values
    change_secret(api, declared.name, declared.namespace, before, wanted)


def as_login(login: Login, values: Mapping[str, str]) -> dict[str, str]:
    """What a login has, of the values by the platform's names."""
    return {USERNAME: login.user, PASSWORD: values[login.key]} if login.key in values else {}
