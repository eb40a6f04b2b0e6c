"""Renderings of environments, worked out once: the same inputs are never rendered twice."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import unified_diff

from nexus_gitops.rendering import cache
from nexus_gitops.rendering.worker import Engine, Request, render_all

_KIND = "renderings"
_DECLARED_KIND = "repositories"


@dataclass(frozen=True, slots=True)
class DeclaredRepository:
    """What an environment says of its GitOps repository; see `environment.Repository`."""

    url: str
    branch: str
    publish_to: str | None


@dataclass(frozen=True, slots=True)
class Synthesis:
    """The manifests of one environment, and how they came about.

    Attributes:
        environment: its name.
        applications: text by file name of what each Application watches, by its name.
        argocd: text by file name of the Argo CD definitions.
        key: hash of everything that they depend on.
        rendered: whether they were rendered now, and not found in the cache.
    """

    environment: str
    applications: Mapping[str, Mapping[str, str]]
    argocd: Mapping[str, str]
    key: str
    rendered: bool

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

    Raises:
        LocalError: a render failed.
    """
    keys = {request: cache.key_of(engine, *asdict(request).values()) for request in requests}
    kept = {request: cache.read(_KIND, key) for request, key in keys.items()}
    found = {request: rendering for request, rendering in kept.items() if rendering is not None}
    missing = [request for request in keys if request not in found]
    if missing:
        for request, rendering in zip(missing, render_all(missing, engine), strict=True):
            cache.write(_KIND, keys[request], rendering)
            found[request] = rendering
    return tuple(
        Synthesis(
            environment=request.environment,
            applications=found[request]["applications"],
            argocd=found[request]["argocd"],
            key=keys[request],
            rendered=request in missing,
        )
        for request in requests
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


def declared_repository(environment: str) -> DeclaredRepository:
    """The GitOps repository of an environment, kept so that it need not be loaded for it.

    Raises:
        UsageError: there is no such environment.
        LocalError: it is not valid.
    """
    key = cache.key_of(environment)
    kept = cache.read(_DECLARED_KIND, key)
    if kept is None:
        from nexus_gitops.platform import loading

        kept = loading.load(environment).repository.model_dump()
        cache.write(_DECLARED_KIND, key, kept)
    return DeclaredRepository(**kept)
