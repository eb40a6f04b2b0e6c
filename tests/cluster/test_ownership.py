"""Two Applications in one namespace are each told their own."""

from typing import Any

from nexus_gitops.cluster.ownership import TRACKING, without_others
from nexus_gitops.cluster.status import Observation

CORE, SCALING = "nexus-dev-core", "nexus-dev-scaling"


def made(kind: str, name: str, application: str, **spec: Any) -> dict[str, Any]:
    marked = {TRACKING: f"{application}:apps/{kind}:nexus/{name}"} if application else {}
    return {"kind": kind, "metadata": {"name": name, "annotations": marked}, "spec": spec}


def pod(name: str, **labels: str) -> dict[str, Any]:
    return {"kind": "Pod", "metadata": {"name": name, "labels": labels}}


def event(kind: str, name: str) -> dict[str, Any]:
    return {"involvedObject": {"kind": kind, "name": name}, "metadata": {}}


SEEN = Observation(
    application=None,
    workloads=[made("Deployment", "web", CORE, selector={"matchLabels": {"app": "web"}})],
    jobs=[made("Job", "by-hand", "", selector={"matchLabels": {"job": "1"}})],
    pods=[pod("web-1", app="web"), pod("by-hand-1", job="1")],
    services=[made("Service", "web", CORE, selector={"app": "web"})],
    autoscalers=[made("HorizontalPodAutoscaler", "web", SCALING)],
    events=[event("Pod", "web-1"), event("HorizontalPodAutoscaler", "web"), event("Job", "other")],
)


def names(objects: Any) -> list[str]:
    return [one["metadata"]["name"] for one in objects]


def test_pods_and_warnings_go_with_what_another_application_has_made() -> None:
    scaling = without_others(SEEN, SCALING)
    assert (names(scaling.workloads), names(scaling.services)) == ([], [])
    assert names(scaling.pods) == ["by-hand-1"]
    assert names(scaling.autoscalers) == ["web"]
    assert [one["involvedObject"]["name"] for one in scaling.events] == ["web", "other"]


def test_what_nobody_has_marked_is_seen_with_each() -> None:
    core = without_others(SEEN, CORE)
    assert names(core.pods) == ["web-1", "by-hand-1"]
    assert names(core.jobs) == names(without_others(SEEN, SCALING).jobs) == ["by-hand"]
    assert names(core.autoscalers) == []
