"""Manifests that lie in a folder are judged as those that are rendered."""

from collections.abc import Callable
from pathlib import Path

import pytest

from nexus_gitops.checks.findings import errors
from nexus_gitops.errors import UsageError
from nexus_gitops.operations.validate_manifests import findings_in
from nexus_gitops.rendering.render import Rendering

CORE = "environments/staging/core"


@pytest.fixture
def folder(tmp_path: Path, rendering: Callable[[str], Rendering]) -> Path:
    """What is published of staging, beside the definitions of another environment."""
    for name in ("staging", "dev"):
        for file, text in rendering(name).argocd.items():
            (tmp_path / "argocd").mkdir(exist_ok=True)
            (tmp_path / "argocd" / file).write_text(text)
    for application, files in rendering("staging").applications.items():
        place = tmp_path / "environments" / "staging" / application
        place.mkdir(parents=True)
        for file, text in files.items():
            (place / file).write_text(text)
    return tmp_path


def rules(folder: Path) -> set[str]:
    return {finding.rule for finding in errors(findings_in(folder, "staging"))}


def test_what_is_published_breaks_no_rule(folder: Path) -> None:
    assert rules(folder) == set()


def test_an_edit_by_hand_is_told_with_its_file_and_line(folder: Path) -> None:
    file = folder / CORE / "apps_deployment_redis.yaml"
    text = file.read_text()
    line = text.splitlines().index("  replicas: 1") + 1
    file.write_text(text.replace("  replicas: 1", "  replicas: 0"))

    (finding,) = errors(findings_in(folder, "staging"))

    assert (finding.path, finding.line) == (f"{CORE}/apps_deployment_redis.yaml", line)
    assert (finding.application, finding.environment) == ("core", "staging")


def test_what_a_component_needs_and_answers_is_known_of_the_platform(folder: Path) -> None:
    file = folder / CORE / "apps_deployment_workspace-kernel.yaml"
    text = file.read_text()
    file.write_text(text.replace("path: /ready", "path: /readyz"))
    ingress = folder / CORE / "networking.k8s.io_ingress_nexus.yaml"
    ingress.write_text(ingress.read_text().replace("path: /api", "path: /v1"))

    assert rules(folder) == {"component-probe", "component-path"}


def test_several_documents_of_a_file_are_each_judged_in_their_lines(folder: Path) -> None:
    documents = "".join(
        f"---\n# {name}\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n  namespace: x\n"
        for name in ("a", "b")
    )
    (folder / CORE / "two.yaml").write_text(documents)

    lines = {
        finding.object: finding.line
        for finding in findings_in(folder, "staging")
        if finding.rule == "identity-namespace"
    }

    assert lines == {"ConfigMap/a": 7, "ConfigMap/b": 14}


@pytest.mark.parametrize(
    ("file", "content", "rule"),
    [
        ("x.yaml", b"a: [", "manifest-unreadable"),
        ("x.yml", b"just: text", "manifest-unreadable"),
        ("x.json", b"\xff\xfe", "manifest-unreadable"),
        ("x.yaml", b"[" * 3000, "manifest-unreadable"),
        ("kustomization.yaml", b"", "manifest-tool"),
    ],
)
def test_what_argo_cd_would_stumble_over_is_found(
    folder: Path, file: str, content: bytes, rule: str
) -> None:
    (folder / CORE / file).write_bytes(content)
    assert rules(folder) == {rule}


def test_an_application_that_nobody_knows_is_judged_and_one_that_is_gone_is_told(
    folder: Path,
) -> None:
    (folder / CORE).rename(folder / "environments/staging/by-hand")

    found = rules(folder)

    assert {"manifest-missing", "argo-path"} <= found


def test_a_folder_without_the_environment_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no manifests of staging"):
        findings_in(tmp_path, "staging")
