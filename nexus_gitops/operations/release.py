"""From an environment to a release and the place where it goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from nexus_gitops.argocd.layout import (
    ARGOCD_NAMESPACE,
    ARGOCD_PATH,
    environment_path,
    root_name,
)
from nexus_gitops.manifests.identity import Identity, KubeObject
from nexus_gitops.platform.attempts import Attempts
from nexus_gitops.platform.project import platform, project
from nexus_gitops.publish import RepositoryAddress, embedded_address, parse_address, source_of
from nexus_gitops.publish.branch import check_branch
from nexus_gitops.publish.release import Release, Source
from nexus_gitops.rendering.inputs import tool_versions
from nexus_gitops.rendering.synthesis import (
    Request,
    Synthesis,
    declared_repository,
    synthesise,
    synthesise_each,
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where an environment is published.

    Attributes:
        environment: its name.
        address: the GitOps repository.
        branch: its branch.
        request: what to render, with the repository that its Applications name.
        review: whether it is published by a pull request unless it is said otherwise.
    """

    environment: str
    address: RepositoryAddress
    branch: str
    request: Request
    review: bool = False


def target_of(environment: str, repository: str | None, branch: str | None) -> Target:
    """The place where `environment` is published.

    The Applications name the repository that was asked for; otherwise the one that the
    environment declares, be it that it is pushed to by another URL, or not at all yet.

    Args:
        environment: its name.
        repository: URL or path that was asked for; None for what the environment says.
        branch: likewise.

    Raises:
        UsageError: the address or the branch is none.
    """
    declared = declared_repository(environment)
    named = declared.publish_to if repository is None else repository
    address = embedded_address(project().root) if named is None else parse_address(named)
    return Target(
        environment=environment,
        address=address,
        branch=declared.branch if branch is None else check_branch(branch),
        request=Request(
            environment, url=address.public_url if repository else "", branch=branch or ""
        ),
        review=declared.review,
    )


def synthesise_for(targets: Sequence[Target]) -> tuple[Synthesis, ...]:
    """The manifests of each target, in order."""
    return synthesise([target.request for target in targets])


def synthesise_each_for(targets: Attempts[Target]) -> Attempts[Synthesis]:
    """The manifests of each target that there is; a broken environment stops no other."""
    rendered = synthesise_each({name: target.request for name, target in targets.made.items()})
    return Attempts(rendered.made, {**targets.failed, **rendered.failed})


def release_of(synthesis: Synthesis, source: Source) -> Release:
    """The release that publishes a rendering."""
    environment = synthesis.environment
    return Release(
        environment=environment,
        files={
            **{
                f"{environment_path(environment)}/{path}": text
                for path, text in synthesis.files.items()
            },
            **{f"{ARGOCD_PATH}/{name}": text for name, text in synthesis.argocd.items()},
        },
        images=synthesis.images,
        source=source,
        tools=tool_versions(),
    )


def objects_of(environment: str) -> list[KubeObject]:
    """Everything that is rendered for an environment, of all its Applications."""
    from nexus_gitops.manifests.reader import from_yaml

    (synthesis,) = synthesise([Request(environment)])
    return [from_yaml(text, name) for name, text in synthesis.files.items()]


def root_of(target: Target) -> dict[str, str]:
    """Text by file name of the root's project and Application, in the order to apply them."""
    (synthesis,) = synthesise_for([target])
    names = [
        Identity("argoproj.io", kind, ARGOCD_NAMESPACE, root_name(platform().name)).file_name
        for kind in ("AppProject", "Application")
    ]
    return {name: synthesis.argocd[name] for name in names}


def our_source() -> Source:
    """The checkout that the platform comes from, if it is one."""
    return source_of(project().folder)
