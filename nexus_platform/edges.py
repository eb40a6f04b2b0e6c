"""Every connection between the components, from what each says it needs; all else is denied.

One table for all parts: what enforces it, in whatever way, is made of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from nexus_platform.component import (
    Beyond,
    Component,
    ControlPlane,
    EveryMetrics,
    Internet,
    Need,
)
from nexus_platform.environment import Environment
from nexus_platform.part import Part


@dataclass(frozen=True, slots=True)
class Pods:
    """The pods of one component, and the namespace that they are in."""

    component: str
    namespace: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """All pods of a namespace that is not ours."""

    namespace: str


@dataclass(frozen=True, slots=True)
class World:
    """Every address that is not private."""


@dataclass(frozen=True, slots=True)
class ApiServer:
    """The API server of the cluster, which is no pod."""


End = Pods | AllOf | World | ApiServer
WORLD: Final = World()
_API_SERVER_PORTS: Final = (443, 6443)
"""Where it listens: which of the two a policy sees is the network plugin's affair."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A connection that one end opens to a port of the other, by TCP."""

    source: End
    target: End
    port: int

    def touches(self, namespace: str) -> bool:
        """Whether one of its ends is a component in a namespace."""
        return any(
            isinstance(end, Pods) and end.namespace == namespace
            for end in (self.source, self.target)
        )


def edges(env: Environment, parts: Iterable[Part]) -> tuple[Edge, ...]:
    """What an environment's components need.

    Raises:
        ValueError: a component needs one that there is not, or that listens nowhere.
    """
    known = _Known(env, tuple(parts))
    entry = AllOf(env.entry.dialect.namespace)
    return (
        *(
            Edge(entry, known.pods(component.name), known.port(component.name))
            for component in known.wanted
            if component.path
        ),
        *(edge for component in known.wanted for edge in known.needed_by(component)),
        *(
            Edge(AllOf(env.watched_from), known.pods(component.name), component.metrics.port)
            for component in known.wanted
            if component.metrics and env.watched_from
        ),
        *(
            Edge(
                AllOf(env.scaling.operator), known.pods(component.name), known.port(component.name)
            )
            for component in known.wanted
            if component.load and env.scaling
        ),
        *(edge for component in known.wanted for edge in known.looked_after(component)),
    )


class _Known:
    def __init__(self, env: Environment, parts: tuple[Part, ...]) -> None:
        self._env = env
        self._namespaces = {
            component.name: part.namespace(env) for part in parts for component in part.of(env)
        }
        self._ports = {c.name: c.port for part in parts for c in part.components}
        self.wanted = [component for part in parts for component in part.of(env)]

    def pods(self, component: str) -> Pods:
        return Pods(component, self._namespaces[component])

    def port(self, component: str) -> int:
        port = self._ports[component]
        if port is None:
            raise ValueError(f"{component} listens on no port; give the component one")
        return port

    def needed_by(self, component: Component) -> Iterator[Edge]:
        source = self.pods(component.name)
        for need in component.needs:
            yield from self._edge(source, need)

    def looked_after(self, component: Component) -> Iterator[Edge]:
        if component.operator is None or not (name := component.operator.namespace(self._env)):
            return
        pods = self.pods(component.name)
        for port in component.operator.ports:
            yield Edge(AllOf(name), pods, port)
            yield Edge(pods, pods, port)

    def _edge(self, source: Pods, need: Need) -> Iterator[Edge]:
        match need:
            case Internet(port, wanted):
                if wanted(self._env):
                    yield Edge(source, WORLD, port)
            case Beyond(namespace, port):
                if name := namespace(self._env):
                    yield Edge(source, AllOf(name), port)
            case ControlPlane():
                for port in _API_SERVER_PORTS:
                    yield Edge(source, ApiServer(), port)
            case EveryMetrics():
                for component in self.wanted:
                    if component.metrics:
                        yield Edge(source, self.pods(component.name), component.metrics.port)
            case str() if need not in self._ports:
                raise ValueError(
                    f"{source.component} needs {need}, which is no component;"
                    f" there are: {', '.join(sorted(self._ports))}"
                )
            case str() if need in self._namespaces:
                yield Edge(source, self.pods(need), self.port(need))
