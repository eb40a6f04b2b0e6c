"""Checks that every locked image is run by something."""

from collections.abc import Mapping, Sequence

from nexus_gitops.checks.findings import Finding, Severity
from nexus_gitops.checks.objects.fields import text
from nexus_gitops.checks.objects.pods import pod_templates
from nexus_gitops.images.image import Image
from nexus_gitops.manifests.identity import KubeObject


def check_unused_images(
    objects: Sequence[KubeObject], locked: Mapping[str, Image], environment: str
) -> tuple[Finding, ...]:
    """Rule `image-unused`: nobody would notice that a component was never composed.

    Args:
        objects: of all Applications of one environment.
        locked: the images of the environment by name.
        environment: its name, for the way out.
    """
    run = {
        text(container.body, "image")
        for pod in pod_templates(objects)
        for container in pod.containers
    }
    return tuple(
        Finding(
            object=f"Image/{name}",
            field="",
            rule="image-unused",
            message=f"no container runs {image.reference}",
            fix=f"compose what runs it, or remove {name} from {environment}.images.json",
            severity=Severity.WARNING,
        )
        for name, image in sorted(locked.items())
        if image.reference not in run
    )
