"""Checks that images are pinned as exactly as the environment demands."""

from collections.abc import Iterator, Sequence

from nexus_gitops.checks.objects.fields import text
from nexus_gitops.checks.objects.pods import Container, PodTemplate, pod_templates
from nexus_gitops.errors import UsageError
from nexus_gitops.findings import Finding
from nexus_gitops.images.image import Image, ImagePolicy
from nexus_gitops.manifests.identity import KubeObject


def check_images(
    objects: Sequence[KubeObject], policy: ImagePolicy, environment: str
) -> tuple[Finding, ...]:
    """Rules `image-invalid`, `image-floating` and `image-digest`.

    A tag that moves brings other code without a commit.
    Source: https://argo-cd.readthedocs.io/en/stable/user-guide/best_practices/

    Args:
        objects: of one environment.
        policy: the environment's.
        environment: its name, for the way out.
    """
    return tuple(
        finding
        for pod in pod_templates(objects)
        for container in pod.containers
        for finding in _check(pod, container, policy, environment)
    )


def _check(
    pod: PodTemplate, container: Container, policy: ImagePolicy, environment: str
) -> Iterator[Finding]:
    field = f"{container.path}.image"
    try:
        image = Image.parse(text(container.body, "image"))
    except UsageError as error:
        yield Finding(
            object=pod.title,
            field=field,
            rule="image-invalid",
            message=error.message,
            fix=error.hint,
        )
        return
    if policy is not ImagePolicy.ANY and image.is_floating:
        yield Finding(
            object=pod.title,
            field=field,
            rule="image-floating",
            message=f"{image.tagged} is not a full version, so the next release moves it",
            fix=f"write the full version into environments/{environment}.images.json",
        )
    if policy is ImagePolicy.DIGEST and not image.digest:
        yield Finding(
            object=pod.title,
            field=field,
            rule="image-digest",
            message=f"{image.reference} has no digest, and {environment} demands one",
            fix=f"run `nexus-gitops images pin --env {environment}`",
        )
