"""The places of objects and of their pods, for checks that look at many fields."""

from nexus_gitops.checks.objects.fields import title
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.pods import Container, PodTemplate
from nexus_gitops.manifests.identity import KubeObject


def place_of(obj: KubeObject) -> Place:
    """The place of an object."""
    return Place(title(obj), "", obj)


def spec_of(pod: PodTemplate) -> Place:
    """The place of a pod's spec."""
    return Place(pod.title, pod.at("spec"), dict(pod.spec))


def body_of(pod: PodTemplate, container: Container) -> Place:
    """The place of a container."""
    return Place(pod.title, container.path, dict(container.body))
