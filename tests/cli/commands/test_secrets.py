"""`secrets`, as far as it needs no cluster; tests/e2e has what does."""

from pathlib import Path

from tests.cli.conftest import ROOT, Machine


def test_the_committed_example_tells_every_variable(machine: Machine) -> None:
    done = machine.run("secrets", "example")
    assert done.code == 0
    assert done.out == (ROOT / ".env.k8s.example").read_text()


def test_the_example_is_a_file_that_gives_nothing(machine: Machine, tmp_path: Path) -> None:
    file = tmp_path / "example"
    file.write_text(machine.run("secrets", "example").out)
    done = machine.with_(KUBECONFIG=str(tmp_path / "none")).run(
        "secrets", "apply", "--env", "dev", "--from-env-file", str(file)
    )
    assert (done.code, done.complaint) == (
        2,
        "there is no kubeconfig; set KUBECONFIG to the file of your cluster",
    )


def test_a_file_with_a_mistake_is_told_before_any_cluster_is_asked(
    machine: Machine, tmp_path: Path
) -> None:
    file = tmp_path / "mistake"
    file.write_text("JWT_SECRET='s3cret'\n")
    done = machine.run("secrets", "apply", "--env", "dev", "--from-env-file", str(file))
    assert done.code == 2
    assert "line 1: the value of JWT_SECRET is in quotes" in done.complaint
    assert "s3cret" not in done.err
