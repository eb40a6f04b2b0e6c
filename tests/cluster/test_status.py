"""The verdict about an environment, from what the API server says."""

from typing import Any

from nexus_gitops.cluster.status import Observation, Verdict, status_of

NEW, OLD = "1" * 40, "2" * 40


def application(
    sync: str = "Synced", health: str = "Healthy", phase: str = "Succeeded", **status: Any
) -> dict[str, Any]:
    return {
        "metadata": {"name": "nexus-dev-core"},
        "status": {
            "sync": {"status": sync},
            "health": {"status": health},
            "operationState": {"phase": phase, "message": "words"},
            **status,
        },
    }


def deployment(ready: int = 1, updated: int = 1, replicas: int = 1) -> dict[str, Any]:
    return {
        "kind": "Deployment",
        "metadata": {"name": "web", "generation": 2},
        "spec": {"replicas": replicas, "selector": {"matchLabels": {"app": "web"}}},
        "status": {"readyReplicas": ready, "updatedReplicas": updated, "observedGeneration": 2},
    }


def pod(labels: dict[str, str] | None = None, **status: Any) -> dict[str, Any]:
    return {"metadata": {"name": "web-1", "labels": labels or {"app": "web"}}, "status": status}


def waiting(reason: str) -> dict[str, Any]:
    return {"containerStatuses": [{"name": "web", "state": {"waiting": {"reason": reason}}}]}


def observed(**differences: Any) -> Observation:
    known: dict[str, Any] = {
        "application": application(),
        "workloads": [deployment()],
        "published": NEW,
        "running": NEW,
        "tried": NEW,
    }
    return Observation(**{**known, **differences})


def test_all_well_is_healthy() -> None:
    status = status_of(observed())
    assert (status.verdict, status.reasons) == (Verdict.HEALTHY, ())


def test_what_is_not_published_or_bootstrapped_is_not_there_yet() -> None:
    status = status_of(Observation(None))
    assert status.verdict is Verdict.PROGRESSING
    assert any("publish" in reason for reason in status.reasons)
    assert any("bootstrap" in reason for reason in status.reasons)


def test_a_healthy_older_release_is_not_the_published_one() -> None:
    status = status_of(observed(tried=OLD, running=OLD))
    assert status.verdict is Verdict.PROGRESSING
    assert NEW[:12] in status.reasons[0]


def test_argo_cds_own_words_count() -> None:
    for words in (
        {"sync": "OutOfSync"},
        {"health": "Progressing"},
        {"phase": "Running"},
        {"phase": "Terminating"},
    ):
        assert status_of(observed(application=application(**words))).verdict is Verdict.PROGRESSING
    for words in ({"health": "Degraded"}, {"phase": "Failed"}):
        assert status_of(observed(application=application(**words))).verdict is Verdict.DEGRADED
    broken = application(conditions=[{"type": "ComparisonError", "message": "no such branch"}])
    assert status_of(observed(application=broken)).reasons == ("Argo CD: no such branch",)


def test_a_container_that_cannot_start_is_told_with_its_workload() -> None:
    status = status_of(observed(pods=[pod(**waiting("ImagePullBackOff"))]))
    assert status.verdict is Verdict.DEGRADED
    assert status.reasons == ("Deployment/web: container web: ImagePullBackOff",)


def test_a_container_that_is_being_made_is_no_failure() -> None:
    status = status_of(
        observed(workloads=[deployment(ready=0)], pods=[pod(**waiting("ContainerCreating"))])
    )
    assert status.verdict is Verdict.PROGRESSING
    assert status.reasons == ("Deployment/web: 0 of 1 pods are ready",)


def test_pods_of_others_and_pods_on_their_way_out_say_nothing() -> None:
    stranger = pod({"app": "other"}, **waiting("CrashLoopBackOff"))
    leaving = pod(**waiting("CrashLoopBackOff"))
    leaving["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    assert status_of(observed(pods=[stranger, leaving])).verdict is Verdict.HEALTHY


def test_a_failure_of_a_release_that_was_replaced_is_not_final() -> None:
    """The release that heals it is published, and Argo CD has not begun with it yet."""
    status = status_of(observed(tried=OLD, pods=[pod(**waiting("ImagePullBackOff"))]))
    assert status.verdict is Verdict.PROGRESSING


def test_a_sync_that_a_rollback_ended_before_it_changed_anything_is_no_failure() -> None:
    """Argo CD finds what was rolled back to in sync, and has no reason to sync once more."""
    ended = application(phase="Failed")
    assert status_of(observed(application=ended, operated=OLD)).verdict is Verdict.HEALTHY
    assert status_of(observed(application=ended, operated=NEW)).verdict is Verdict.DEGRADED


def test_a_pod_that_finds_no_node_is_told() -> None:
    conditions = [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable"}]
    status = status_of(observed(pods=[pod(conditions=conditions)]))
    assert status.reasons == ("Deployment/web: Unschedulable: ",)


def test_a_template_that_is_not_rolled_out_yet_is_not_up_to_date() -> None:
    behind = deployment()
    behind["status"]["observedGeneration"] = 1
    (workload,) = status_of(observed(workloads=[behind])).workloads
    assert not workload.is_ready


def test_a_failed_job_is_told() -> None:
    condition = {"type": "Failed", "status": "True", "message": "deadline exceeded"}
    job = {"metadata": {"name": "migrate"}, "status": {"conditions": [condition]}}
    assert status_of(observed(jobs=[job])).reasons == ("Job/migrate: deadline exceeded",)


def test_a_failed_job_of_a_cron_job_is_of_no_release() -> None:
    failed = {"conditions": [{"type": "Failed", "status": "True", "message": "no store"}]}
    at_set_times = {"name": "a", "ownerReferences": [{"kind": "CronJob", "name": "backup"}]}
    by_hand = {"name": "b", "annotations": {"cronjob.kubernetes.io/instantiate": "manual"}}
    jobs = [{"metadata": one, "status": failed} for one in (at_set_times, by_hand)]
    assert status_of(observed(jobs=jobs)).verdict is Verdict.HEALTHY


def test_endpoints_are_counted_once_and_services_without_any_are_shown() -> None:
    def piece(*addresses: str, ready: bool | None = True) -> dict[str, Any]:
        return {
            "metadata": {"labels": {"kubernetes.io/service-name": "web"}},
            "endpoints": [{"addresses": list(addresses), "conditions": {"ready": ready}}],
        }

    services = [{"metadata": {"name": name}} for name in ("db", "web")]
    pieces = [piece("10.0.0.1"), piece("10.0.0.1", "10.0.0.2"), piece("10.0.0.3", ready=False)]
    status = status_of(observed(services=services, endpoint_slices=pieces))
    assert [(one.service, one.ready) for one in status.endpoints] == [("db", 0), ("web", 2)]


def test_of_repeated_warnings_the_newest_is_shown_first() -> None:
    def event(reason: str, minute: int) -> dict[str, Any]:
        return {
            "metadata": {},
            "involvedObject": {"kind": "Pod", "name": "web-1"},
            "reason": reason,
            "message": f"at {minute}",
            "lastTimestamp": f"2026-01-01T00:{minute:02}:00Z",
        }

    events = [event("BackOff", 5), event("Unhealthy", 3), event("BackOff", 1)]
    warnings = status_of(observed(events=events)).warnings
    assert [(one.reason, one.message) for one in warnings] == [
        ("BackOff", "at 5"),
        ("Unhealthy", "at 3"),
    ]


def test_an_autoscaler_without_figures_may_get_them() -> None:
    condition = {"type": "ScalingActive", "status": "False", "message": "no metrics"}
    scaler = {
        "metadata": {"name": "web"},
        "spec": {"maxReplicas": 3},
        "status": {"conditions": [condition]},
    }
    status = status_of(observed(application=application(health="Degraded"), autoscalers=[scaler]))
    assert status.verdict is Verdict.PROGRESSING
    assert status.reasons[0] == "HorizontalPodAutoscaler/web: no metrics"


def test_a_cluster_without_argo_cd_is_told_as_one_and_its_pods_are_shown() -> None:
    status = status_of(observed(application=None, has_argocd=False, workloads=[deployment(0)]))
    assert status.verdict is Verdict.PROGRESSING
    assert status.reasons == (
        "there is no Argo CD in this cluster; nexus-gitops deploy brings the platform without",
        "Deployment/web: 0 of 1 pods are ready",
    )
