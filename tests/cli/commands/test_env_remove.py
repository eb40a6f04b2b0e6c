"""`env remove`: what was published of an environment leaves, and its data stays."""

from collections.abc import Callable

import pytest

from tests.cli.conftest import Done, Machine, Remote

OF_DEV = ("environments/dev/", ".nexus/dev.lock.json", "argocd/argoproj.io_application_nexus-dev")
WITH_STATE = {
    "environments/dev/core/apps_statefulset_postgres.yaml",
    "environments/dev/core/core_namespace_nexus.yaml",
}


@pytest.fixture
def remove(machine: Machine, published: Remote) -> Callable[..., Done]:
    """Takes dev out of the repository."""
    return lambda *more: machine.run("env", "remove", "dev", "--repo", str(published.path), *more)


def test_what_would_run_on_unmanaged_is_drained_first(
    remove: Callable[..., Done], published: Remote
) -> None:
    commits = published.commits

    done = remove()

    assert done.code == 4
    assert "would run on" in done.complaint
    assert "--drain" in done.complaint
    assert published.commits == commits


def test_draining_leaves_what_holds_data_and_the_applications(
    remove: Callable[..., Done], published: Remote
) -> None:
    assert remove("--drain").code == 0

    left = set(published.files)
    here = {path for path in left if path.startswith("environments/dev/")}
    assert here >= WITH_STATE
    kinds = {path.rpartition("/")[2].split("_")[1] for path in here}
    assert kinds == {
        "configmap", "limitrange", "namespace", "networkpolicy", "resourcequota", "service",
        "serviceaccount", "statefulset",
    }  # fmt: skip
    assert "argocd/argoproj.io_application_nexus-dev-core.yaml" in left


def test_it_leaves_in_one_commit_and_nothing_else_does(
    remove: Callable[..., Done], published: Remote
) -> None:
    published.write("README.md", "theirs\n")
    remove("--drain")
    before = published.commits

    done = remove("-o", "json")

    assert done.code == 0, done.err
    assert published.commits[1:] == before
    assert done.json["commit"] == published.commits[0]
    assert set(done.json["kept"]) == {"StatefulSet/postgres", "Namespace/nexus"}
    assert not any(path.startswith(OF_DEV) for path in published.files)
    assert "README.md" in published.files


def test_what_another_environment_lists_stays(
    machine: Machine, remove: Callable[..., Done], published: Remote
) -> None:
    other = machine.run("publish", "--env", "staging", "--repo", str(published.path))
    assert other.code == 0, other.err

    assert remove("--allow-destructive").code == 0

    assert "argocd/argoproj.io_application_nexus-root.yaml" in published.files
    assert any(path.startswith("environments/staging/core/") for path in published.files)


def test_a_dry_run_writes_nothing(remove: Callable[..., Done], published: Remote) -> None:
    commits = published.commits
    for flags in (("--drain",), ("--allow-destructive",)):
        done = remove("--dry-run", *flags, "-o", "json")
        assert (done.code, done.json["commit"]) == (0, "")
        assert done.json["removed"]
    assert published.commits == commits


def test_one_that_is_gone_from_the_platform_leaves_by_a_publish(
    machine: Machine, published: Remote
) -> None:
    """It was renamed here: the old name is published still."""
    record = published.text(".nexus/dev.lock.json").replace('"dev"', '"old"')
    for path in published.files:
        if "dev" in path:
            text = published.text(path)
            published.write(path.replace("dev", "old"), text.replace("nexus-dev", "nexus-old"))
    published.write(
        ".nexus/old.lock.json", record.replace("/dev/", "/old/").replace("-dev", "-old")
    )

    refused = machine.run("publish", "--env", "old", "--repo", str(published.path))
    done = machine.run(
        "publish", "--env", "old", "--repo", str(published.path), "--allow-destructive"
    )

    assert refused.code == 2
    assert done.code == 0, done.err
    assert not any("old" in path for path in published.files)
    assert ".nexus/dev.lock.json" in published.files


@pytest.mark.parametrize("flags", [(), ("--drain",), ("--allow-destructive",)])
def test_one_that_was_never_published_is_told(
    machine: Machine, published: Remote, flags: tuple[str, ...]
) -> None:
    done = machine.run("env", "remove", "prod", "--repo", str(published.path), *flags)
    assert done.code == 2
    assert "prod is not published" in done.complaint
