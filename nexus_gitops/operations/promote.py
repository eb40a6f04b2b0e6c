"""Carries the images of one environment's release into another environment."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from nexus_gitops.argocd.layout import ARGOCD_NAMESPACE
from nexus_gitops.cluster.api import Api, connect
from nexus_gitops.cluster.kinds import APPLICATION
from nexus_gitops.cluster.status import Verdict
from nexus_gitops.diff import Action, Diff, ObjectChange, Risk
from nexus_gitops.errors import RefusedError, UnreachableError, UsageError
from nexus_gitops.images.image import Image, ImageLock
from nexus_gitops.images.pin import unknown_image
from nexus_gitops.operations.release import Target
from nexus_gitops.operations.watch import look_at, names_of
from nexus_gitops.platform import loading
from nexus_gitops.publish import Publication, read_published, releases
from nexus_gitops.publish.release import Release

_RESTARTS = frozenset({Risk.RESTART, Risk.IMAGE})


@dataclass(frozen=True, slots=True)
class Carried:
    """The image of a service, as it goes from one environment to another.

    Attributes:
        service: its name.
        before: what the other environment has locked.
        after: what it gets.
    """

    service: str
    before: Image
    after: Image


@dataclass(frozen=True, slots=True)
class Promotion:
    """What a release has for another environment.

    Attributes:
        source: the environment that it was released in.
        commit: of the release.
        revision: of the source that it was rendered from; "" if not known.
        carried: images of the services that were asked for, by name.
        lock: the other environment's images, with those that are carried.
    """

    source: str
    commit: str
    revision: str
    carried: tuple[Carried, ...]
    lock: ImageLock

    @property
    def services(self) -> frozenset[str]:
        """The services that were asked for."""
        return frozenset(one.service for one in self.carried)


def promotion(source: Target, environment: str, services: Collection[str]) -> Promotion:
    """What the newest release of an environment carries into another one.

    The record tells, not the working tree. The other environment's own registry and repository
    stay, and tag and digest are the release's.

    Args:
        source: the environment that was released, and where.
        environment: the one that the images go to.
        services: names; all that both have where there is none.

    Raises:
        UsageError: one of the environments has no such service, or nothing was released.
        RefusedError: the release record is damaged.
    """
    record = read_published(source.address, source.branch, source.environment).record
    newest = releases(source.address, source.branch, source.environment, limit=1)
    if record is None or not newest:
        raise UsageError(
            f"{source.environment} is not published on {source.branch} of {source.address}",
            f"nexus-gitops publish --env {source.environment}; or check --repo",
        )
    lock = loading.images(environment)
    released = {name: Image.parse(reference) for name, reference in record.images.items()}
    for name in services:
        for known in (released, lock):
            if name not in known:
                raise unknown_image(name, known)
    names = sorted(set(services) or released.keys() & lock.keys())
    carried = tuple(
        Carried(
            name,
            lock[name],
            replace(lock[name], tag=released[name].tag, digest=released[name].digest),
        )
        for name in names
    )
    return Promotion(
        source=source.environment,
        commit=newest[0].commit,
        revision=record.source.revision,
        carried=carried,
        lock={**lock, **{one.service: one.after for one in carried}},
    )


def check_more(promotion: Promotion, published: Publication, release: Release, diff: Diff) -> None:
    """Stop a promotion that would bring more services than were asked for.

    Args:
        promotion: what was asked for.
        published: what is published of the environment that it goes to.
        release: what would be.
        diff: from that to this.

    Raises:
        RefusedError: another service would get another image, or pods of it be replaced.
    """
    before: Mapping[str, str] = published.record.images if published.record else {}
    images = [
        f"{name} {before.get(name, 'none')} -> {reference}"
        for name, reference in sorted(release.images.items())
        if name not in promotion.services and before.get(name) != reference
    ]
    asked = {release.images[name] for name in promotion.services if name in release.images}
    texts = {**published.files, **release.files}
    pods = [
        change.title
        for change in diff.changes
        if _replaces_pods(change, texts.get(change.path, ""))
        and not any(reference in texts.get(change.path, "") for reference in asked)
    ]
    if images or pods:
        raise RefusedError(
            f"more would change than {', '.join(sorted(promotion.services))}:"
            f" {', '.join(images or pods)}",
            f"publish {release.environment} first, or name those services with --service too",
        )


def coming_along(diff: Diff) -> Iterator[str]:
    """What a promotion changes beside images, as `Deployment/nexus-os spec.replicas`."""
    for change in diff.changes:
        if change.action is not Action.CHANGED:
            yield f"{change.title}, {change.action}"
            continue
        fields = [field.field for field in change.fields if not _is_of_image(field.field)]
        yield from (f"{change.title} {field}" for field in fields)


def health_of(target: Target, context: str | None) -> tuple[Verdict, tuple[str, ...]] | None:
    """Whether the newest release of an environment runs, and why not.

    Args:
        target: the environment.
        context: of the kubeconfig; None for whichever there is.

    Returns:
        None where no cluster can be asked: there is none, it does not answer, or its Argo CD does
        not know the environment.

    Raises:
        UsageError: there is no such context.
        UnreachableError: a cluster that was named does not answer.
    """
    try:
        api = connect(context)
        if not _knows(api, target.environment):
            return None
        status = look_at(api, target)()
    except (UsageError, UnreachableError):
        if context is None:
            return None
        raise
    return status.verdict, status.reasons


def check_healthy(promotion: Promotion, health: tuple[Verdict, tuple[str, ...]] | None) -> None:
    """Stop a promotion of what does not run where it was released.

    Raises:
        RefusedError: a cluster could be asked, and it does not.
    """
    if health is None or health[0] is Verdict.HEALTHY:
        return
    verdict, reasons = health
    raise RefusedError(
        f"the release {promotion.commit[:12]} of {promotion.source} is {verdict} there:"
        f" {'; '.join(reasons[:3])}",
        "wait for it with nexus-gitops status --wait, or promote it with --even-if-degraded",
    )


def _knows(api: Api, environment: str) -> bool:
    names = names_of(environment).values()
    return any(api.find(APPLICATION, name, ARGOCD_NAMESPACE) for name in names)


def _replaces_pods(change: ObjectChange, text: str) -> bool:
    if change.action is Action.CHANGED:
        return not _RESTARTS.isdisjoint(change.risks)
    return " image: " in text


def _is_of_image(field: str) -> bool:
    return field.endswith((".image", 'labels["app.kubernetes.io/version"]'))
