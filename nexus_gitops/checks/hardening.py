"""Checks what pods must do beyond the Pod Security Standard."""

from collections.abc import Collection, Iterator, Sequence

from nexus_constructs.pod_security import Level
from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.bindings import bound_accounts
from nexus_gitops.checks.objects.fields import is_a, items, mapping, shown, text, title
from nexus_gitops.checks.objects.pods import PodTemplate, pod_templates
from nexus_gitops.checks.objects.violations import Violation
from nexus_gitops.manifests.identity import KubeObject


def check_hardening(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `hardening-<subject>`.

    - `root-filesystem`: read-only; what is written goes to a volume, or the pod declares why
      not (see `check_deviations`).
    - `user`: a number, because `runAsNonRoot` can't judge an image's user by its name
      (https://kubernetes.io/docs/tasks/configure-pod-container/security-context/).
    - `account`: each pod has a ServiceAccount of its own instead of the shared `default`.
    - `token`: no API token is mounted by the pod or its account, and as a volume only where a
      binding permits the account something
      (https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/).
    - `service-links`: off; a Service named `redis` would put `REDIS_PORT=tcp://...` over
      the setting of that name
      (https://kubernetes.io/docs/tutorials/services/connect-applications-service/).
    - `host-aliases` and `shared-processes`: none; names come from DNS, and the containers of a
      pod do not see each other's processes and their variables
      (https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/).
    """
    bound = {(account.namespace, account.name) for account in bound_accounts(objects)}
    return (
        *(
            _finding(title(obj), "automountServiceAccountToken", "token", _value(obj), "false")
            for obj in objects
            if is_a(obj, "", "ServiceAccount") and _value(obj) is not False
        ),
        *(finding for pod in pod_templates(objects) for finding in _check(pod)),
        *(finding for pod in pod_templates(objects) for finding in _tokens(pod, bound)),
    )


def _check(pod: PodTemplate) -> Iterator[Finding]:
    if text(pod.spec, "serviceAccountName") in ("", "default"):
        yield _finding(
            pod.title,
            pod.at("spec.serviceAccountName"),
            "account",
            pod.spec.get("serviceAccountName"),
            "a ServiceAccount of its own",
        )
    for field, subject in (
        ("automountServiceAccountToken", "token"),
        ("enableServiceLinks", "service-links"),
    ):
        if pod.spec.get(field) is not False:
            path = pod.at(f"spec.{field}")
            yield _finding(pod.title, path, subject, pod.spec.get(field), "false")
    for field, subject in (
        ("hostAliases", "host-aliases"),
        ("shareProcessNamespace", "shared-processes"),
    ):
        if pod.spec.get(field):
            yield Finding(
                object=pod.title,
                field=pod.at(f"spec.{field}"),
                rule=f"hardening-{subject}",
                message=f"is {shown(pod.spec[field])}",
                fix="remove the field",
            )
    yield from (one.finding() for one in writable_roots(pod) if not one.is_declared)
    for container in pod.containers:
        own = mapping(container.body, "securityContext")
        user = own.get("runAsUser", mapping(pod.spec, "securityContext").get("runAsUser"))
        if not isinstance(user, int) or isinstance(user, bool):
            path = f"{container.path}.securityContext.runAsUser"
            yield _finding(pod.title, path, "user", user, "the image's numeric user")


def writable_roots(pod: PodTemplate) -> Iterator[Violation]:
    """Containers whose root is not read-only; a pod may declare one, with its reason."""
    for container in pod.containers:
        value = mapping(container.body, "securityContext").get("readOnlyRootFilesystem")
        if value is not True:
            yield Violation(
                pod=pod,
                field=f"{container.path}.securityContext.readOnlyRootFilesystem",
                value=value,
                rule="hardening-root-filesystem",
                message="is not set" if value is None else f"is {shown(value)}",
                fix="set it to true",
                level=Level.RESTRICTED,
            )


def _tokens(pod: PodTemplate, bound: Collection[tuple[str, str]]) -> Iterator[Finding]:
    """The API takes no token that is for another audience, so such a one does no harm."""
    namespace = text(pod.owner, "metadata", "namespace")
    if (namespace, text(pod.spec, "serviceAccountName")) in bound:
        return
    for index, volume in items(pod.spec, "volumes"):
        for position, source in items(volume, "projected", "sources"):
            if "serviceAccountToken" in source and not text(
                source, "serviceAccountToken", "audience"
            ):
                yield Finding(
                    object=pod.title,
                    field=pod.at(f"spec.volumes[{index}].projected.sources[{position}]"),
                    rule="hardening-token",
                    message="mounts an API token, and no binding permits its account anything",
                    fix="remove it",
                )


def _value(account: KubeObject) -> object:
    return account.get("automountServiceAccountToken")


def _finding(owner: str, field: str, subject: str, value: object, wanted: str) -> Finding:
    return Finding(
        object=owner,
        field=field,
        rule=f"hardening-{subject}",
        message="is not set" if value is None else f"is {shown(value)}",
        fix=f"set it to {wanted}",
    )
