"""An environment is drained and then removed, and what holds data stays in the cluster."""

import pytest

from nexus_gitops.argocd.layout import record_path
from nexus_gitops.errors import RefusedError, UsageError
from nexus_gitops.publish import Permission, plan_removal, read_published, releases, remove
from nexus_gitops.publish.release import Release
from nexus_gitops.publish.removal import Removed, drained
from tests.publish.conftest import AUTHOR, Remote, manifest, put, release_of


def application(name: str, path: str, namespace: str = "") -> dict[str, str]:
    text = (
        f"apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: {name}\n"
        f"spec:\n  destination:\n    namespace: {namespace or name}\n    name: in-cluster\n"
        f"  source:\n    path: {path}\n"
    )
    project = f"apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata:\n  name: {name}\n"
    return {
        f"argocd/argoproj.io_application_{name}.yaml": text,
        f"argocd/argoproj.io_appproject_{name}.yaml": project,
    }


ROOT = application("nexus-root", "argocd")


def environment(name: str, namespace: str = "") -> Release:
    """A store with what is around it, and what runs beside it."""
    core = f"environments/{name}/core"
    files = {
        f"{core}/namespace.yaml": manifest("Namespace", name),
        f"{core}/policy.yaml": manifest("NetworkPolicy", "db"),
        f"{core}/account.yaml": manifest("ServiceAccount", "db"),
        f"{core}/db.yaml": manifest("StatefulSet", "db"),
        f"{core}/web.yaml": manifest("Deployment", "web"),
        f"{core}/scaler.yaml": manifest("HorizontalPodAutoscaler", "web"),
        f"{core}/entry.yaml": manifest("Ingress", "web"),
    }
    return Release(name, {**files, **application(f"nexus-{name}-core", core, namespace), **ROOT})


def drain(remote: Remote, name: str, application: str = "") -> None:
    published = read_published(remote.address, "main", name)
    put(remote, drained(published, name, application), Permission.DESTRUCTIVE)


def take_out(remote: Remote, name: str, *permissions: Permission) -> Removed:
    return remove(remote.address, "main", name, permissions=frozenset(permissions), author=AUTHOR)


def folder(remote: Remote, name: str) -> set[str]:
    prefix = f"environments/{name}/"
    return {path.removeprefix(prefix) for path in remote.files() if path.startswith(prefix)}


def test_a_drain_leaves_what_holds_data_and_what_that_leans_on(remote: Remote) -> None:
    put(remote, environment("staging"))
    drain(remote, "staging")
    assert folder(remote, "staging") == {
        f"core/{name}.yaml" for name in ("namespace", "policy", "account", "db")
    }
    assert set(application("nexus-staging-core", "")) <= remote.files().keys()


def test_of_an_add_on_stays_what_it_has_stored_and_nothing_that_runs(remote: Remote) -> None:
    """Claims are in no file, and stay; so does a StatefulSet that would take its own along."""
    logs = "environments/staging/logs"
    taking_along = manifest("StatefulSet", "cache") + (
        "  persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete}\n"
    )
    add_on = {
        f"{logs}/namespace.yaml": manifest("Namespace", "logs"),
        f"{logs}/policy.yaml": manifest("NetworkPolicy", "store"),
        f"{logs}/store.yaml": manifest("StatefulSet", "store"),
        f"{logs}/shipper.yaml": manifest("DaemonSet", "shipper"),
        f"{logs}/password.yaml": manifest("ExternalSecret", "store"),
    }
    core = environment("staging")
    named = application("nexus-staging-logs", logs)
    put(remote, Release("staging", {**core.files, **add_on, **named}))
    drain(remote, "staging", "logs")
    left = folder(remote, "staging")
    stored = {"logs/namespace.yaml", "logs/password.yaml"}
    assert {path for path in left if path.startswith("logs")} == stored
    assert {path for path in left if path.startswith("core")} == {
        path.removeprefix("environments/staging/") for path in core.files if "/core/" in path
    }

    keeping = {**add_on, f"{logs}/cache.yaml": taking_along}
    put(remote, Release("staging", {**core.files, **keeping, **named}))
    drain(remote, "staging", "logs")
    left = {path for path in folder(remote, "staging") if path.startswith("logs")}
    assert left == {*stored, "logs/cache.yaml", "logs/policy.yaml"}


def test_an_add_on_leaves_once_it_is_drained(remote: Remote) -> None:
    logs = "environments/staging/logs"
    core = environment("staging")
    add_on = {
        f"{logs}/namespace.yaml": manifest("Namespace", "logs"),
        f"{logs}/shipper.yaml": manifest("DaemonSet", "shipper"),
        **application("nexus-staging-logs", logs),
    }
    put(remote, Release("staging", {**core.files, **add_on}))
    with pytest.raises(RefusedError, match="Namespace/logs") as caught:
        put(remote, core)
    assert "env remove staging --drain --application logs; then, " in caught.value.hint
    drain(remote, "staging", "logs")
    with pytest.raises(RefusedError, match="Namespace/logs") as caught:
        put(remote, core)
    assert caught.value.hint == "if that is meant, publish with --allow-destructive"
    put(remote, core, Permission.DESTRUCTIVE)
    assert read_published(remote.address, "main", "staging").files == core.files


def test_what_would_run_on_is_drained_first(remote: Remote) -> None:
    put(remote, environment("staging"))
    with pytest.raises(RefusedError, match="3 objects of staging would run on") as caught:
        take_out(remote, "staging")
    assert "--drain" in caught.value.hint
    assert take_out(remote, "staging", Permission.DESTRUCTIVE).commit


def test_then_all_of_it_goes_and_nothing_of_others(remote: Remote) -> None:
    prod = environment("prod")
    put(remote, environment("staging"))
    put(remote, prod)
    remote.write({"README": "x", "environments/staging/notes.txt": "theirs"})
    drain(remote, "staging")
    planned = plan_removal(remote.address, "main", "staging")
    removed = take_out(remote, "staging")
    assert (planned.paths, planned.kept) == (removed.paths, removed.kept)
    assert {"Namespace/staging", "StatefulSet/db"} <= set(removed.kept)
    files = remote.files()
    assert not [path for path in files if "nexus-staging" in path]
    assert record_path("staging") not in files
    assert folder(remote, "staging") == {"notes.txt"}
    assert {path: files[path] for path in prod.files} == prod.files
    assert put(remote, prod).unchanged
    assert len(releases(remote.address, "main", "staging")) >= 2
    assert remote.is_sound()


def test_the_root_stays_when_the_last_environment_goes(remote: Remote) -> None:
    put(remote, environment("staging"))
    drain(remote, "staging")
    take_out(remote, "staging")
    assert remote.files() == ROOT
    assert put(remote, environment("prod")).commit == remote.commits()[-1]


def test_a_drain_is_taken_back_by_a_publish(remote: Remote) -> None:
    release = environment("staging")
    put(remote, release)
    drain(remote, "staging")
    put(remote, release)
    assert read_published(remote.address, "main", "staging").files == release.files


def test_its_namespace_is_free_afterwards(remote: Remote) -> None:
    put(remote, environment("old", "nexus"))
    with pytest.raises(RefusedError, match="env remove old"):
        put(remote, environment("new", "nexus"))
    drain(remote, "old")
    take_out(remote, "old")
    assert put(remote, environment("new", "nexus")).commit == remote.commits()[-1]


def test_what_was_never_published_cannot_be_removed(remote: Remote) -> None:
    put(remote, release_of("dev", web=1))
    with pytest.raises(UsageError, match="staging is not published"):
        take_out(remote, "staging")


def test_a_refused_removal_leaves_no_place_in_the_queue(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.publish.test_queue import meanwhile, take_place, waiting

    put(remote, environment("staging"))
    first = take_place(remote, 1)
    with (
        meanwhile(monkeypatch, lambda: remote.git("update-ref", "-d", first)),
        pytest.raises(RefusedError),
    ):
        take_out(remote, "staging")
    assert waiting(remote) == []
