"""Asks this machine, the cluster and the registries what `diagnosis` judges."""

import re
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from nexus_gitops.argocd.layout import ARGOCD_NAMESPACE, root_name
from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.argocd import check_installed, comparison_of, is_installed
from nexus_gitops.cluster.kinds import (
    API_SERVICE,
    APPLICATION,
    DEFINITION,
    INGRESS_CLASS,
    STORAGE_CLASS,
)
from nexus_gitops.errors import LocalError, NexusError, RefusedError
from nexus_gitops.images.image import Image
from nexus_gitops.images.registry.bounds import ask_all
from nexus_gitops.images.registry.client import open_client, resolve_digest
from nexus_gitops.operations import backups, condition, diagnosis, secrets
from nexus_gitops.operations.alerts import alerts
from nexus_gitops.operations.diagnosis import Cluster, Machine, Needs, Result, State
from nexus_gitops.operations.release import objects_of
from nexus_gitops.platform import loading
from nexus_gitops.platform.project import platform
from nexus_gitops.platform.shortcomings import shortcomings_of
from nexus_gitops.publish import git_version

_METRICS: Final = "v1beta1.metrics.k8s.io"
_NUMBERS: Final = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?")
_AT_ONCE: Final = 8
_SECONDS: Final = 60.0


def examine(
    environment: str, connect: Callable[[], Api], on_progress: Callable[[str], None]
) -> tuple[Result, ...]:
    """What every check says; that one thing cannot be asked hides no other.

    Args:
        environment: its name.
        connect: opens the cluster.
        on_progress: is told what happens.

    Raises:
        LocalError: the environment cannot be rendered.
    """
    on_progress(f"rendering {environment}")
    needs = _needs(environment)
    return tuple(_results(environment, needs, connect, on_progress))


def _results(
    environment: str,
    needs: Needs,
    connect: Callable[[], Api],
    on_progress: Callable[[str], None],
) -> Iterator[Result]:
    yield from diagnosis.of_machine(_machine())
    on_progress("asking the cluster")
    try:
        api = connect()
        cluster = _cluster(api)
        checked = secrets.check(api, environment)
    except NexusError as error:
        yield Result("cluster", State.FAILED, error.message, error.hint)
    else:
        yield Result("cluster", State.OK, f"{api.server} answers")
        yield from diagnosis.of_cluster(cluster, needs)
        yield diagnosis.of_secrets(checked, environment)
        yield from _condition(api, environment)
    on_progress("asking the registries")
    yield _images(environment)


def _condition(api: Api, environment: str) -> Iterator[Result]:
    times = backups.times(api, environment)
    if times is not None:
        yield from condition.of_backups(times, backups.declared(environment), environment)
    said = alerts(api, environment)
    if said is not None:
        yield from condition.of_alerts(said)


def _needs(environment: str) -> Needs:
    env = loading.load(environment)
    return Needs(
        environment,
        env.kubernetes,
        frozenset(
            kind
            for application in loading.applications(environment)
            for kind in application.requires
        ),
        objects_of(environment),
        shortcomings_of(platform(), env),
    )


def _machine() -> Machine:
    try:
        git = _numbers(git_version(Path.cwd()))
    except LocalError:
        git = ()
    return Machine(tuple(sys.version_info[:3]), git)


def _numbers(text: str) -> tuple[int, ...]:
    found = _NUMBERS.search(text)
    return tuple(int(part) for part in found.groups() if part) if found else ()


def _cluster(api: Api) -> Cluster:
    version = api.version()
    return Cluster(
        server=api.server,
        version=f"{version.major}.{version.minor}",
        clock_offset=version.clock_offset,
        argocd=_argocd(api),
        comparison=comparison_of(
            api.find(APPLICATION, root_name(platform().name), ARGOCD_NAMESPACE) or {}
        ),
        kinds=frozenset(
            f"{one['spec']['group']}/{one['spec']['names']['kind']}" for one in api.list(DEFINITION)
        ),
        storage_classes=api.list(STORAGE_CLASS),
        ingress_classes=api.list(INGRESS_CLASS),
        metrics=_serves_metrics(api),
    )


def _argocd(api: Api) -> str | None:
    if not is_installed(api):
        return None
    try:
        check_installed(api)
    except RefusedError as error:
        return error.message
    return ""


def _serves_metrics(api: Api) -> bool:
    service = api.find(API_SERVICE, _METRICS) or {}
    conditions = (service.get("status") or {}).get("conditions") or ()
    return any(one["type"] == "Available" and one["status"] == "True" for one in conditions)


def _images(environment: str) -> Result:
    images = sorted(set(loading.images(environment).values()), key=lambda image: image.reference)
    with open_client() as client:

        def ask(image: Image) -> str:
            try:
                resolve_digest(image, client)
            except NexusError as error:
                return error.message
            return ""

        try:
            answers = ask_all(
                [partial(ask, image) for image in images], at_once=_AT_ONCE, seconds=_SECONDS
            )
        except TimeoutError:
            return Result(
                "images",
                State.SKIPPED,
                f"the registries have not answered in {_SECONDS:.0f} s",
                "nexus-gitops images pin --env NAME tells which one",
            )
    failures = {image.reference: said for image, said in zip(images, answers, strict=True) if said}
    return diagnosis.of_images(failures, len(images))
