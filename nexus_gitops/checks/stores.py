"""Checks that what keeps data keeps it, whatever happens to its pods."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import is_a, items, mapping, quantity, text
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import body_of, place_of, spec_of
from nexus_gitops.checks.objects.pods import Container, PodTemplate, pod_templates
from nexus_gitops.manifests.identity import KubeObject

_SMALLEST: Final = 16 * 1024**2
"""Below it no file system holds a database; `5` for `5Gi` is five bytes."""
_SHORTEST_STOP_SECONDS: Final = 10
_DEMANDED: Final[Mapping[str, tuple[str, ...]]] = {
    "mariadb": ("MARIADB_ROOT_PASSWORD", "MYSQL_ROOT_PASSWORD", "MARIADB_ROOT_PASSWORD_FILE"),
    "mysql": ("MYSQL_ROOT_PASSWORD", "MYSQL_ROOT_PASSWORD_FILE", "MYSQL_RANDOM_ROOT_PASSWORD"),
    "postgres": ("POSTGRES_PASSWORD", "POSTGRES_PASSWORD_FILE", "POSTGRES_HOST_AUTH_METHOD"),
}
"""Variables of which an image's entry point wants one, or it ends at once."""
_POSTGRES_MOUNT: Final = "/var/lib/postgresql/data"


def check_stores(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `store-<subject>`.

    - `claim`: a StatefulSet without a claim loses its data with its pod.
    - `retention`: claims that are deleted with their StatefulSet, or with a pod that is scaled
      away.
    - `access`: a claim that nobody may write, and a raw device that is mounted as a folder.
    - `size`: of a few bytes.
    - `owner`: without `fsGroup` a volume is root's, and the pod is not root.
    - `stop`: less than 10 s to write everything down.
    - `data-folder`: PostgreSQL does not start in a mount itself, which has a `lost+found`.
    - `password`: an image that ends at once without one.

    Sources: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/,
    https://kubernetes.io/docs/tasks/configure-pod-container/security-context/ and
    https://hub.docker.com/_/postgres
    """
    return tuple(
        finding
        for pod in pod_templates(objects)
        for finding in (
            *(_stateful_set(pod) if is_a(pod.owner, "apps", "StatefulSet") else ()),
            *(finding for container in pod.containers for finding in _image(pod, container)),
        )
    )


def _stateful_set(pod: PodTemplate) -> Iterator[Finding]:
    spec = place_of(pod.owner).at("spec")
    claims = list(spec.items("volumeClaimTemplates"))
    volumes = spec_of(pod).items("volumes")
    if not claims and not any(volume.has("persistentVolumeClaim") for volume in volumes):
        yield spec.at("volumeClaimTemplates").bare.found(
            "store-claim", "is not set, so all data goes with the pod",
            "add a claim, or make it a Deployment",
        )  # fmt: skip
        return
    for field in ("whenDeleted", "whenScaled"):
        kept = spec.at("persistentVolumeClaimRetentionPolicy", field)
        if kept.value == "Delete":
            yield kept.found("store-retention", "takes the data along", "write Retain")
    for claim in claims:
        yield from _claim(claim, pod)
    if not isinstance(mapping(pod.spec, "securityContext").get("fsGroup"), int):
        yield (
            spec_of(pod)
            .at("securityContext", "fsGroup")
            .found(
                "store-owner", "is not set, so the volume is root's", "set it to the pod's group"
            )
        )
    grace = spec_of(pod).at("terminationGracePeriodSeconds")
    if grace.number() is not None and (grace.number() or 0) < _SHORTEST_STOP_SECONDS:
        yield grace.found("store-stop", "seconds are short for what keeps data", "write 30 or more")


def _claim(claim: Place, pod: PodTemplate) -> Iterator[Finding]:
    modes = claim.at("spec", "accessModes")
    if modes.value == ["ReadOnlyMany"]:
        yield modes.found("store-access", "lets nobody write", "write [ReadWriteOnce]")
    name = claim.text("metadata", "name")
    mounts = [
        body_of(pod, container).at("volumeMounts").path
        for container in pod.containers
        for _, mount in items(container.body, "volumeMounts")
        if text(mount, "name") == name
    ]
    if claim.text("spec", "volumeMode") == "Block" and mounts:
        yield claim.at("spec", "volumeMode").found(
            "store-access", "is a device, and it is mounted as a folder", "write Filesystem"
        )
    writable = any(
        text(mount, "name") == name and mount.get("readOnly") is not True
        for container in pod.containers
        for _, mount in items(container.body, "volumeMounts")
    )
    if mounts and not writable:
        yield Place(pod.title, mounts[0], None).found(
            "store-access", f"mounts {name} for reading alone", "remove readOnly"
        )
    size = claim.at("spec", "resources", "requests", "storage")
    amount = None if size.value is None else quantity(size.value)
    if amount is not None and 0 < amount < _SMALLEST:
        yield size.found("store-size", "holds no file system", "write it as 5Gi")


def _image(pod: PodTemplate, container: Container) -> Iterator[Finding]:
    body = body_of(pod, container)
    image = body.text("image").partition("@")[0].rpartition("/")[2].partition(":")[0]
    variables = {variable.text("name") for variable in body.items("env")}
    demanded = _DEMANDED.get(image, ())
    runs_entry_point = not body.at("command").value
    may_have_it = bool(variables & set(demanded) or list(body.items("envFrom")))
    if demanded and runs_entry_point and not may_have_it:
        yield body.at("env").bare.found(
            "store-password", f"has no {demanded[0]}, without which {image} ends", "set it"
        )
    mounted = any(
        m.text("mountPath").rstrip("/") == _POSTGRES_MOUNT for m in body.items("volumeMounts")
    )
    if image == "postgres" and mounted and runs_entry_point and "PGDATA" not in variables:
        yield body.at("env").bare.found(
            "store-data-folder",
            f"has no PGDATA, so PostgreSQL would use {_POSTGRES_MOUNT} itself",
            f"set it to {_POSTGRES_MOUNT}/pgdata",
        )
