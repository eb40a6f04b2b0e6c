"""The database as a Cluster of CloudNativePG: what is rendered, wired and checked in its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import msgspec
import pytest

from nexus_constructs.quantity import parse_quantity
from nexus_constructs.sizing import Resources
from nexus_gitops.checks.findings import Severity
from nexus_gitops.checks.subject import Subject, check
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.platform import loading
from nexus_gitops.platform.application import Deployed
from nexus_gitops.platform.data import InvalidError
from nexus_gitops.platform.environment import KubernetesVersions
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering.render import Rendering, render
from nexus_platform import names
from nexus_platform.addons.backup.settings import Claim
from nexus_platform.database import CloudNativePg, Recovery, StatefulSet
from nexus_platform.declaration import declaration
from nexus_platform.edges import AllOf, ApiServer, Pods, edges
from nexus_platform.environment import Environment
from nexus_platform.mesh import Ambient
from nexus_platform.parts import PARTS
from nexus_platform.sizes import Database

RECOVERY = Recovery(cluster="database", at="2026-11-28T12:30:00Z")


def with_cluster(environment: str, /, **said: Any) -> Environment:
    env = loading.load(environment)
    assert isinstance(env, Environment)
    database = CloudNativePg(**said)
    return msgspec.structs.replace(env, database=database, kubernetes=versions("1.29"))


def versions(oldest: str) -> KubernetesVersions:
    return KubernetesVersions(oldest=oldest, newest="1.37")


@dataclass(frozen=True)
class Rendered:
    """An environment, and what it is rendered to."""

    env: Environment
    rendering: Rendering

    @property
    def core(self) -> list[KubeObject]:
        return list(self.rendering.objects["core"])

    def of_kind(self, kind: str) -> list[KubeObject]:
        return [obj for obj in self.core if obj["kind"] == kind]

    def one(self, kind: str) -> KubeObject:
        (found,) = self.of_kind(kind)
        return found


def rendered(env: Environment) -> Rendered:
    return Rendered(env, render(platform(), env, loading.images(env.name), env.repository))


@pytest.fixture(scope="module")
def prod() -> Rendered:
    return rendered(with_cluster("prod"))


@pytest.fixture(scope="module")
def recovered() -> Rendered:
    return rendered(with_cluster("staging", name="database-2", recovery=RECOVERY))


@pytest.fixture(scope="module")
def dev() -> Rendered:
    """Without backups, and so without an archive."""
    return rendered(with_cluster("dev", instances=1))


@pytest.fixture(params=["prod", "recovered", "dev"])
def each(request: pytest.FixtureRequest) -> Rendered:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Rendered)
    return found


def test_the_cluster_is_checked_without_an_error(each: Rendered) -> None:
    """All but the digests, which the locks of staging and prod get where the images are."""
    env = each.env
    subject = Subject(
        env=env,
        deployed=[
            Deployed(application, list(each.rendering.objects[application.name]))
            for application in platform().applications(env)
        ],
        argocd=[from_yaml(text, path) for path, text in each.rendering.argocd.items()],
        images=loading.images(env.name),
        declaration=declaration(env, PARTS),
    )

    errors = [one for one in check(subject) if one.severity is Severity.ERROR]

    assert [one for one in errors if one.rule != "image-digest"] == []


def test_everybody_finds_the_server_that_is_written_to(each: Rendered) -> None:
    host = f"{each.one('Cluster')['metadata']['name']}-rw"
    (settings,) = each.of_kind("ConfigMap")
    assert settings["data"]["DATABASE_HOST"] == host
    assert "DATABASE_ADMIN_USER" not in settings["data"]
    for obj in each.rendering.objects.get("backup", ()):
        if obj["kind"] == "ConfigMap":
            assert obj["data"]["DATABASE_HOST"] == f"{host}.{each.env.namespace}.svc"


def test_there_is_one_engine_and_argo_cd_never_removes_its_data(each: Rendered) -> None:
    for obj in (each.one("Cluster"), *each.of_kind("ObjectStore")):
        options = obj["metadata"]["annotations"]["argocd.argoproj.io/sync-options"].split(",")
        assert {"Prune=false", "Delete=false"} <= set(options)
    assert not [obj for obj in each.core if obj["metadata"]["name"] == names.POSTGRES]


def test_no_superuser_has_a_password_and_each_role_one_of_its_own(prod: Rendered) -> None:
    spec = prod.one("Cluster")["spec"]
    assert spec["enableSuperuserAccess"] is False
    assert names.DATABASE_ADMIN_PASSWORD not in str(prod.core)
    owner = spec["bootstrap"]["initdb"]
    roles = {role["name"]: role for role in spec["managed"]["roles"]}
    logins = {name: role["passwordSecret"]["name"] for name, role in roles.items() if role["login"]}
    logins[owner["owner"]] = owner["secret"]["name"]
    assert logins.keys() == {"nexus_owner", "nexus_kernel", "nexus_monitor", "nexus_backup"}
    made = {obj["metadata"]["name"]: obj["spec"] for obj in prod.of_kind("ExternalSecret")}
    for user, secret in logins.items():
        template = made[secret]["target"]["template"]
        assert template["type"] == "kubernetes.io/basic-auth"
        assert template["data"]["username"] == user
        # Without it the operator does not see a new password.
        assert template["metadata"]["labels"]["cnpg.io/reload"] == "true"
    assert [name for name, role in roles.items() if role["bypassrls"]] == ["nexus_backup"]
    assert not any(role.get("superuser") or role.get("createrole") for role in roles.values())
    kernel = roles["nexus_kernel"]
    assert (kernel["inherit"], kernel["inRoles"]) == (False, ["nexus_app"])


def test_a_list_says_its_defaults_since_they_would_show_as_drift(prod: Rendered) -> None:
    spec = prod.one("Cluster")["spec"]
    for role in spec["managed"]["roles"]:
        assert {"ensure", "inherit", "connectionLimit"} <= role.keys()
    for plugin in spec["plugins"]:
        assert {"enabled", "isWALArchiver"} <= plugin.keys()


def test_the_operator_and_the_servers_reach_each_other_and_nobody_else_does(
    each: Rendered,
) -> None:
    env = each.env
    servers = Pods(names.DATABASE_CLUSTER, env.namespace)
    table = edges(env, PARTS)
    incoming = {(edge.source, edge.port) for edge in table if edge.target == servers}
    assert {(AllOf("cnpg-system"), 8000), (AllOf("cnpg-system"), 5432)} <= incoming
    assert {(servers, 8000), (servers, 5432)} <= incoming
    assert {(s.component, port) for s, port in incoming if isinstance(s, Pods)} <= {
        (names.DATABASE_CLUSTER, 8000),
        (names.DATABASE_CLUSTER, 5432),
        (names.KERNEL, 5432),
        (names.MIGRATION, 5432),
        ("backup", 5432),
        ("prometheus", 9187),
    }
    assert ApiServer() in {edge.target for edge in table if edge.source == servers}
    # What the policies pick its pods by, the operator puts on them.
    (policy,) = [
        obj for obj in each.of_kind("NetworkPolicy") if obj["metadata"]["name"] == "database"
    ]
    inherited = each.one("Cluster")["spec"]["inheritedMetadata"]["labels"]
    assert policy["spec"]["podSelector"]["matchLabels"] == inherited


def test_the_quota_has_room_for_every_server_and_one_that_is_made(prod: Rendered) -> None:
    spec = prod.one("Cluster")["spec"]
    with_three = hard(prod)
    with_one = hard(rendered(with_cluster("prod", instances=1)))
    assert parse_quantity(with_three["pods"]) - parse_quantity(with_one["pods"]) == 2
    storage = parse_quantity(with_three["requests.storage"])
    assert storage - parse_quantity(with_one["requests.storage"]) == 2 * parse_quantity(
        spec["storage"]["size"]
    )
    sidecar = prod.one("ObjectStore")["spec"]["instanceSidecarConfiguration"]["resources"]
    memory = parse_quantity(with_three["limits.memory"]) - parse_quantity(with_one["limits.memory"])
    assert memory == 2 * sum(
        (
            parse_quantity(limits["memory"])
            for limits in (spec["resources"]["limits"], sidecar["limits"])
        ),
        Fraction(0),
    )


def hard(found: Rendered) -> Mapping[str, str]:
    limits: Mapping[str, str] = found.one("ResourceQuota")["spec"]["hard"]
    return limits


def test_what_is_written_is_archived_where_backups_go(prod: Rendered) -> None:
    cluster, store, base = (
        prod.one(kind) for kind in ("Cluster", "ObjectStore", "ScheduledBackup")
    )
    (plugin,) = cluster["spec"]["plugins"]
    assert plugin["isWALArchiver"] is True
    assert plugin["parameters"]["barmanObjectName"] == store["metadata"]["name"]
    assert "backup" not in cluster["spec"]  # the operator's own way is gone from 1.31
    configuration = store["spec"]["configuration"]
    assert configuration["destinationPath"] == "s3://nexus-prod-backups/archive"
    keys = {one["name"] for one in configuration["s3Credentials"].values()}
    assert keys == {"nexus-secrets"}
    assert base["spec"]["method"] == "plugin"
    assert base["spec"]["cluster"]["name"] == cluster["metadata"]["name"]
    assert prod.env.backup is not None
    assert base["spec"]["schedule"] == f"0 {prod.env.backup.schedule}"


def test_no_time_zone_is_written_since_the_operator_refuses_the_schedule_then() -> None:
    env = with_cluster("staging")
    assert env.backup
    backup = msgspec.structs.replace(env.backup, time_zone="Europe/Berlin")
    archive = msgspec.structs.replace(env, backup=backup).archive
    assert archive
    assert archive.schedule == "0 30 2 * * *"


def test_without_a_bucket_nothing_is_archived(dev: Rendered) -> None:
    assert not dev.of_kind("ObjectStore")
    assert not dev.of_kind("ScheduledBackup")
    assert "plugins" not in dev.one("Cluster")["spec"]
    staging = with_cluster("staging")
    assert staging.backup
    claimed = msgspec.structs.replace(staging.backup, target=Claim(storage="10Gi"))
    assert msgspec.structs.replace(staging, backup=claimed).archive is None


def test_a_new_cluster_begins_as_the_other_was_at_a_moment(recovered: Rendered) -> None:
    cluster = recovered.one("Cluster")
    assert cluster["metadata"]["name"] == "database-2"
    assert "initdb" not in cluster["spec"]["bootstrap"]
    recovery = cluster["spec"]["bootstrap"]["recovery"]
    assert recovery["recoveryTarget"] == {"targetTime": RECOVERY.at}
    (origin,) = cluster["spec"]["externalClusters"]
    assert origin["name"] == recovery["source"]
    assert origin["plugin"]["parameters"]["serverName"] == RECOVERY.cluster
    # The one before keeps its servers and claims until somebody takes them away.
    alone = hard(rendered(with_cluster("staging")))
    both = hard(recovered)
    assert parse_quantity(both["persistentvolumeclaims"]) == 2 * parse_quantity(
        alone["persistentvolumeclaims"]
    )


def test_the_cluster_needs_the_operators_kinds_and_argo_cd_may_bring_them(
    each: Rendered,
) -> None:
    (core, *_) = platform().applications(each.env)
    wanted = {"postgresql.cnpg.io/Cluster"}
    if each.env.archive:
        wanted |= {"postgresql.cnpg.io/ScheduledBackup", "barmancloud.cnpg.io/ObjectStore"}
    assert wanted == {kind for kind in core.requires if "cnpg.io" in kind}
    assert wanted <= {f"{group}/{kind}" for group, kind in core.permits}


def test_nothing_of_it_is_there_where_the_server_is_our_own() -> None:
    env = loading.load("prod")
    assert isinstance(env, Environment)
    assert env.database == StatefulSet()
    (core, *_) = platform().applications(env)
    assert not [kind for kind in (*core.requires, *core.permits) if "cnpg.io" in str(kind)]


@pytest.mark.parametrize(
    ("name", "said", "why"),
    [
        ("staging", {"recovery": Recovery(cluster="database")}, "cannot begin as itself"),
        ("dev", {"name": "database-2", "recovery": Recovery(cluster="database")}, "no archive"),
        ("staging", {"instances": 0}, "instances"),
        ("staging", {"recovery": {"cluster": "old", "at": "yesterday"}}, "at"),
        ("staging", {"recovery": {"cluster": "old", "at": "2026-02-30T12:00:00Z"}}, "no moment"),
        ("staging", {"name": "2nd"}, "name"),
        ("staging", {"name": "redis"}, "ServiceAccount"),
    ],
)
def test_what_cannot_be_is_refused(name: str, said: Mapping[str, Any], why: str) -> None:
    with pytest.raises(InvalidError, match=why):
        with_cluster(name, **said)


def test_an_older_kubernetes_would_wait_for_the_archiver_to_end() -> None:
    env = with_cluster("staging")
    with pytest.raises(InvalidError, match=r"need Kubernetes 1\.29"):
        msgspec.structs.replace(env, kubernetes=versions("1.28"))


def test_less_memory_than_postgresql_shares_is_refused_as_the_operator_does() -> None:
    env = with_cluster("staging")
    small = Database(resources=Resources("100m", "500m", "128Mi", "1Gi"))
    with pytest.raises(InvalidError, match="a quarter of the limit"):
        msgspec.structs.replace(env, postgres=small)


def test_a_mesh_would_keep_the_operator_out() -> None:
    env = with_cluster("staging")
    with pytest.raises(InvalidError, match="mesh"):
        msgspec.structs.replace(env, mesh=Ambient())
