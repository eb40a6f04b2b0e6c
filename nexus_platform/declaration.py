"""What the components tell the tool, so that it may judge manifests that others wrote."""

from collections.abc import Iterable, Mapping, Sequence

from nexus_gitops.platform import components as declared
from nexus_platform.component import Component
from nexus_platform.composition import everywhere
from nexus_platform.edges import ApiServer, Edge, Pods, World, edges
from nexus_platform.environment import Environment
from nexus_platform.part import Part


def declaration(env: Environment, parts: Sequence[Part]) -> declared.Declaration:
    """What the components need and answer in an environment."""
    there = everywhere(env, parts)
    known = {one.name: one for components in there.values() for one in components}
    flows = edges(env, parts)
    return declared.Declaration(
        components=tuple(
            _declared(env, Pods(component.name, namespace), known, flows, near=components)
            for namespace, components in there.items()
            for component in components
            # What an operator makes pods of is in no manifest.
            if component.image_names and component.operator is None
        ),
        host=env.entry.host,
        controller=env.entry.dialect.namespace,
    )


def _declared(
    env: Environment,
    pods: Pods,
    known: Mapping[str, Component],
    flows: Iterable[Edge],
    *,
    near: Sequence[Component],
) -> declared.Component:
    component = known[pods.component]
    connects = tuple(need for need in component.needs if isinstance(need, str) and need in known)
    return declared.Component(
        name=component.name,
        namespace=pods.namespace,
        image=component.image_names[0],
        port=component.port,
        alive=component.alive,
        ready=component.ready,
        boot_seconds=component.boot_seconds,
        path=component.path,
        connects=connects,
        outside=tuple(
            edge.port
            for edge in flows
            if edge.source == pods and isinstance(edge.target, World | ApiServer)
        ),
        # Whom it connects to in its namespace, it finds by the settings that those add.
        settings={
            name: value
            for need in connects
            if known[need] in near
            for name, value in known[need].settings(env).items()
        },
        secret_keys=component.secret_keys(env),
        folders=component.folders,
        user=component.user,
        is_scaled=component.size(env).scaling is not None,
    )
