"""`nexus-gitops chart --package` and `--push`, with a real registry and real Helm."""

import json
import tarfile
from pathlib import Path

import pytest
from helm import helm
from real_registry import PASSWORD, USER, RunningRegistry

from tests.cli.conftest import Done, Machine

COSIGN = """#!/bin/sh
echo "$@" >> {record}
[ "$COSIGN_KEY" != broken ] || {{ echo "no such key" >&2; exit 1; }}
"""


def chart(machine: Machine, *arguments: str) -> Done:
    return machine.run("chart", "--output", "nexus", "--version", "1.0.0+build.7", *arguments)


@pytest.mark.parametrize("major", ["3", "4"])
def test_helm_pulls_what_was_pushed(
    machine: Machine, registry: RunningRegistry, tmp_path: Path, major: str
) -> None:
    address = f"oci://{registry.host}/charts-{major}"

    done = chart(machine, "--push", address)

    assert done.code == 0, done.err
    (pushed,) = [line for line in done.out.splitlines() if line.startswith("pushed: ")]
    record = json.loads((machine.folder / "nexus.pushed.json").read_text())
    assert pushed == (
        f"pushed: {registry.host}/charts-{major}/nexus:1.0.0_build.7@{record['digest']}"
    )
    pulled = helm(major, tmp_path).run(
        *("pull", f"{address}/nexus", "--version", "1.0.0+build.7", "--plain-http"),
        *("--untar", "--untardir", tmp_path / "pulled"),
    )
    assert pulled.returncode == 0, pulled.stderr
    assert record["digest"] in pulled.stdout + pulled.stderr
    assert _files(tmp_path / "pulled" / "nexus") == _files(machine.folder / "nexus")


def test_the_same_chart_is_pushed_with_the_same_digest(
    machine: Machine, registry: RunningRegistry
) -> None:
    address = f"oci://{registry.host}/twice"

    chart(machine, "--push", address)
    first = json.loads((machine.folder / "nexus.pushed.json").read_text())
    chart(machine, "--push", address)

    assert json.loads((machine.folder / "nexus.pushed.json").read_text()) == first


def test_a_registry_that_asks_who_one_is(
    machine: Machine, guarded_registry: RunningRegistry
) -> None:
    address = f"oci://{guarded_registry.host}/charts"

    refused = chart(machine, "--push", address)

    assert refused.code == 6
    assert f"there are no credentials for {guarded_registry.host}" in refused.complaint
    folder = Path(machine.variables["HOME"], ".docker")
    folder.mkdir()
    auths = {guarded_registry.host: {"username": USER, "password": PASSWORD}}
    (folder / "config.json").write_text(json.dumps({"auths": auths}))
    assert chart(machine, "--push", address).code == 0


def test_a_package_is_the_same_each_time_and_helm_renders_it(
    machine: Machine, tmp_path: Path
) -> None:
    first = chart(machine, "--package", "one")
    chart(machine, "--package", "two")

    assert first.out.splitlines()[-1] == "packaged as one/nexus-1.0.0+build.7.tgz"
    file = machine.folder / "one" / "nexus-1.0.0+build.7.tgz"
    other = machine.folder / "two" / file.name
    assert file.read_bytes() == other.read_bytes()
    with tarfile.open(file) as tar:
        assert tar.getnames()[0] == "nexus/Chart.yaml"
    assert helm("4", tmp_path).template(file) == helm("4", tmp_path).template(
        machine.folder / "nexus"
    )


def test_argo_cd_is_told_where_the_chart_is(machine: Machine, registry: RunningRegistry) -> None:
    before = chart(machine, "--argocd", "applications")
    assert before.code == 2
    assert before.complaint.startswith("the chart was pushed nowhere yet")

    chart(machine, "--push", f"oci://{registry.host}/argo")
    done = chart(machine, "--argocd", "applications")

    assert done.code == 0, done.err
    files = sorted(path.name for path in (machine.folder / "applications").iterdir())
    assert [line for line in done.out.splitlines() if line.startswith("+ ")] == [
        f"+ applications/{name}" for name in files
    ]
    text = (machine.folder / "applications" / files[0]).read_text()
    assert f"repoURL: {registry.host}/argo" in text


def test_cosign_signs_the_digest(
    machine: Machine, registry: RunningRegistry, tmp_path: Path
) -> None:
    record = tmp_path / "signed"
    program = tmp_path / "bin" / "cosign"
    program.parent.mkdir()
    program.write_text(COSIGN.format(record=record))
    program.chmod(0o755)
    path = f"{program.parent}:{machine.variables['PATH']}"
    address = f"oci://{registry.host}/signed"

    done = chart(machine.with_(PATH=path, COSIGN_KEY="a.key"), "--push", address, "--sign")

    assert done.code == 0, done.err
    digest = json.loads((machine.folder / "nexus.pushed.json").read_text())["digest"]
    reference = f"{registry.host}/signed/nexus:1.0.0_build.7@{digest}"
    assert record.read_text() == f"sign --yes --key a.key {reference}\n"
    failed = chart(machine.with_(PATH=path, COSIGN_KEY="broken"), "--push", address, "--sign")
    assert failed.code == 8
    assert f"cosign did not sign {reference}: no such key" in failed.complaint


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        (["--push", "registry.example.com/charts"], 2, "is no address of a registry"),
        (["--push", "oci://UPPER/charts"], 2, "repository 'UPPER/charts/nexus' is not valid"),
        (["--push", "oci://127.0.0.1:9/charts"], 6, "127.0.0.1:9 does not answer"),
        (["--sign"], 2, "--sign signs what is pushed"),
        (["--check", "--package", "one"], 2, "--check writes nothing"),
    ],
)
def test_what_cannot_be_is_told(
    machine: Machine, arguments: list[str], code: int, complaint: str
) -> None:
    done = chart(machine, *arguments)

    assert done.code == code
    assert complaint in done.complaint


def _files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
