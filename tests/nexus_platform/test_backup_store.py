"""Where backups go: through the network to S3, or to a claim that pods on one node share."""

from collections.abc import Mapping, Sequence

import msgspec
import pytest

from nexus_gitops.checks.findings import Finding, Severity
from nexus_gitops.checks.subject import Subject, check
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.platform import loading
from nexus_gitops.platform.application import Deployed
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering.render import Rendering, render
from nexus_platform.addons.backup.settings import S3, Backup, Claim
from nexus_platform.addons.backup.store import KEEPER
from nexus_platform.addons.backup.variables import BACKUP_KEY
from nexus_platform.declaration import declaration
from nexus_platform.environment import Environment
from nexus_platform.parts import PARTS

PROGRAMS = ("backup", "backup-restore-test")
BUCKET = S3(endpoint="https://s3.example.com", bucket="backups")


@pytest.fixture(scope="module")
def env() -> Environment:
    staging = loading.load("staging")
    assert isinstance(staging, Environment)
    kept = Backup(target=Claim(storage="40960Mi", storage_class="slow"))
    return msgspec.structs.replace(staging, backup=kept)


@pytest.fixture(scope="module")
def rendering(env: Environment) -> Rendering:
    return render(platform(), env, loading.images(env.name), env.repository)


def of(rendering: Rendering, kind: str) -> Mapping[str, KubeObject]:
    return {
        obj["metadata"]["name"]: obj for obj in rendering.objects["backup"] if obj["kind"] == kind
    }


def pods(rendering: Rendering) -> Sequence[KubeObject]:
    jobs = of(rendering, "CronJob")
    return [jobs[name]["spec"]["jobTemplate"]["spec"]["template"]["spec"] for name in PROGRAMS]


def test_every_program_uses_the_claim_of_the_one_that_keeps_it(rendering: Rendering) -> None:
    (keeper,) = of(rendering, "StatefulSet").values()
    (claim,) = keeper["spec"]["volumeClaimTemplates"]
    assert (claim["spec"]["storageClassName"], claim["spec"]["accessModes"]) == (
        "slow",
        ["ReadWriteOnce"],
    )
    assert claim["spec"]["resources"]["requests"]["storage"] == "40Gi"
    name = f"{claim['metadata']['name']}-{keeper['metadata']['name']}-0"
    for pod in pods(rendering):
        (used,) = [one for one in pod["volumes"] if "persistentVolumeClaim" in one]
        assert used["persistentVolumeClaim"]["claimName"] == name
        (container,) = pod["containers"]
        (mount,) = [one for one in container["volumeMounts"] if one["name"] == used["name"]]
        (settings,) = of(rendering, "ConfigMap").values()
        assert settings["data"]["BACKUP_STORE"] == mount["mountPath"]


def test_they_are_put_on_its_node_which_alone_may_mount_it(rendering: Rendering) -> None:
    (keeper,) = of(rendering, "StatefulSet").values()
    labels = keeper["spec"]["template"]["metadata"]["labels"]
    for pod in pods(rendering):
        affinity = pod["affinity"]["podAffinity"]
        (term,) = affinity["requiredDuringSchedulingIgnoredDuringExecution"]
        assert term["topologyKey"] == "kubernetes.io/hostname"
        assert term["labelSelector"]["matchLabels"].items() <= labels.items()


def test_nothing_of_s3_is_left(env: Environment, rendering: Rendering) -> None:
    beyond = [
        name
        for name, obj in of(rendering, "NetworkPolicy").items()
        if name in (*PROGRAMS, KEEPER)
        for rule in obj["spec"].get("egress") or ()
        for peer in rule.get("to") or ()
        if "ipBlock" in peer
    ]
    assert beyond == []
    (application,) = [one for one in platform().applications(env) if one.name == "backup"]
    (keys,) = application.provided_secrets.values()
    assert keys == {BACKUP_KEY, "DATABASE_BACKUP_PASSWORD"}


def errors(env: Environment, rendering: Rendering) -> list[Finding]:
    subject = Subject(
        env=env,
        deployed=[
            Deployed(application, list(rendering.objects[application.name]))
            for application in platform().applications(env)
        ],
        argocd=[from_yaml(text, path) for path, text in rendering.argocd.items()],
        images=loading.images(env.name),
        declaration=declaration(env, PARTS),
    )
    return [one for one in check(subject) if one.severity is Severity.ERROR]


def test_no_check_finds_an_error(env: Environment, rendering: Rendering) -> None:
    assert errors(env, rendering) == []


@pytest.mark.parametrize("target", [BUCKET, Claim(storage="1Gi")], ids=["s3", "claim"])
def test_backups_alone_of_all_add_ons_are_complete(target: S3 | Claim) -> None:
    dev = loading.load("dev")
    assert isinstance(dev, Environment)
    env = msgspec.structs.replace(dev, backup=Backup(target=target))
    assert errors(env, render(platform(), env, loading.images("dev"), env.repository)) == []
