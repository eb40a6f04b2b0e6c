"""The components that a platform declares, as they are among the objects."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from nexus_gitops.checks.objects.fields import name, text
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import body_of
from nexus_gitops.checks.objects.pods import Container, PodTemplate, Role
from nexus_gitops.checks.objects.selection import PodIndex
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.platform.components import Component, Declaration

_CHECKSUM: Final = re.compile(r"-[0-9a-f]{10}\Z")


@dataclass(frozen=True, slots=True, eq=False)
class Running:
    """A component with the pods that it is.

    Attributes:
        component: as the platform declares it.
        pod: of its workload.
        container: the one of the component's name, or else the first one.
        beside: the objects of its namespace.
    """

    component: Component
    pod: PodTemplate
    container: Container
    beside: Sequence[KubeObject]

    @property
    def body(self) -> Place:
        """The place of the container."""
        return body_of(self.pod, self.container)


def running(
    declaration: Declaration, objects: Sequence[KubeObject], index: PodIndex
) -> Iterator[Running]:
    """Each component whose workload is there."""
    known = {(pod.namespace, _name(pod.owner)): pod for pod in index.all}
    for component in declaration.components:
        pod = known.get((component.namespace, component.name))
        if pod is None:
            continue
        beside = [o for o in objects if text(o, "metadata", "namespace") == pod.namespace]
        own = [one for one in pod.containers if one.role is Role.MAIN]
        named = [one for one in own if one.name == component.name]
        for container in (named or own)[:1]:
            yield Running(component, pod, container, beside)


def _name(workload: KubeObject) -> str:
    """What the component is called that it runs: a Job may end in a checksum of its content."""
    full = name(workload)
    return _CHECKSUM.sub("", full) if workload.get("kind") == "Job" else full
