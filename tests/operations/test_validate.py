"""Findings with the place where each is, worked out once."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from nexus_gitops.checks.findings import Severity, errors
from nexus_gitops.operations.validate import findings_of
from nexus_gitops.rendering.render import Rendering
from nexus_gitops.rendering.synthesis import Synthesis

IMAGE = "spec.template.spec.containers[0].image"
BROKEN = "apiVersion: v1\nkind: Pdo\nmetadata:\n  name: web\n  namespace: nexus-prod\n"


@pytest.fixture
def prod(cache_dir: Path, rendering: Callable[[str], Rendering]) -> Synthesis:
    """An environment that demands digests, and has none."""
    rendered = rendering("prod")
    return Synthesis(
        "prod",
        rendered.applications,
        rendered.argocd,
        rendered.images,
        key="of prod",
        rendered=True,
    )


def test_a_finding_leads_to_the_line_of_its_field_in_dist(prod: Synthesis) -> None:
    (finding,) = [
        finding
        for finding in errors(findings_of(prod))
        if (finding.object, finding.field) == ("Deployment/graphstudio-frontend", IMAGE)
    ]

    file = "apps_deployment_graphstudio-frontend.yaml"
    assert (finding.environment, finding.path) == ("prod", f"dist/prod/core/{file}")
    assert "image: " in prod.applications["core"][file].splitlines()[finding.line - 1]


def test_a_finding_about_what_is_missing_leads_to_the_environment(prod: Synthesis) -> None:
    denying = "networking.k8s.io_networkpolicy_default-deny.yaml"
    rest = {file: text for file, text in prod.applications["core"].items() if file != denying}

    found = findings_of(replace(prod, applications={**prod.applications, "core": rest}))

    places = {f.path for f in found if f.rule == "network-default-deny"}
    assert places == {"nexus_platform/environments/prod.py"}


def test_argo_cds_definitions_are_checked_with_what_they_lead_to(prod: Synthesis) -> None:
    file = "argoproj.io_application_nexus-prod-core.yaml"
    broken = prod.argocd[file].replace("namespace: nexus-prod", "namespace: nexus-porod")

    found = findings_of(replace(prod, argocd={**prod.argocd, file: broken}))

    assert f"argocd/{file}" in {finding.path for finding in errors(found)}


def test_findings_are_sorted(prod: Synthesis) -> None:
    found = findings_of(prod)

    assert list(found) == sorted(found)


def test_findings_are_kept_by_the_key_of_the_manifests(prod: Synthesis) -> None:
    first = findings_of(prod)
    kept = findings_of(replace(prod, applications={**prod.applications, "core": {}}))
    anew = findings_of(
        replace(
            prod,
            applications={**prod.applications, "core": {"broken.yaml": BROKEN}},
            key="of another",
        )
    )

    assert kept == first
    assert all(isinstance(finding.severity, Severity) for finding in kept)
    assert anew != first
