"""An environment as it was rendered, and all checks of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from nexus_gitops.checks.argocd import check_argocd
from nexus_gitops.checks.argocd_options import check_argocd_options
from nexus_gitops.checks.argocd_sync import check_argocd_sync
from nexus_gitops.checks.authentication import check_authentication
from nexus_gitops.checks.autoscalers import check_autoscalers
from nexus_gitops.checks.component_answers import check_component_answers
from nexus_gitops.checks.component_needs import check_component_needs
from nexus_gitops.checks.connections import check_connections
from nexus_gitops.checks.cron_jobs import check_cron_jobs
from nexus_gitops.checks.custom_kinds import check_custom_kinds
from nexus_gitops.checks.databases import check_databases
from nexus_gitops.checks.deviations import check_deviations
from nexus_gitops.checks.disruption import check_disruption
from nexus_gitops.checks.duplicates import check_duplicates
from nexus_gitops.checks.entry_dialects import check_entry_dialects
from nexus_gitops.checks.environments import check_chart_places, check_places
from nexus_gitops.checks.exposure import check_exposure
from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.hardening import check_hardening
from nexus_gitops.checks.identities import check_identities, check_namespace
from nexus_gitops.checks.images import check_digests, check_images
from nexus_gitops.checks.ingress_classes import check_ingress_classes
from nexus_gitops.checks.ingresses import check_ingresses
from nexus_gitops.checks.jobs import check_jobs
from nexus_gitops.checks.lifecycle import check_lifecycle
from nexus_gitops.checks.limit_ranges import check_limit_ranges
from nexus_gitops.checks.meanings import check_meanings
from nexus_gitops.checks.memory import check_memory
from nexus_gitops.checks.metadata import check_metadata
from nexus_gitops.checks.monitors import check_monitors
from nexus_gitops.checks.mounts import check_mounts
from nexus_gitops.checks.network import check_network
from nexus_gitops.checks.objects.fields import text, title, with_text_keys
from nexus_gitops.checks.origins import check_origins
from nexus_gitops.checks.pod_security import check_pod_security
from nexus_gitops.checks.pools import check_pools
from nexus_gitops.checks.privileges import check_privileges
from nexus_gitops.checks.probes import check_probes
from nexus_gitops.checks.quota import check_quota
from nexus_gitops.checks.rbac import check_rbac
from nexus_gitops.checks.references import check_references
from nexus_gitops.checks.refusals import check_refusals
from nexus_gitops.checks.resources import check_resources
from nexus_gitops.checks.rollouts import check_rollouts
from nexus_gitops.checks.scaler_triggers import check_scaler_triggers
from nexus_gitops.checks.scheduling import check_scheduling
from nexus_gitops.checks.schema import check_schema
from nexus_gitops.checks.schemes import check_schemes
from nexus_gitops.checks.secrets.guard import check_secrets
from nexus_gitops.checks.selectors import check_selectors
from nexus_gitops.checks.services import check_services
from nexus_gitops.checks.settings import check_settings
from nexus_gitops.checks.store_clients import check_store_clients
from nexus_gitops.checks.stores import check_stores
from nexus_gitops.checks.unused_images import check_unused_images
from nexus_gitops.checks.variables import check_variables
from nexus_gitops.checks.volumes import check_volumes
from nexus_gitops.checks.waves import check_waves
from nexus_gitops.images.image import ImageLock
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.platform.application import Deployed
from nexus_gitops.platform.components import Declaration
from nexus_gitops.platform.environment import Environment, KubernetesVersions
from nexus_gitops.platform.helm_charts import HelmChart
from nexus_gitops.platform.neighbour import Neighbour

_Check = Callable[[Sequence[KubeObject]], tuple[Finding, ...]]

_OF_APPLICATION: Final[tuple[_Check, ...]] = (
    check_argocd_options,
    check_cron_jobs,
    check_duplicates,
    check_jobs,
    check_lifecycle,
    check_metadata,
    check_memory,
    check_mounts,
    check_pod_security,
    check_privileges,
    check_probes,
    check_resources,
    check_rollouts,
    check_secrets,
    check_settings,
    check_store_clients,
    check_stores,
    check_waves,
)
_OF_NAMESPACE: Final[tuple[_Check, ...]] = (
    check_autoscalers,
    check_connections,
    check_databases,
    check_deviations,
    check_disruption,
    check_entry_dialects,
    check_exposure,
    check_ingress_classes,
    check_hardening,
    check_limit_ranges,
    check_meanings,
    check_pools,
    check_quota,
    check_schemes,
    check_selectors,
    check_services,
    check_variables,
    check_volumes,
)
_OF_ENVIRONMENT: Final[tuple[_Check, ...]] = (
    check_monitors,
    check_network,
    check_rbac,
    check_scaler_triggers,
    check_scheduling,
)
OF_OBJECTS: Final = (*_OF_APPLICATION, *_OF_NAMESPACE, *_OF_ENVIRONMENT)
"""All checks that need nothing but the objects."""


@dataclass(frozen=True, slots=True)
class Subject:
    """An environment as it was rendered.

    Attributes:
        env: the environment.
        deployed: its Applications.
        argocd: its Argo CD definitions.
        branch: that it is published to; "" for the one that it declares.
        images: what the environment locks, by name.
        further_images: what the environment locks beside what its platform names.
        neighbours: environments that it must not get in the way of.
        declaration: what its components need and answer; None where the platform does not say.
        charts: of others that it has.
    """

    env: Environment
    deployed: Sequence[Deployed]
    argocd: Sequence[KubeObject] = ()
    branch: str = ""
    images: ImageLock = field(default_factory=dict)
    further_images: ImageLock = field(default_factory=dict)
    neighbours: Sequence[Neighbour] = ()
    declaration: Declaration | None = None
    charts: Sequence[HelmChart] = ()


def check(subject: Subject) -> tuple[Finding, ...]:
    """The findings of all checks.

    Each Application is judged by its own objects. What refers to others is judged with all that
    share its namespace, connections and identities over the whole environment.

    Raises:
        UsageError: there are no schemas for a Kubernetes version that the environment names.
    """
    subject = _with_text_keys(subject)
    return (
        *(finding for one in subject.deployed for finding in _application(subject, one)),
        *(
            finding
            for objects in _by_namespace(subject)
            for finding in _namespace(subject, objects)
        ),
        *_environment(subject),
    )


def versions_in(versions: KubernetesVersions) -> tuple[str, ...]:
    """Every minor version in a range, oldest first, whether there are schemas for it or not."""
    oldest, newest = (int(text.partition(".")[2]) for text in (versions.oldest, versions.newest))
    return tuple(f"1.{minor}" for minor in range(oldest, newest + 1))


def _with_text_keys(subject: Subject) -> Subject:
    return replace(
        subject,
        deployed=[
            replace(one, objects=[with_text_keys(obj) for obj in one.objects])
            for one in subject.deployed
        ],
        argocd=[with_text_keys(obj) for obj in subject.argocd],
    )


def _application(subject: Subject, deployed: Deployed) -> Iterator[Finding]:
    env, objects = subject.env, deployed.objects
    found = (
        check_schema(objects, versions_in(env.kubernetes), env.unknown_kinds),
        check_refusals(objects, env.kubernetes.oldest),
        check_images(objects, env.image_policy, env.name),
        check_authentication(objects, env.image_policy),
        check_namespace(deployed),
        *(check_subject(objects) for check_subject in _OF_APPLICATION),
    )
    name = deployed.application.name
    return (replace(one, application=name) for findings in found for one in findings)


def _namespace(subject: Subject, deployed: Sequence[Deployed]) -> Iterator[Finding]:
    objects = _objects(deployed)
    provided = {
        secret: keys
        for one in deployed
        for secret, keys in one.application.provided_secrets.items()
    }
    found = (
        check_ingresses(objects, provided),
        check_origins(objects, subject.env.image_policy),
        check_references(objects, provided),
        *(check_subject(objects) for check_subject in _OF_NAMESPACE),
    )
    return _told(found, deployed)


def _environment(subject: Subject) -> Iterator[Finding]:
    env, objects = subject.env, _objects(subject.deployed)
    found = (
        check_schema(subject.argocd, versions_in(env.kubernetes), env.unknown_kinds),
        check_refusals(subject.argocd, env.kubernetes.oldest),
        check_secrets(subject.argocd),
        check_identities(objects),
        check_custom_kinds(subject.deployed),
        check_digests(objects, env.image_policy, env.name),
        check_unused_images(objects, subject.further_images, env.name),
        check_argocd(subject.deployed, subject.argocd, env.name, subject.charts),
        check_argocd_options(subject.argocd),
        check_argocd_sync(subject.argocd, subject.branch or env.repository.branch, subject.charts),
        check_places(env, subject.deployed, subject.neighbours),
        check_chart_places(env, subject.charts, subject.neighbours),
        *(check_subject(objects) for check_subject in _OF_ENVIRONMENT),
        *_declared(subject),
    )
    return _told(found, subject.deployed)


def _declared(subject: Subject) -> Iterator[tuple[Finding, ...]]:
    if subject.declaration is None:
        return
    objects = _objects(subject.deployed)
    yield check_component_needs(objects, subject.declaration, subject.images)
    yield check_component_answers(objects, subject.declaration)


def _by_namespace(subject: Subject) -> Iterable[Sequence[Deployed]]:
    """The Applications that share a namespace, together."""
    shared: dict[str, list[Deployed]] = {}
    for deployed in subject.deployed:
        shared.setdefault(deployed.application.namespace, []).append(deployed)
    return shared.values()


def _objects(deployed: Iterable[Deployed]) -> list[KubeObject]:
    return [obj for one in deployed for obj in one.objects]


def _told(found: Iterable[Iterable[Finding]], deployed: Iterable[Deployed]) -> Iterator[Finding]:
    """Findings with the Application that their object is of.

    Several may have one of a kind and name, each in a namespace of its own.
    """
    owners: dict[str, dict[str, str]] = {}
    for one in deployed:
        for obj in one.objects:
            namespace = text(obj, "metadata", "namespace")
            owners.setdefault(title(obj), {})[namespace] = one.application.name
    return (
        replace(finding, application=_owner(finding, owners.get(finding.object, {})))
        for findings in found
        for finding in findings
    )


def _owner(finding: Finding, owners: Mapping[str, str]) -> str:
    """The Application of the object that is meant; "" where that is not known.

    Args:
        finding: about an object.
        owners: Applications that have one of its kind and name, by namespace.
    """
    if finding.namespace or len(owners) != 1:
        return owners.get(finding.namespace, "")
    (only,) = owners.values()
    return only
