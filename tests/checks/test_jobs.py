"""Argo CD can run a Job again: as a hook in every sync, or under another name."""

from copy import deepcopy
from typing import Any

from nexus_constructs.checksum import content_checksum
from nexus_gitops.checks.jobs import check_jobs

ANNOTATIONS = ("metadata", "annotations")
HOOK = (*ANNOTATIONS, "argocd.argoproj.io/hook")
POLICY = (*ANNOTATIONS, "argocd.argoproj.io/hook-delete-policy")


def test_a_plain_job_is_found(environment: Any, where: Any) -> None:
    found = check_jobs(environment.without_field("Job/migrate", HOOK))
    assert where(found) == [("Job/migrate", "job-hook", ".".join(HOOK))]


def test_a_plain_job_that_is_named_after_its_content_is_another_one_when_it_changes(
    environment: Any,
) -> None:
    job = environment["Job/migrate"]
    del job["metadata"]["annotations"][HOOK[-1]]
    job["spec"]["template"]["spec"]["containers"][0]["image"] = "registry.example.com/m:1.0.0"
    job["metadata"]["name"] = f"migrate-{content_checksum(job['spec'])}"
    assert check_jobs([job]) == ()

    job["spec"]["backoffLimit"] = 7
    (finding,) = check_jobs([job])
    assert finding.rule == "job-hook"
    assert content_checksum(job["spec"]) in finding.fix


def test_a_job_before_its_own_references_is_found(environment: Any, where: Any) -> None:
    found = check_jobs(environment.with_field("Job/migrate", HOOK, "PreSync"))
    assert where(found) == [("Job/migrate", "job-hook", ".".join(HOOK))]
    assert found[0].message.startswith("PreSync")


def test_a_job_that_is_deleted_too_early_is_found(environment: Any, where: Any) -> None:
    found = check_jobs(environment.with_field("Job/migrate", POLICY, "HookSucceeded"))
    assert where(found) == [("Job/migrate", "job-delete-policy", ".".join(POLICY))]


def test_the_default_delete_policy_is_the_right_one(environment: Any) -> None:
    assert check_jobs(environment.without_field("Job/migrate", POLICY)) == ()


def test_a_job_that_deletes_itself_is_found(environment: Any, where: Any) -> None:
    place = "spec.ttlSecondsAfterFinished"
    found = check_jobs(environment.with_field("Job/migrate", place, 100))
    assert where(found) == [("Job/migrate", "job-ttl", place)]


def test_a_job_without_a_deadline_is_found(environment: Any, where: Any) -> None:
    place = "spec.activeDeadlineSeconds"
    found = check_jobs(environment.without_field("Job/migrate", place))
    assert where(found) == [("Job/migrate", "job-deadline", place)]


def test_a_job_with_an_image_of_its_own_is_found(environment: Any, where: Any) -> None:
    place = "spec.template.spec.containers[0].image"
    found = check_jobs(environment.with_field("Job/migrate", place, "registry.example.com/m:1.0.0"))
    assert where(found) == [("Job/migrate", "job-image", place)]


def test_a_hook_may_have_an_image_of_its_own_before_one_that_has_none(
    environment: Any, where: Any
) -> None:
    def hook(wave: str) -> Any:
        job = deepcopy(environment["Job/migrate"])
        job["metadata"]["name"] = "safeguard"
        job["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"] = wave
        job["spec"]["template"]["spec"]["containers"][0]["image"] = "registry.example.com/m:1.0.0"
        return job

    assert check_jobs(environment.plus(hook("-5"))) == ()
    place = "spec.template.spec.containers[0].image"
    assert where(check_jobs(environment.plus(hook("50")))) == [
        ("Job/safeguard", "job-image", place)
    ]


def test_a_cron_job_is_no_hook(environment: Any) -> None:
    job = environment["Job/migrate"]
    cron = {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": "backup"},
        "spec": {"jobTemplate": {"spec": job["spec"]}},
    }
    assert check_jobs(environment.plus(cron)) == ()


def test_a_deadline_in_which_nothing_starts_is_found(environment: Any, where: Any) -> None:
    place = "spec.activeDeadlineSeconds"
    found = check_jobs(environment.with_field("Job/migrate", place, 5))
    assert where(found) == [("Job/migrate", "job-deadline", place)]


def test_a_job_that_would_start_the_server_is_found(environment: Any, where: Any) -> None:
    command = "spec.template.spec.containers[0].command"
    server = environment.without_field("Job/migrate", command)
    assert where(check_jobs(server)) == [("Job/migrate", "job-command", command)]
