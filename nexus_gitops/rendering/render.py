"""From an environment to the text of its manifests: a pure function, the same everywhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cdk8s import App

from nexus_gitops.argocd.definitions import ArgoDefinitions
from nexus_gitops.errors import LocalError
from nexus_gitops.images.image import ImageLock
from nexus_gitops.manifests.identity import identity
from nexus_gitops.manifests.writer import to_yaml
from nexus_gitops.platform.environment import Environment, Repository
from nexus_platform.charts import Platform


@dataclass(frozen=True, slots=True)
class Rendering:
    """The manifests of one environment: text by file name.

    Attributes:
        core: what the core Application watches.
        argocd: the environment's Argo CD definitions, and the root Application.
    """

    core: Mapping[str, str]
    argocd: Mapping[str, str]


def render(env: Environment, images: ImageLock, repository: Repository) -> Rendering:
    """All manifests of `env`.

    Args:
        env: the environment.
        images: what each service runs.
        repository: the GitOps repository that the Applications name.

    Raises:
        LocalError: two objects have the same identity.
    """
    app = App()
    core = Platform(app, env, images).to_json()
    argocd = ArgoDefinitions(app, env, repository, core).to_json()
    return Rendering(core=_files(core), argocd=_files(argocd))


def _files(objects: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    files: dict[str, str] = {}
    for obj in objects:
        name = identity(obj).file_name
        if name in files:
            raise LocalError(f"two objects are {identity(obj)}", "give one of them another name")
        files[name] = to_yaml(obj)
    return dict(sorted(files.items()))
