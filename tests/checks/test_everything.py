"""What holds for all checks of objects together."""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from nexus_gitops.checks.mounts import check_mounts
from nexus_gitops.checks.network import check_network
from nexus_gitops.checks.origins import check_origins
from nexus_gitops.checks.pod_security import check_pod_security
from nexus_gitops.checks.privileges import check_privileges
from nexus_gitops.checks.probes import check_probes
from nexus_gitops.checks.quota import check_quota
from nexus_gitops.checks.rbac import check_rbac
from nexus_gitops.checks.references import check_references
from nexus_gitops.checks.refusals import check_refusals
from nexus_gitops.checks.resources import check_resources
from nexus_gitops.checks.rollouts import check_rollouts
from nexus_gitops.checks.scheduling import check_scheduling
from nexus_gitops.checks.schemes import check_schemes
from nexus_gitops.checks.selectors import check_selectors
from nexus_gitops.checks.services import check_services
from nexus_gitops.checks.settings import check_settings
from nexus_gitops.checks.store_clients import check_store_clients
from nexus_gitops.checks.stores import check_stores
from nexus_gitops.checks.variables import check_variables
from nexus_gitops.checks.volumes import check_volumes
from nexus_gitops.checks.waves import check_waves
from nexus_gitops.images.image import ImagePolicy
from nexus_gitops.manifests.identity import KubeObject
from tests.checks.shop import SHOP

Check = Callable[[list[KubeObject]], tuple[Finding, ...]]

CHECKS: dict[str, Check] = {
    "stores": check_stores,
    "store_clients": check_store_clients,
    "settings": check_settings,
    "ingress_classes": check_ingress_classes,
    "argocd_options": check_argocd_options,
    "argocd_sync": lambda objects: check_argocd_sync(objects, "main"),
    "authentication": lambda objects: check_authentication(objects, ImagePolicy.DIGEST),
    "autoscalers": check_autoscalers,
    "component_answers": lambda objects: check_component_answers(objects, SHOP),
    "component_needs": lambda objects: check_component_needs(objects, SHOP, {}),
    "connections": check_connections,
    "cron_jobs": check_cron_jobs,
    "databases": check_databases,
    "deviations": check_deviations,
    "disruption": check_disruption,
    "duplicates": check_duplicates,
    "exposure": check_exposure,
    "hardening": check_hardening,
    "identities": check_identities,
    "images": lambda objects: check_images(objects, ImagePolicy.VERSIONED, "prod"),
    "digests": lambda objects: check_digests(objects, ImagePolicy.DIGEST, "prod"),
    "ingresses": lambda objects: check_ingresses(objects, {}),
    "jobs": check_jobs,
    "lifecycle": check_lifecycle,
    "limit_ranges": check_limit_ranges,
    "meanings": check_meanings,
    "memory": check_memory,
    "metadata": check_metadata,
    "mounts": check_mounts,
    "network": check_network,
    "origins": lambda objects: check_origins(objects, ImagePolicy.DIGEST),
    "pod_security": check_pod_security,
    "privileges": check_privileges,
    "probes": check_probes,
    "quota": check_quota,
    "rbac": check_rbac,
    "references": lambda objects: check_references(objects, {}),
    "refusals": check_refusals,
    "resources": check_resources,
    "rollouts": check_rollouts,
    "scheduling": check_scheduling,
    "schemes": check_schemes,
    "selectors": check_selectors,
    "services": check_services,
    "variables": check_variables,
    "volumes": check_volumes,
    "waves": check_waves,
}


@pytest.mark.parametrize("check", CHECKS)
def test_a_valid_environment_has_no_findings(environment: Any, check: str) -> None:
    assert CHECKS[check](environment.all) == ()


ODD: list[Any] = [
    None,
    True,
    -1,
    10**30,
    1.5,
    "",
    "x",
    "99%",
    [],
    [None],
    [[1]],
    {},
    {"x": None},
    {"name": {}},
]


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32), value=st.sampled_from(ODD))
def test_no_check_falls_over_a_broken_object(
    environment: Any, argocd: Any, deployed: Any, seed: int, value: Any
) -> None:
    objects, definitions = environment.all, argocd.all
    places = [place for obj in (*objects, *definitions) for place in _places(obj)]
    parent, key = random.Random(seed).choice(places)
    parent[key] = value
    for check in CHECKS.values():
        check(objects)
    check_argocd([deployed(objects)], definitions, "prod")
    check_namespace(deployed(objects))
    check_custom_kinds([deployed(objects)])


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_changes_nothing_and_repeats_itself(environment: Any, check: str) -> None:
    objects = environment.with_field("Deployment/web", "spec.template.spec.containers[0]", {})
    before = json.dumps(objects)
    assert CHECKS[check](objects) == CHECKS[check](objects)
    assert json.dumps(objects) == before


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_at_all_is_checked_too(check: str) -> None:
    assert {finding.rule for finding in CHECKS[check]([])} <= {
        "component-missing",
        "network-default-deny",
    }


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every field and list item below an object, except what makes it one."""
    for key in value if isinstance(value, dict) else range(len(value)):
        if key not in ("apiVersion", "kind"):
            yield value, key
        if isinstance(value[key], dict | list):
            yield from _places(value[key])
