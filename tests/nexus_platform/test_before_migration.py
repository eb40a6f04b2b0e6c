"""A backup in each sync of the core, between the database and what changes it."""

from collections.abc import Callable, Mapping

import msgspec
import pytest

from nexus_gitops.manifests.identity import Identity, KubeObject, identity
from nexus_gitops.platform import loading
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering.render import Rendering, render
from nexus_platform import names
from nexus_platform.addons.backup.settings import S3, Backup, Claim
from nexus_platform.addons.backup.variables import BACKUP_KEY, S3_KEY, S3_KEY_ID
from nexus_platform.environment import Environment
from nexus_platform.parts import CORE

SAFEGUARD = "backup-before-migration"
WAVE = "argocd.argoproj.io/sync-wave"

Objects = Mapping[Identity, KubeObject]


def of(rendering: Rendering, application: str, kind: str) -> Mapping[str, KubeObject]:
    return {
        obj["metadata"]["name"]: obj
        for obj in rendering.objects[application]
        if obj["kind"] == kind
    }


def core_with(target: S3 | Claim | None) -> Objects:
    """The core of staging, whose backups go there."""
    staging = loading.load("staging")
    assert isinstance(staging, Environment)
    backup = None if target is None else Backup(target=target)
    env = msgspec.structs.replace(staging, backup=backup)
    made = render(platform(), env, loading.images(env.name), env.repository)
    return {identity(obj): obj for obj in made.objects["core"]}


@pytest.fixture(scope="module")
def s3() -> S3:
    staging = loading.load("staging")
    assert isinstance(staging, Environment)
    assert staging.backup is not None
    assert isinstance(staging.backup.target, S3)
    return staging.backup.target


@pytest.mark.parametrize("name", ["staging", "prod"])
def test_it_has_a_wave_of_its_own_between_the_database_and_the_migration(
    name: str, rendering: Callable[[str], Rendering]
) -> None:
    jobs = of(rendering(name), "core", "Job")
    (database,) = of(rendering(name), "core", "StatefulSet").values()
    before, safeguard, after = (
        int(obj["metadata"]["annotations"][WAVE])
        for obj in (database, jobs[SAFEGUARD], jobs[names.MIGRATION])
    )
    assert before < safeguard < after
    waves = [int(o["metadata"]["annotations"][WAVE]) for o in rendering(name).objects["core"]]
    assert waves.count(safeguard) == 2  # with its ServiceAccount
    assert 0 < jobs[SAFEGUARD]["spec"]["activeDeadlineSeconds"] <= 3600


@pytest.mark.parametrize("name", ["staging", "prod"])
def test_it_makes_one_of_the_backups_that_are_made_at_set_times(
    name: str, rendering: Callable[[str], Rendering]
) -> None:
    (container,) = of(rendering(name), "core", "Job")[SAFEGUARD]["spec"]["template"]["spec"][
        "containers"
    ]
    own = {one["name"]: one.get("value") for one in container["env"]}
    (settings,) = of(rendering(name), "backup", "ConfigMap").values()
    of_backups = {k: v for k, v in settings["data"].items() if k.startswith("BACKUP_")}
    assert of_backups
    assert of_backups.items() <= own.items()


def test_a_key_that_is_missing_holds_up_no_pod_which_then_tells_it(
    rendering: Callable[[str], Rendering],
) -> None:
    (container,) = of(rendering("staging"), "core", "Job")[SAFEGUARD]["spec"]["template"]["spec"][
        "containers"
    ]
    keys = [one["valueFrom"]["secretKeyRef"] for one in container["env"] if "valueFrom" in one]
    assert {one["key"] for one in keys} == {
        *(names.DATABASE_ADMIN_PASSWORD, BACKUP_KEY, S3_KEY_ID, S3_KEY)
    }
    assert {(one["name"], one["optional"]) for one in keys} == {(CORE.secret, True)}


def test_with_and_without_all_else_is_the_same(s3: S3) -> None:
    """So that no pod is replaced, nor comes in another wave, for a store that is away."""
    without = core_with(msgspec.structs.replace(s3, before_migration=False))
    with_it = core_with(s3)

    more = {one.name for one in with_it.keys() - without.keys()}
    other = {(o.kind, o.name) for o in without if without[o] != with_it.get(o)}

    assert more == {SAFEGUARD}
    assert other == {("ResourceQuota", "nexus-limits"), ("NetworkPolicy", names.POSTGRES)}


@pytest.mark.parametrize("target", [None, Claim(storage="40Gi")])
def test_there_is_none_where_the_core_cannot_reach_the_store(target: Claim | None) -> None:
    assert SAFEGUARD not in {one.name for one in core_with(target)}
