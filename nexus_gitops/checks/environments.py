"""Checks what can only be seen with all environments side by side."""

from collections.abc import Iterator, Sequence

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import group, is_a, items, name, text, title
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.kinds import is_namespaced
from nexus_gitops.platform.application import Application, Deployed
from nexus_gitops.platform.environment import Environment
from nexus_gitops.platform.helm_charts import HelmChart
from nexus_gitops.platform.neighbour import Neighbour, Place


def check_places(
    env: Environment, deployed: Sequence[Deployed], neighbours: Sequence[Neighbour]
) -> tuple[Finding, ...]:
    """Rules `environment-place`, `environment-object` and `environment-host`.

    Two environments in one namespace of one cluster, or with one object that lives in none,
    own the same objects and undo each other's work without end (argo-cd#7156). Of two
    Ingresses with one host the controller follows the older.

    Args:
        env: the environment.
        deployed: its Applications.
        neighbours: the environments that it must not get in the way of.
    """
    return tuple(
        finding
        for one in deployed
        for neighbour in neighbours
        for other in neighbour.applications
        if neighbour.name != env.name and other.destination == one.application.destination
        for finding in (
            *_place(one.application, neighbour, other),
            *_shared(env, one, neighbour, other),
            *_hosts(one, neighbour, other),
        )
    )


def check_chart_places(
    env: Environment, charts: Sequence[HelmChart], neighbours: Sequence[Neighbour]
) -> tuple[Finding, ...]:
    """Rule `environment-place`, of charts of others: each is brought once into a cluster.

    Args:
        env: the environment.
        charts: that it has.
        neighbours: the environments that it must not get in the way of.
    """
    return tuple(
        Finding(
            object=f"Namespace/{chart.namespace}",
            field="metadata.name",
            rule="environment-place",
            message=f"environment {neighbour.name} brings {chart.chart} there too, on"
            f" {chart.destination}",
            fix="let one environment of a cluster bring it",
        )
        for chart in charts
        for neighbour in neighbours
        if neighbour.name != env.name
        for other in neighbour.applications
        if (other.name, other.namespace, other.destination)
        == (chart.name, chart.namespace, chart.destination)
    )


def _place(application: Application, neighbour: Neighbour, other: Place) -> Iterator[Finding]:
    if other.namespace == application.namespace:
        yield Finding(
            object=f"Namespace/{application.namespace}",
            field="metadata.name",
            rule="environment-place",
            message=f"environment {neighbour.name} runs in it too, on {application.destination}",
            fix="give each environment a namespace or a cluster of its own",
        )


def _shared(
    env: Environment, deployed: Deployed, neighbour: Neighbour, other: Place
) -> Iterator[Finding]:
    """The other environment has the same Application, so it renders the like."""
    if other.name != deployed.application.name:
        return
    own = (f"{env.namespace}-", f"{deployed.application.namespace}-")
    for obj in deployed.objects:
        is_shared = not is_namespaced(group(obj), str(obj["kind"]))
        if is_shared and not f"{name(obj)}-".startswith(own):
            yield Finding(
                object=title(obj),
                field="metadata.name",
                rule="environment-object",
                message=f"lives in no namespace, and environment {neighbour.name} on"
                f" {other.destination} would own it too",
                fix=f"begin its name with {env.namespace}",
            )


def _hosts(deployed: Deployed, neighbour: Neighbour, other: Place) -> Iterator[Finding]:
    if other.name == deployed.application.name:
        for obj in deployed.objects:
            yield from _host(neighbour, obj)


def _host(other: Neighbour, obj: KubeObject) -> Iterator[Finding]:
    for index, rule in items(obj, "spec", "rules"):
        host = text(rule, "host")
        if is_a(obj, "networking.k8s.io", "Ingress") and host in other.hosts:
            yield Finding(
                object=title(obj),
                field=f"spec.rules[{index}].host",
                rule="environment-host",
                message=f"{host} leads to environment {other.name} as well",
                fix="give each environment a host of its own",
            )
