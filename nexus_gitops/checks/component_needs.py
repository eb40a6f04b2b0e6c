"""Checks that each component is given what the platform declares that it needs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import SplitResult, urlsplit

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.declared import Running, running
from nexus_gitops.checks.objects.fields import is_a, items, mapping, name, shown
from nexus_gitops.checks.objects.images import repository_of
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import place_of, spec_of
from nexus_gitops.checks.objects.scaling import scalers, target_of
from nexus_gitops.checks.objects.selection import PodIndex
from nexus_gitops.images.image import Image
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.platform.components import Declaration

_TRUTHS: Final = frozenset({"0", "1", "false", "no", "off", "on", "true", "yes"})
_CLUSTER: Final = ("", "svc", "svc.cluster.local")
_MOUNTED: Final = ("csi", "projected", "secret")
"""Volumes that may hold keys."""


def check_component_needs(
    objects: Sequence[KubeObject], declaration: Declaration, images: Mapping[str, Image]
) -> tuple[Finding, ...]:
    """Rules `component-missing`, `component-setting`, `component-secret`, `component-folder`,
    `component-user`, `component-image` and `component-scaling`.

    A component declares once what it needs: other components, by whose addresses it finds them,
    keys of a Secret, folders to write to, the user of its image, an autoscaler. What is taken
    away or changed by hand is found, in manifests that lie in a folder too. A setting may have
    another value, but a truth value, a number or an address stays one, and an address leads to
    the component that the setting is for.

    Source: what the platform declares (`nexus_gitops.platform.components`)

    Args:
        objects: of one environment.
        declaration: of the platform.
        images: that the environment locks, by name; none where they are not known.
    """
    index = PodIndex(objects)
    there = tuple(running(declaration, objects, index))
    found = {one.component.name for one in there}
    addressed = {one.name for one in declaration.components if one.port is not None}
    return (
        *(
            Place(f"Component/{one.name}", "", None).found(
                "component-missing",
                "is declared, and no workload of that name runs it",
                "add the workload, or take the component out of the platform",
            )
            for one in declaration.components
            if one.name not in found
        ),
        *(finding for one in there for finding in _settings(one, addressed)),
        *(finding for one in there for finding in _secrets(one)),
        *(finding for one in there for finding in _folders(one)),
        *(finding for one in there for finding in _user(one)),
        *(finding for one in there for finding in _image(one, images)),
        *(finding for one in there for finding in _unscaled(one)),
    )


def _settings(one: Running, addressed: set[str]) -> Iterator[Finding]:
    given = _given(one)
    if given is None:
        return
    namespace = one.pod.namespace
    for variable, declared in one.component.settings.items():
        place = given.get(variable)
        if place is None:
            yield one.body.at("env").bare.found(
                "component-setting", f"gives {one.component.name} no {variable}, which it needs",
                f"set it, as to {shown(declared)}",
            )  # fmt: skip
        elif isinstance(place.value, str) and (
            why := _unlike(place.value.strip(), declared, namespace, addressed)
        ):
            yield place.found("component-setting", why, f"write {shown(declared)}")


def _given(one: Running) -> dict[str, Place] | None:
    """The variables of the container; None where some come from where nothing is known of them."""
    maps = {name(obj): place_of(obj) for obj in one.beside if is_a(obj, "", "ConfigMap")}
    given: dict[str, Place] = {}
    for source in one.body.items("envFrom"):
        if source.has("secretRef"):
            return None
        if wanted := maps.get(source.text("configMapRef", "name")):
            prefix = source.text("prefix")
            given |= {prefix + key: value for key, value in wanted.entries("data")}
    for variable in one.body.items("env"):
        reference = variable.at("valueFrom", "configMapKeyRef")
        if wanted := maps.get(reference.text("name")):
            given[variable.text("name")] = wanted.at("data", reference.text("key"))
        elif variable.has("valueFrom"):
            given[variable.text("name")] = variable.at("valueFrom").bare
        else:
            given[variable.text("name")] = variable.at("value")
    return given


def _unlike(said: str, declared: str, namespace: str, addressed: set[str]) -> str:
    """Why a value is none of the kind that is declared; "" where it is."""
    if not declared or "$(" in said:
        return ""
    if not said:
        return "is empty"
    if declared in ("true", "false"):
        return "" if said.lower() in _TRUTHS else "is neither true nor false"
    if declared.isdecimal():
        return "" if said.isascii() and said.isdecimal() else "is no number"
    if "://" in declared:
        wanted, found = _addresses(declared, namespace), _addresses(said, namespace)
        return "" if wanted <= found else f"does not name {', '.join(sorted(wanted - found))}"
    if declared in addressed:
        return "" if _short(said, namespace) == declared else f"is not {declared}"
    return ""


def _addresses(said: str, namespace: str) -> set[str]:
    """The addresses in a setting, in one form each."""
    found = set()
    for part in said.split(","):
        try:
            url: SplitResult = urlsplit(part.strip())
            host = _short(url.hostname or "", namespace)
            port = url.port or {"http": 80, "https": 443}.get(url.scheme, 0)
        except ValueError:
            continue
        found.add(f"{url.scheme}://{host}:{port}{url.path.rstrip('/')}")
    return found


def _short(host: str, namespace: str) -> str:
    """A name of a Service without its own namespace, as `redis` for `redis.shop.svc`."""
    service, _, rest = host.rstrip(".").partition(".")
    own, _, cluster = rest.partition(".")
    return service if own == namespace and cluster in _CLUSTER else host


def _secrets(one: Running) -> Iterator[Finding]:
    for container in one.pod.containers:
        if any(mapping(source, "secretRef") for _, source in items(container.body, "envFrom")):
            return
    if any(volume.has(kind) for volume in spec_of(one.pod).items("volumes") for kind in _MOUNTED):
        return
    known = {item.text("valueFrom", "secretKeyRef", "key") for item in one.body.items("env")}
    for key in one.component.secret_keys:
        if key not in known:
            yield one.body.at("env").bare.found(
                "component-secret", f"does not give {one.component.name} the key {key}",
                "add a variable that takes it from the Secret",
            )  # fmt: skip


def _folders(one: Running) -> Iterator[Finding]:
    if one.body.at("securityContext", "readOnlyRootFilesystem").value is not True:
        return
    mounts = [
        mount.text("mountPath").rstrip("/")
        for mount in one.body.items("volumeMounts")
        if mount.at("readOnly").value is not True
    ]
    for folder in one.component.folders:
        if not any(f"{folder}/".startswith(f"{mount}/") for mount in mounts):
            yield one.body.at("volumeMounts").bare.found(
                "component-folder", f"lets {one.component.name} write nothing to {folder}",
                "mount a volume there, not for reading alone",
            )  # fmt: skip


def _user(one: Running) -> Iterator[Finding]:
    own = one.body.at("securityContext", "runAsUser")
    place = own if own.value is not None else spec_of(one.pod).at("securityContext", "runAsUser")
    wanted = one.component.user
    if wanted is not None and place.number() is not None and place.number() != wanted:
        yield place.found(
            "component-user", f"is not the user {wanted} of the image", f"write {wanted}"
        )


def _image(one: Running, images: Mapping[str, Image]) -> Iterator[Finding]:
    locked, repository = images.get(one.component.image), repository_of(one.container)
    others = {image.repository: name for name, image in images.items()}
    if locked and repository != locked.repository and repository in others:
        yield one.body.at("image").found(
            "component-image", f"is the image of {others[repository]}",
            f"write {locked.reference}",
        )  # fmt: skip


def _unscaled(one: Running) -> Iterator[Finding]:
    scaled = {scaler.target for scaler in scalers(one.beside)}
    if one.component.is_scaled and target_of(one.pod.owner) not in scaled:
        yield Place(one.pod.title, "spec", None).found(
            "component-scaling", "is to be scaled, and no autoscaler does",
            "add its HorizontalPodAutoscaler",
        )  # fmt: skip
