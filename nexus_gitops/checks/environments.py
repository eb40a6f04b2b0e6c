"""Checks what can only be seen with all environments side by side."""

from collections.abc import Iterator, Sequence

from nexus_gitops.checks.objects.fields import group, is_a, items, name, text, title
from nexus_gitops.findings import Finding
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.kinds import is_namespaced
from nexus_gitops.platform.environment import Environment


def check_places(
    env: Environment, objects: Sequence[KubeObject], others: Sequence[Environment]
) -> tuple[Finding, ...]:
    """Rules `environment-place`, `environment-object` and `environment-host`.

    Two environments in one namespace of one cluster, or with one object that lives in none,
    own the same objects and undo each other's work without end (argo-cd#7156). Of two
    Ingresses with one host the controller follows the older.

    Args:
        env: the environment.
        objects: what it renders; the others render the like.
        others: all environments.
    """
    neighbours = [o for o in others if o.name != env.name and o.cluster == env.cluster]
    return tuple(
        finding
        for other in neighbours
        for finding in (
            *_place(env, other),
            *(found for obj in objects for found in _shared(env, other, obj)),
            *(found for obj in objects for found in _host(other, obj)),
        )
    )


def _place(env: Environment, other: Environment) -> Iterator[Finding]:
    if other.namespace == env.namespace:
        yield Finding(
            object=f"Namespace/{env.namespace}",
            field="metadata.name",
            rule="environment-place",
            message=f"environment {other.name} runs in it too, on {env.cluster}",
            fix="give each environment a namespace or a cluster of its own",
        )


def _shared(env: Environment, other: Environment, obj: KubeObject) -> Iterator[Finding]:
    is_cluster_scoped = not is_namespaced(group(obj), str(obj["kind"]))
    is_own = f"{name(obj)}-".startswith(f"{env.namespace}-")
    if is_cluster_scoped and not is_own:
        yield Finding(
            object=title(obj),
            field="metadata.name",
            rule="environment-object",
            message=f"lives in no namespace, and environment {other.name} on {env.cluster}"
            " would own it too",
            fix=f"begin its name with {env.namespace}",
        )


def _host(other: Environment, obj: KubeObject) -> Iterator[Finding]:
    for index, rule in items(obj, "spec", "rules"):
        if is_a(obj, "networking.k8s.io", "Ingress") and text(rule, "host") == other.ingress.host:
            yield Finding(
                object=title(obj),
                field=f"spec.rules[{index}].host",
                rule="environment-host",
                message=f"{other.ingress.host} leads to environment {other.name} as well",
                fix="give each environment a host of its own",
            )
