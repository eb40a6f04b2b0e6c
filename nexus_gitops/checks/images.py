"""Checks that images are pinned as exactly as the environment demands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import text, title
from nexus_gitops.checks.objects.operated import clusters
from nexus_gitops.checks.objects.places import body_of
from nexus_gitops.checks.objects.pods import Container, PodTemplate, pod_templates
from nexus_gitops.errors import UsageError
from nexus_gitops.images.image import Image, ImagePolicy
from nexus_gitops.manifests.identity import KubeObject


def check_images(
    objects: Sequence[KubeObject], policy: ImagePolicy, environment: str
) -> tuple[Finding, ...]:
    """Rules `image-invalid`, `image-floating` and `image-pull`.

    A tag that moves brings other code without a commit.
    Source: https://argo-cd.readthedocs.io/en/stable/user-guide/best_practices/

    Args:
        objects: of one environment.
        policy: the environment's.
        environment: its name, for the way out.
    """
    return (
        *(
            finding
            for pod in pod_templates(objects)
            for container in pod.containers
            for finding in _pull(pod, container, policy)
        ),
        *(finding for use in _used(objects) for finding in _check(use, policy, environment)),
    )


def check_digests(
    objects: Sequence[KubeObject], policy: ImagePolicy, environment: str
) -> tuple[Finding, ...]:
    """Rule `image-digest`: one finding for all images, since one command mends them all.

    Args:
        objects: of one environment.
        policy: the environment's.
        environment: its name, for the way out.
    """
    missing = [
        (use, image)
        for use in _used(objects)
        if (image := _parsed(use.reference)) and not image.digest
    ]
    if not missing or policy is not ImagePolicy.DIGEST:
        return ()
    use, _ = missing[0]
    references = sorted({image.reference for _, image in missing})
    return (
        Finding(
            object=title(use.owner),
            field=use.field,
            rule="image-digest",
            message=f"{environment} demands digests, and there is none of {', '.join(references)}",
            fix=f"run `nexus-gitops images pin --env {environment}` and commit the lock file; images"
            f" of your own are there after `nexus-gitops images build --env {environment} --push`",
            namespace=text(use.owner, "metadata", "namespace"),
        ),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Use:
    """An image that an object runs, and the field that says so."""

    owner: KubeObject
    field: str
    reference: str


def _used(objects: Sequence[KubeObject]) -> Iterator[_Use]:
    for pod in pod_templates(objects):
        for container in pod.containers:
            yield _Use(pod.owner, f"{container.path}.image", text(container.body, "image"))
    for cluster in clusters(objects):
        if reference := text(cluster, "spec", "imageName"):
            yield _Use(cluster, "spec.imageName", reference)


def _pull(pod: PodTemplate, container: Container, policy: ImagePolicy) -> Iterator[Finding]:
    pull = body_of(pod, container).at("imagePullPolicy")
    if pull.value == "Never" and policy is not ImagePolicy.ANY:
        yield pull.found("image-pull", "starts on no new node", "write IfNotPresent")


def _check(use: _Use, policy: ImagePolicy, environment: str) -> Iterator[Finding]:
    try:
        image = Image.parse(use.reference)
    except UsageError as error:
        yield Finding(
            object=title(use.owner),
            field=use.field,
            rule="image-invalid",
            message=error.message,
            fix=error.hint,
        )
        return
    if policy is not ImagePolicy.ANY and image.is_floating:
        yield Finding(
            object=title(use.owner),
            field=use.field,
            rule="image-floating",
            message=f"{image.tagged} is not a full version, so the next release moves it",
            fix=f"write the full version into environments/{environment}.images.json",
        )


def _parsed(reference: str) -> Image | None:
    try:
        return Image.parse(reference)
    except UsageError:
        return None
