"""Checks that Argo CD can run a Job again: as a hook in every sync, or under another name."""

from collections.abc import Iterator, Sequence
from typing import Final

from nexus_constructs.checksum import content_checksum
from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import is_a, mapping, name, number, text
from nexus_gitops.checks.objects.hooks import DELETE_POLICY, HOOK, hook_phases
from nexus_gitops.checks.objects.pod_references import references
from nexus_gitops.checks.objects.pods import PodTemplate, pod_templates
from nexus_gitops.checks.waves import wave_of
from nexus_gitops.manifests.identity import KubeObject

_KEEP_UNTIL_NEXT: Final = "BeforeHookCreation"
_SHORTEST_SECONDS: Final = 20
"""What it takes to find a node, fetch an image and start a runtime."""


def check_jobs(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `job-hook`, `job-delete-policy`, `job-ttl`, `job-deadline`, `job-image`
    and `job-command`.

    - A plain Job fails the sync that changes its immutable template (argo-cd#7430), unless its
      name ends with the checksum of its spec, so that a change makes another Job.
    - It stays until its next run, so that its log can be read and self-heal does not run it
      again (argo-cd#21055, #18884).
    - Hooks are left out of Argo CD's diff, so a commit that changes a Job alone never syncs
      (argo-cd#9830); it shares its image with something that runs all the time, or comes before
      a hook that does, with which it runs.
    - One with the image of a server and no command of its own does what the server does, and
      never ends.
    - A PreSync hook runs before anything else is there, so it can't refer to an object of
      the same Application.

    Source: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
    """
    pods = tuple(pod_templates(objects))
    running = {
        text(container.body, "image")
        for pod in pods
        if pod.is_long_running
        for container in pod.containers
    }
    servers = {
        text(container.body, "image")
        for pod in pods
        if pod.is_long_running
        for container in pod.containers
        if not {"args", "command"} & container.body.keys()
    }
    bound = [
        wave_of(pod.owner) for pod in pods if hook_phases(pod.owner) and _is_bound(pod, running)
    ]
    return tuple(
        finding
        for pod in pods
        if is_a(pod.owner, "batch", "Job")
        for finding in (
            *_hook(pod),
            *_lifetime(pod),
            *(() if any(wave_of(pod.owner) < wave for wave in bound) else _images(pod, running)),
            *_command(pod, servers),
        )
    )


def _hook(pod: PodTemplate) -> Iterator[Finding]:
    phases = hook_phases(pod.owner)
    if not phases and not _is_named_after_content(pod.owner):
        yield Finding(
            object=pod.title,
            field=f"metadata.annotations.{HOOK}",
            rule="job-hook",
            message="is not set, and a plain Job fails every sync that changes it",
            fix="set it to Sync, or end the Job's name with"
            f" {content_checksum(mapping(pod.owner, 'spec'))}, the checksum of its spec",
        )
    elif "PreSync" in phases and any(True for _ in references(pod)):
        yield Finding(
            object=pod.title,
            field=f"metadata.annotations.{HOOK}",
            rule="job-hook",
            message="PreSync runs before the objects that the Job refers to exist",
            fix="set it to Sync, with a wave after theirs",
        )
    policy = text(pod.owner, "metadata", "annotations", DELETE_POLICY) or _KEEP_UNTIL_NEXT
    if phases and policy != _KEEP_UNTIL_NEXT:
        yield Finding(
            object=pod.title,
            field=f"metadata.annotations.{DELETE_POLICY}",
            rule="job-delete-policy",
            message=f"is {policy}",
            fix=f"set it to {_KEEP_UNTIL_NEXT}",
        )


def _is_named_after_content(job: KubeObject) -> bool:
    return name(job).endswith(f"-{content_checksum(mapping(job, 'spec'))}")


def _lifetime(pod: PodTemplate) -> Iterator[Finding]:
    spec = mapping(pod.owner, "spec")
    if "ttlSecondsAfterFinished" in spec:
        yield Finding(
            object=pod.title,
            field="spec.ttlSecondsAfterFinished",
            rule="job-ttl",
            message=f"is {spec['ttlSecondsAfterFinished']}, after which self-heal runs it again",
            fix="remove the field",
        )
    if 0 < number(spec.get("activeDeadlineSeconds"), 0) < _SHORTEST_SECONDS:
        yield Finding(
            object=pod.title,
            field="spec.activeDeadlineSeconds",
            rule="job-deadline",
            message=f"is {spec['activeDeadlineSeconds']} s, in which a pod is hardly started",
            fix="set it to more than the Job ever takes",
        )
    if "activeDeadlineSeconds" not in spec:
        yield Finding(
            object=pod.title,
            field="spec.activeDeadlineSeconds",
            rule="job-deadline",
            message="is not set, so a Job that hangs holds up the sync for ever",
            fix="set it to more than the Job ever takes",
        )


def _command(pod: PodTemplate, servers: set[str]) -> Iterator[Finding]:
    for container in pod.containers:
        is_server = text(container.body, "image") in servers
        if is_server and not {"args", "command"} & container.body.keys():
            yield Finding(
                object=pod.title,
                field=f"{container.path}.command",
                rule="job-command",
                message="is not set, so the Job starts a server, which never ends",
                fix="write the command that it is for",
            )


def _is_bound(pod: PodTemplate, running: set[str]) -> bool:
    return all(text(container.body, "image") in running for container in pod.containers)


def _images(pod: PodTemplate, running: set[str]) -> Iterator[Finding]:
    for container in pod.containers if hook_phases(pod.owner) else ():
        image = text(container.body, "image")
        if image not in running:
            yield Finding(
                object=pod.title,
                field=f"{container.path}.image",
                rule="job-image",
                message=f"no running workload has {image},"
                " and Argo CD does not sync for a change of a hook alone",
                fix="use the image of the workload that the Job prepares for",
            )
