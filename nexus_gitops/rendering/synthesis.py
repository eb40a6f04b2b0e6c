"""Renderings of environments, worked out once: the same inputs are never rendered twice."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import unified_diff
from itertools import chain
from typing import Any

from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.platform import loading
from nexus_gitops.platform.attempts import Attempts
from nexus_gitops.platform.helm_charts import helm_charts_of
from nexus_gitops.platform.neighbour import Neighbour, Place
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering import cache
from nexus_gitops.rendering.engine import Engine
from nexus_gitops.rendering.inputs import key_of, key_of_environment
from nexus_gitops.rendering.process import render_all

_RENDERINGS = "renderings"
_DEFINITIONS = "definitions"
_REPOSITORIES = "repositories"
_NEIGHBOURS = "neighbours"
_OBJECTS = "objects"

Rendered = Mapping[str, Any]
"""`asdict` of a `render.Rendering`."""


@dataclass(frozen=True, slots=True)
class Request:
    """One environment to render.

    Attributes:
        environment: its name.
        url: of the GitOps repository that its Applications name; "" for the declared one.
        branch: likewise.
    """

    environment: str
    url: str = ""
    branch: str = ""


@dataclass(frozen=True, slots=True)
class DeclaredRepository:
    """What an environment says of its GitOps repository; see `environment.Repository`."""

    url: str
    branch: str
    publish_to: str | None
    review: bool


@dataclass(frozen=True, slots=True)
class Synthesis:
    """The manifests of one environment, and how they came about.

    Attributes:
        environment: its name.
        applications: text by file name of what each Application watches, by its name.
        argocd: text by file name of the Argo CD definitions.
        images: reference of what each service runs, by the service's name.
        key: hash of everything that they depend on.
        rendered: whether they were rendered now, and not found in the cache.
        branch: that was asked for; "" for the one that the environment declares.
    """

    environment: str
    applications: Mapping[str, Mapping[str, str]]
    argocd: Mapping[str, str]
    images: Mapping[str, str]
    key: str
    rendered: bool
    branch: str = ""

    @property
    def files(self) -> dict[str, str]:
        """Text by path below the environment's folder, as `core/apps_deployment_redis.yaml`."""
        return {
            f"{application}/{name}": text
            for application, files in self.applications.items()
            for name, text in files.items()
        }


def synthesise(requests: Sequence[Request], engine: Engine = Engine.FAST) -> tuple[Synthesis, ...]:
    """The requested environments, in order; those not in the cache in one process.

    One rendering serves whatever repository the Applications name.

    Raises:
        LocalError: a render failed; what was rendered beside it is kept.
    """
    names = tuple(dict.fromkeys(request.environment for request in requests))
    found, rendered = _rendered(names, engine)
    renderings = found.all_made()
    return tuple(
        _synthesis(request, engine, renderings[request.environment], rendered)
        for request in requests
    )


def synthesise_each(
    requests: Mapping[str, Request], engine: Engine = Engine.FAST
) -> Attempts[Synthesis]:
    """The environments by their names; a broken one stops no other."""
    found, rendered = _rendered(tuple(requests), engine)
    return found.then(lambda name, one: _synthesis(requests[name], engine, one, rendered))


def as_declared(names: Iterable[str]) -> dict[str, Request]:
    """Requests of environments with the repositories that they declare, by their names."""
    return {name: Request(name) for name in names}


def _rendered(
    names: Sequence[str], engine: Engine
) -> tuple[Attempts[Rendered], Mapping[str, Rendered]]:
    """The renderings of environments, and those of them that were not in the cache."""
    entries = {name: cache.read(_RENDERINGS, key_of_environment(name, engine)) for name in names}
    kept: dict[str, Rendered] = {name: entry for name, entry in entries.items() if entry}
    missing = [name for name in names if name not in kept]
    new: Attempts[dict[str, Any]] = render_all(missing, engine) if missing else Attempts({}, {})
    cache.write(_OBJECTS, _objects_of(new.made.values()))
    cache.write(
        _RENDERINGS,
        {key_of_environment(name, engine): answer for name, answer in new.made.items()},
    )
    found = {**kept, **new.made}
    return Attempts({name: found[name] for name in names if name in found}, new.failed), new.made


def _synthesis(
    request: Request, engine: Engine, rendering: Rendered, rendered: Container[str]
) -> Synthesis:
    return Synthesis(
        environment=request.environment,
        applications=rendering["applications"],
        argocd=_definitions(request, engine, rendering["argocd"]),
        images=rendering["images"],
        key=key_of_environment(request.environment, engine, request.url, request.branch),
        rendered=request.environment in rendered,
        branch=request.branch,
    )


def differences(one: Synthesis, other: Synthesis) -> list[str]:
    """Lines of a unified diff between two renderings of one environment; none if they agree."""
    return [
        line.rstrip("\n")
        for before, after in ((one.files, other.files), (one.argocd, other.argocd))
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
        for line in unified_diff(
            before.get(name, "").splitlines(keepends=True),
            after.get(name, "").splitlines(keepends=True),
            fromfile=f"{one.environment}/{name}",
            tofile=f"{other.environment}/{name}",
        )
    ]


def objects_in(files: Mapping[str, str]) -> list[KubeObject]:
    """What the manifests in text by file name hold, in order; read as YAML only where it must be.

    Raises:
        LocalError: one is no Kubernetes object.
    """
    kept: list[KubeObject] | None = cache.read(_OBJECTS, _key_of_texts(files))
    if kept is None:
        from nexus_gitops.manifests.reader import from_yaml

        kept = [from_yaml(text, name) for name, text in files.items()]
    return kept


def _objects_of(answers: Iterable[dict[str, Any]]) -> dict[str, list[KubeObject]]:
    """The objects of renderings for whoever checks them, apart from what others read."""
    return {
        _key_of_texts(files): objects[application]
        for answer in answers
        for objects in [answer.pop("objects")]
        for application, files in answer["applications"].items()
    }


def _key_of_texts(files: Mapping[str, str]) -> str:
    return key_of(*chain.from_iterable(files.items()))


def declared_repository(environment: str) -> DeclaredRepository:
    """The GitOps repository of an environment, kept so that it need not be loaded for it.

    Raises:
        UsageError: there is no such environment.
        LocalError: it is not valid.
    """
    return DeclaredRepository(**_kept(_REPOSITORIES, environment, _repository_of))


def declared_neighbour(environment: str) -> Neighbour:
    """What of an environment matters to the others, kept likewise.

    Raises:
        UsageError: there is no such environment.
        LocalError: it is not valid, or its images are not locked: it is of no matter then.
    """
    kept = _kept(_NEIGHBOURS, environment, _neighbour_of)
    return Neighbour(
        name=kept["name"],
        applications=tuple(Place(**place) for place in kept["applications"]),
        hosts=tuple(kept["hosts"]),
    )


def _kept(
    kind: str, environment: str, make: Callable[[str], Mapping[str, Any]]
) -> Mapping[str, Any]:
    key = key_of_environment(environment)
    kept: Mapping[str, Any] | None = cache.read(kind, key)
    if kept is None:
        kept = make(environment)
        cache.write(kind, {key: kept})
    return kept


def _repository_of(environment: str) -> Mapping[str, Any]:
    from msgspec import to_builtins

    said: dict[str, Any] = to_builtins(loading.load(environment).repository)
    return said


def _neighbour_of(environment: str) -> Mapping[str, Any]:
    env = loading.load(environment)
    loading.images(environment)
    charts = helm_charts_of(platform(), env)
    places = [
        *(one.place for one in loading.applications(environment)),
        *(Place(one.name, one.namespace, one.destination) for one in charts),
    ]
    return asdict(Neighbour(env.name, places, env.hosts))


def _definitions(
    request: Request, engine: Engine, rendered: Mapping[str, str]
) -> Mapping[str, str]:
    """The Argo CD definitions, which name the repository that was asked for."""
    if not request.url and not request.branch:
        return rendered
    key = key_of_environment(*asdict(request).values(), engine)
    kept: dict[str, str] | None = cache.read(_DEFINITIONS, key)
    if kept is None:
        from nexus_gitops.argocd.repository import Named, renamed

        declared = declared_repository(request.environment)
        before = Named(declared.url, declared.branch)
        after = Named(request.url or declared.url, request.branch or declared.branch)
        kept = renamed(rendered, before, after)
        cache.write(_DEFINITIONS, {key: kept})
    return kept
