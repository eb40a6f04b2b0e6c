"""`nexus-gitops env from-values`."""

import shutil

import pytest

from tests.cli.conftest import Machine

VALUES = """
registry: registry.acme.example
entry:
  host: nexus.acme.example
secrets: {kind: store, store: vault, remoteKey: acme/nexus}
kernel: {scaling: {maxReplicas: 20}}
images: {redis: {tag: 7.4.3-alpine}}
"""


@pytest.fixture
def copied(machine: Machine) -> Machine:
    """A machine with a platform of the user's own."""
    shutil.copytree(machine.source / "nexus_platform", machine.folder / "nexus_platform")
    (machine.folder / "values.yaml").write_text(VALUES)
    return machine.with_(NEXUS_GITOPS_PLATFORM=str(machine.folder / "nexus_platform"))


def test_values_become_an_environment_that_renders_what_helm_renders(copied: Machine) -> None:
    done = copied.run("env", "from-values", "values.yaml", "--name", "acme", "--like", "staging")

    assert done.code == 0, done.err
    assert done.out.splitlines() == [
        "+ nexus_platform/environments/acme.images.json",
        "+ nexus_platform/environments/acme.py",
        "next: nexus-gitops synth && nexus-gitops validate --env acme",
    ]
    shown = copied.run("env", "show", "acme", "--output", "json").json["environment"]
    assert shown["entry"]["host"] == "nexus.acme.example"
    assert shown["secrets"]["remote_key"] == "acme/nexus"
    assert shown["kernel"]["scaling"]["max_replicas"] == 20
    assert shown["kernel"]["scaling"]["up"] == {
        "percent_per_minute": 50,
        "stabilization_seconds": 60,
    }
    assert shown["images"]["redis"].endswith("/redis:7.4.3-alpine")
    assert shown["images"]["nexus-os"].startswith("registry.acme.example/")
    validated = copied.run("validate", "--env", "acme")
    assert validated.code == 0, validated.out


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ("kernl: 1", "Additional properties are not allowed ('kernl' was unexpected)"),
        ("kernel: {scaling: {minReplicas: 40}}", "min_replicas (40) must be from 1 to"),
        ("logLevel: loud", 'logLevel: "loud" is not one of'),
        ("- a", "holds no values"),
        ("a: [", "is no YAML"),
    ],
)
def test_what_helm_would_refuse_is_refused(copied: Machine, values: str, complaint: str) -> None:
    (copied.folder / "values.yaml").write_text(values)

    done = copied.run("env", "from-values", "values.yaml", "--name", "acme")

    assert done.code in (2, 8)
    assert complaint in done.complaint
    assert not (copied.folder / "nexus_platform" / "environments" / "acme.py").exists()


def test_an_environment_that_is_there_is_not_overwritten(copied: Machine) -> None:
    done = copied.run("env", "from-values", "values.yaml", "--name", "prod")

    assert done.code == 2
    assert done.complaint.startswith("there is an environment prod already")


def test_values_without_a_name_need_one(copied: Machine) -> None:
    done = copied.run("env", "from-values", "values.yaml")

    assert done.code == 2
    assert done.complaint == "values.yaml says no name; name the environment with --name"
