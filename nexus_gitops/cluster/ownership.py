"""Which Application what is seen in a namespace belongs to, where several share it. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from nexus_gitops.cluster.pods import is_selected
from nexus_gitops.cluster.status import Observation
from nexus_gitops.manifests.identity import KubeObject

TRACKING: Final = "argocd.argoproj.io/tracking-id"
"""Annotation by which Argo CD knows its own: `<Application>:<group>/<Kind>:<namespace>/<name>`.

Source: https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/
"""


def without_others(seen: Observation, application: str) -> Observation:
    """An observation without what other Applications have made, its pods and its warnings.

    What none of them has marked stays: somebody made it by hand, or a controller did.

    Args:
        application: its name in Argo CD.
    """
    made = (*seen.workloads, *seen.jobs, *seen.services, *seen.autoscalers)
    others = [one for one in made if _maker(one) not in ("", application)]
    selectors = [one["spec"].get("selector") or {} for one in others if one["kind"] != "Service"]
    others += [pod for pod in seen.pods if any(is_selected(one, pod) for one in selectors if one)]
    hidden = {(one["kind"], one["metadata"]["name"]) for one in others}

    def left(objects: Sequence[KubeObject]) -> list[KubeObject]:
        return [one for one in objects if (one["kind"], one["metadata"]["name"]) not in hidden]

    return replace(
        seen,
        workloads=left(seen.workloads),
        jobs=left(seen.jobs),
        pods=left(seen.pods),
        services=left(seen.services),
        autoscalers=left(seen.autoscalers),
        events=[event for event in seen.events if _about(event) not in hidden],
    )


def _maker(obj: KubeObject) -> str:
    """The Application that has marked an object; "" where none has."""
    annotations: dict[str, str] = obj["metadata"].get("annotations") or {}
    return annotations.get(TRACKING, "").partition(":")[0]


def _about(event: KubeObject) -> tuple[str, str]:
    about = event["involvedObject"]
    return about.get("kind", ""), about.get("name", "")
