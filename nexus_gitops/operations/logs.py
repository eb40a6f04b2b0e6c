"""What the pods of an environment write, asked of the pods themselves."""

import difflib
from collections.abc import Iterator

from nexus_gitops.cluster import logs as cluster_logs
from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.logs import Extent, past, pods_by_service
from nexus_gitops.errors import UsageError
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.operations.log_lines import Level, LogLine, parse
from nexus_gitops.platform import loading


def read(
    api: Api, environment: str, service: str, extent: Extent, *, follow: bool
) -> Iterator[LogLine]:
    """The lines of all pods of a service, or of all services, in the order of their time.

    Args:
        api: the cluster.
        environment: its name.
        service: its name; "" for all of them.
        extent: how much of the past is wanted.
        follow: whether to wait for more.

    Raises:
        UsageError: the environment has no such service in the cluster.
        UnreachableError: the cluster did not answer.
    """
    namespaces = namespaces_of(environment)

    def pods() -> list[KubeObject]:
        known = pods_by_service(api, namespaces)
        return (
            known.get(service, []) if service else [pod for pods in known.values() for pod in pods]
        )

    first = pods()
    if service and not first:
        raise _unknown(service, sorted(pods_by_service(api, namespaces)), environment)
    if follow:
        return cluster_logs.follow(api, pods, extent, parse)
    return past(api, first, extent, parse)


def namespaces_of(environment: str) -> tuple[str, ...]:
    """Where the Applications of an environment live, each once."""
    applications = loading.applications(environment)
    return tuple(dict.fromkeys(application.namespace for application in applications))


def level_of(text: str | None) -> Level | None:
    """The level of that name; None for none.

    Raises:
        UsageError: there is no such level.
    """
    if text is None:
        return None
    try:
        return Level(text.lower())
    except ValueError:
        raise UsageError(f"there is no level {text!r}", f"there are: {', '.join(Level)}") from None


def _unknown(service: str, known: list[str], environment: str) -> UsageError:
    near = difflib.get_close_matches(service, known, n=1)
    guess = f"did you mean {near[0]}? " if near else ""
    return UsageError(
        f"{environment} has no pod of a service {service!r} in this cluster",
        f"{guess}there are: {', '.join(known) or 'none'}",
    )
