"""From an environment to the text of its manifests: a pure function, the same everywhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cdk8s import App

from nexus_gitops.argocd.definitions import ArgoDefinitions
from nexus_gitops.errors import LocalError
from nexus_gitops.images.image import ImageLock
from nexus_gitops.manifests.identity import KubeObject, identity
from nexus_gitops.manifests.writer import to_yaml
from nexus_gitops.platform.application import Deployed
from nexus_gitops.platform.environment import Environment, Repository
from nexus_gitops.platform.helm_charts import helm_charts_of
from nexus_gitops.platform.protocol import Platform


@dataclass(frozen=True, slots=True)
class Rendering:
    """The manifests of one environment: text by file name.

    Attributes:
        applications: what each Application watches, by its name.
        objects: what the texts of `applications` hold, in their order.
        argocd: the environment's Argo CD definitions, and the root Application.
        images: reference of what each service runs, by the service's name.
    """

    applications: Mapping[str, Mapping[str, str]]
    objects: Mapping[str, Sequence[KubeObject]]
    argocd: Mapping[str, str]
    images: Mapping[str, str]


def render(
    platform: Platform[Any], env: Environment, images: ImageLock, repository: Repository
) -> Rendering:
    """All manifests of `env`.

    Args:
        platform: whose Applications are rendered.
        env: the environment.
        images: what each service runs.
        repository: the GitOps repository that the Applications name.

    Raises:
        LocalError: two Applications have the same name, or two objects of one Application the
            same identity.
    """
    app = App()
    deployed = [
        Deployed(application, application.objects(app, images).to_json())
        for application in platform.applications(env)
    ]
    definitions = ArgoDefinitions(
        app,
        platform=platform.name,
        env=env,
        repository=repository,
        deployed=deployed,
        charts=helm_charts_of(platform, env),
    )
    named = {name: _by_file(objects) for name, objects in _named(deployed, env).items()}
    return Rendering(
        applications={name: _texts(files) for name, files in named.items()},
        objects={name: list(files.values()) for name, files in named.items()},
        argocd=_texts(_by_file(definitions.to_json())),
        images={service: image.reference for service, image in sorted(images.items())},
    )


def _named(deployed: Iterable[Deployed], env: Environment) -> dict[str, Iterable[KubeObject]]:
    named: dict[str, Iterable[KubeObject]] = {}
    for one in deployed:
        name = one.application.name
        if name in named:
            raise LocalError(
                f"{env.name} has two Applications {name}", "give one of them another name"
            )
        named[name] = one.objects
    return named


def _by_file(objects: Iterable[KubeObject]) -> dict[str, KubeObject]:
    files: dict[str, KubeObject] = {}
    for obj in objects:
        name = identity(obj).file_name
        if name in files:
            raise LocalError(f"two objects are {identity(obj)}", "give one of them another name")
        files[name] = obj
    return dict(sorted(files.items()))


def _texts(files: Mapping[str, KubeObject]) -> dict[str, str]:
    return {name: to_yaml(obj) for name, obj in files.items()}
