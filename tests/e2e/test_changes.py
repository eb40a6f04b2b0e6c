"""What a publish changes in the cluster, and what it leaves alone."""

import json
from collections.abc import Callable

import pytest

from nexus_gitops.argocd.layout import CORE, application_path
from nexus_gitops.manifests.identity import Identity, KubeObject
from tests.cli.conftest import Machine
from tests.e2e.conftest import Edits, Platform
from tests.e2e.patience import throughout, until

_LOG_LEVELS = "secrets=ClusterSecrets(),"
_KERNEL = "nexus_platform/components/workspace_kernel.py"
_MIGRATION = "nexus_platform/components/migration.py"
_ELSEWHERE: Edits = {
    _KERNEL: ("        *names.DATABASES,\n", "        Internet(5432),\n"),
    _MIGRATION: ("needs=names.DATABASES", "needs=(Internet(5432),)"),
}
_IMPORTING: Edits = {_MIGRATION: ("import Component, ", "import Component, Internet, ")}
_LAST = "        self._lead_in(built)\n"
_ONE_MORE = """        Settings(
            self,
            "extra",
            installation=self._installation,
            data={"a": "b"},
            after=self._services(built),
        )
"""
_WITHOUT_DATABASE: Edits = {
    "nexus_platform/components/__init__.py": ("    POSTGRES,\n", ""),
}


def _module(platform: Platform) -> str:
    return f"nexus_platform/environments/{platform.environment}.py"


def _asked_for(found: dict[Identity, KubeObject]) -> dict[Identity, object]:
    """Of each object, whether it is the same one and when Argo CD changed it last.

    The API server notes that only for an apply that changes something.
    """
    return {
        one: (
            obj["metadata"]["uid"],
            [
                entry["time"]
                for entry in obj["metadata"].get("managedFields", ())
                if entry["manager"] == "argocd-controller" and "subresource" not in entry
            ],
        )
        for one, obj in found.items()
        if one.kind != "Job"  # a hook, which each sync makes anew
    }


def test_only_what_changed_is_touched_and_nothing_else_restarts(
    platform: Platform, edit: Callable[[Edits], Machine]
) -> None:
    before, pods = _asked_for(platform.live()), _pods(platform)
    louder = edit(
        {
            _module(platform): (
                _LOG_LEVELS,
                f'{_LOG_LEVELS}\n    log_levels={{"nexus-os": "debug"}},',
            )
        }
    )
    assert platform.publish(by=louder).code == 0
    platform.settle()

    after = _asked_for(platform.live())
    touched = {
        str(one) for one in before.keys() | after.keys() if before.get(one) != after.get(one)
    }
    assert touched == _changed_by_the_commit(platform)
    restarted = {name for name, found in _pods(platform).items() if found != pods[name]}
    assert restarted == {name.partition("/")[2] for name in touched if name.startswith("Deploy")}
    assert restarted < pods.keys()


def test_what_is_no_longer_rendered_is_pruned(
    platform: Platform, edit: Callable[[Edits], Machine]
) -> None:
    before = platform.live().keys()
    more = edit({"nexus_platform/objects.py": (_LAST, _LAST + _ONE_MORE)})
    done = platform.publish(by=more)
    assert done.code == 0, done.err
    platform.settle()
    (extra,) = platform.live().keys() - before

    done = platform.publish()
    assert done.code == 0, done.err
    platform.settle()
    assert platform.kube.find("v1 ConfigMap", extra.name, platform.namespace) is None
    assert platform.live().keys() == before


def test_what_holds_data_is_not_removed_by_mistake(
    platform: Platform, edit: Callable[[Edits], Machine]
) -> None:
    database = platform.kube.get("apps/v1 StatefulSet", "postgres", platform.namespace)
    moved = edit(
        {_module(platform): (f'namespace="{platform.namespace}"', 'namespace="elsewhere"')}
    )
    done = platform.publish(by=moved)
    assert done.code == 4
    assert "--allow-destructive" in done.complaint
    throughout(
        lambda: (
            platform.kube.get("apps/v1 StatefulSet", "postgres", platform.namespace)["metadata"][
                "uid"
            ]
            == database["metadata"]["uid"]
        ),
        "the database stays",
    )


# Where backups are made, they need the database that they are made of.
@pytest.mark.parametrize("platform", ["dev"], indirect=True)
def test_what_holds_data_is_removed_where_that_is_meant_and_its_volume_stays(
    platform: Platform, edit: Callable[..., Machine]
) -> None:
    """The database moves to where somebody else runs it."""
    database = ("apps/v1 StatefulSet", "postgres", platform.namespace)
    moved = edit(_WITHOUT_DATABASE, of=edit(_ELSEWHERE, of=edit(_IMPORTING)))
    assert platform.publish(by=moved).code == 4
    done = platform.publish("--allow-destructive", by=moved)
    assert done.code == 0, done.err
    platform.settle()
    # It is there until its pod has ended.
    until(lambda: not platform.kube.find(*database), "end of the database")
    volume = platform.kube.get("v1 PersistentVolumeClaim", "data-postgres-0", platform.namespace)
    assert "deletionTimestamp" not in volume["metadata"]

    assert platform.publish("--allow-destructive").code == 0
    platform.settle()
    (pod,) = platform.pods("postgres").values()
    assert {"claimName": "data-postgres-0"} in [
        one.get("persistentVolumeClaim") for one in pod["spec"]["volumes"]
    ]
    again = platform.kube.get("v1 PersistentVolumeClaim", "data-postgres-0", platform.namespace)
    assert again["metadata"]["uid"] == volume["metadata"]["uid"]


def test_the_same_release_again_is_no_commit_and_no_sync(platform: Platform) -> None:
    before = platform.cluster.repository.head()
    operation = platform.application["status"]["operationState"]
    assert "unchanged" in platform.publish().out
    assert platform.cluster.repository.head() == before
    throughout(
        lambda: platform.application["status"]["operationState"] == operation, "no sync starts"
    )


def test_nothing_that_the_api_server_fills_in_shows_as_a_difference(platform: Platform) -> None:
    """On no object, even when Argo CD forgets what it knew, and when it syncs all of it again."""
    before = _asked_for(platform.live())
    platform.refresh()
    assert _out_of_sync(platform) == []
    started = platform.application["status"]["operationState"]["startedAt"]
    platform.kube.patch(
        _APPLICATION,
        f"nexus-{platform.environment}-core",
        "argocd",
        {
            "operation": {
                "initiatedBy": {"username": "somebody"},
                # As `argocd app sync` does; without them the objects are applied by the client.
                "sync": {"syncOptions": platform.application["spec"]["syncPolicy"]["syncOptions"]},
            }
        },
    )
    until(
        lambda: (
            platform.application["status"]["operationState"]["startedAt"] > started
            and platform.application["status"]["operationState"]["phase"] == "Succeeded"
        ),
        "sync by hand",
    )
    assert _out_of_sync(platform) == []
    assert _asked_for(platform.live()) == before


def test_a_kind_that_is_not_rendered_is_not_let_in(platform: Platform) -> None:
    """What is rendered was let in by the first sync."""
    foreign = {
        "apiVersion": "v1",
        "kind": "ReplicationController",
        "metadata": {"name": "miner", "namespace": platform.namespace},
        "spec": {
            "selector": {"app": "miner"},
            "template": {
                "metadata": {"labels": {"app": "miner"}},
                "spec": {"containers": [{"name": "miner", "image": "miner"}]},
            },
        },
    }
    path = f"{application_path(platform.environment, CORE)}/core_replicationcontroller_miner.yaml"
    platform.cluster.repository.commit(path, json.dumps(foreign))
    until(
        lambda: "ReplicationController is not permitted in project" in _said(platform),
        "refusal by the project",
    )
    assert platform.kube.find("v1 ReplicationController", "miner", platform.namespace) is None
    platform.cluster.repository.commit(path, None)


_APPLICATION = "argoproj.io/v1alpha1 Application"


def _pods(platform: Platform) -> dict[str, frozenset[str]]:
    names = ("graphstudio-frontend", "nexus-os", "postgres", "redis", "workspace-kernel")
    return {name: frozenset(platform.pods(name)) for name in names}


def _changed_by_the_commit(platform: Platform) -> set[str]:
    history = platform.machine.run(
        "history", "--env", platform.environment, "--limit", "1", "--output", "json"
    )
    told = [line.split(" ") for line in history.json["releases"][0]["objects"]]
    return {name for _, name, *_ in told}


def _out_of_sync(platform: Platform) -> list[str]:
    status = platform.application["status"]
    assert status["sync"]["status"] == "Synced"
    return [one["name"] for one in status["resources"] if one.get("status") == "OutOfSync"]


def _said(platform: Platform) -> str:
    status = platform.application["status"]
    operation = status.get("operationState", {})
    return json.dumps([status.get("conditions"), operation])
