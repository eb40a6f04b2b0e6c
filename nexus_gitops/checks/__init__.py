"""Everything that can be known of an environment's manifests without a cluster.

A module a subject, each a pure function from objects to findings; this one calls them all.
"""

from collections.abc import Mapping, Sequence

from nexus_gitops.checks.argocd import check_argocd
from nexus_gitops.checks.autoscalers import check_autoscalers
from nexus_gitops.checks.cron_jobs import check_cron_jobs
from nexus_gitops.checks.deviations import check_deviations
from nexus_gitops.checks.disruption import check_disruption
from nexus_gitops.checks.duplicates import check_duplicates
from nexus_gitops.checks.environments import check_places
from nexus_gitops.checks.hardening import check_hardening
from nexus_gitops.checks.identities import check_identities
from nexus_gitops.checks.images import check_images
from nexus_gitops.checks.ingresses import check_ingresses
from nexus_gitops.checks.jobs import check_jobs
from nexus_gitops.checks.lifecycle import check_lifecycle
from nexus_gitops.checks.limit_ranges import check_limit_ranges
from nexus_gitops.checks.metadata import check_metadata
from nexus_gitops.checks.network import check_network
from nexus_gitops.checks.objects.fields import with_text_keys
from nexus_gitops.checks.pod_security import check_pod_security
from nexus_gitops.checks.probes import check_probes
from nexus_gitops.checks.quota import check_quota
from nexus_gitops.checks.rbac import check_rbac
from nexus_gitops.checks.references import check_references
from nexus_gitops.checks.refusals import check_refusals
from nexus_gitops.checks.resources import check_resources
from nexus_gitops.checks.schema import check_schema
from nexus_gitops.checks.secrets import check_secrets
from nexus_gitops.checks.selectors import check_selectors
from nexus_gitops.checks.services import check_services
from nexus_gitops.checks.volumes import check_volumes
from nexus_gitops.checks.waves import check_waves
from nexus_gitops.findings import Finding
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.platform.environment import (
    ClusterSecrets,
    Environment,
    KubernetesVersions,
    StoreSecrets,
)
from nexus_platform.names import SECRET

OF_OBJECTS = (
    check_autoscalers,
    check_cron_jobs,
    check_deviations,
    check_disruption,
    check_duplicates,
    check_hardening,
    check_jobs,
    check_lifecycle,
    check_limit_ranges,
    check_metadata,
    check_network,
    check_pod_security,
    check_probes,
    check_quota,
    check_rbac,
    check_refusals,
    check_resources,
    check_selectors,
    check_services,
    check_volumes,
    check_waves,
)


def check(
    env: Environment,
    core: Sequence[KubeObject],
    argocd: Sequence[KubeObject],
    others: Sequence[Environment] = (),
) -> tuple[Finding, ...]:
    """The findings of all checks.

    Args:
        env: the environment.
        core: what its core Application applies.
        argocd: its Argo CD definitions.
        others: environments that it must not get in the way of.

    Raises:
        UsageError: there are no schemas for a Kubernetes version that `env` names.
    """
    core = [with_text_keys(obj) for obj in core]
    argocd = [with_text_keys(obj) for obj in argocd]
    everything = [*core, *argocd]
    secrets = provided_secrets(env)
    found = (
        check_schema(everything, versions_in(env.kubernetes), env.unknown_kinds),
        check_secrets(everything),
        check_identities(core, env.namespace),
        check_images(core, env.image_policy, env.name),
        check_ingresses(core, secrets),
        check_references(core, secrets),
        check_argocd(core, argocd, env.name),
        check_places(env, core, others),
        *(check_subject(core) for check_subject in OF_OBJECTS),
    )
    return tuple(finding for findings in found for finding in findings)


def versions_in(versions: KubernetesVersions) -> tuple[str, ...]:
    """Every minor version in a range, oldest first, whether there are schemas for it or not."""
    oldest, newest = (int(text.partition(".")[2]) for text in (versions.oldest, versions.newest))
    return tuple(f"1.{minor}" for minor in range(oldest, newest + 1))


def provided_secrets(env: Environment) -> Mapping[str, frozenset[str]]:
    """Secrets that exist in the cluster without being rendered: their keys, by name."""
    match env.secrets:
        case ClusterSecrets():
            return {SECRET: frozenset(env.secret_keys)}
        case StoreSecrets():
            return {}
