"""The images that containers run."""

from nexus_gitops.checks.objects.fields import text
from nexus_gitops.checks.objects.pods import Container
from nexus_gitops.errors import UsageError
from nexus_gitops.images.image import Image


def repository_of(container: Container) -> str:
    """Where the image of a container is, as `docker.io/library/redis`; "" where it is none."""
    try:
        return Image.parse(text(container.body, "image")).repository
    except UsageError:
        return ""


def program_of(container: Container) -> str:
    """The last part of that, as `redis`."""
    return repository_of(container).rpartition("/")[2]
