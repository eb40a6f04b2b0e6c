"""What an environment's own observability consists of, as rendered."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import debian_packages
import pytest
import yaml

from nexus_constructs.configuration import yaml_text
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.platform import loading
from nexus_gitops.rendering.render import Rendering
from nexus_platform.addons.observability.alertmanager import configuration
from nexus_platform.addons.observability.settings import Own, PagerDuty, Receiver, Slack, Webhook
from nexus_platform.environment import Environment
from nexus_platform.parts import PARTS

WATCHED = ("staging", "prod")
Render = Callable[[str], Rendering]


@pytest.fixture(params=WATCHED)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def objects(name: str, rendering: Render) -> list[KubeObject]:
    return [
        from_yaml(text, path)
        for application in rendering(name).applications
        for path, text in rendering(name).applications[application].items()
    ]


def of_kind(objects: list[KubeObject], kind: str) -> list[KubeObject]:
    return [obj for obj in objects if obj["kind"] == kind]


def config(objects: list[KubeObject], prefix: str) -> dict[str, Any]:
    (found,) = (
        obj
        for obj in of_kind(objects, "ConfigMap")
        if obj["metadata"]["name"].startswith(f"{prefix}-")
    )
    return {file: yaml.safe_load(text) for file, text in found["data"].items()}


def test_every_component_with_figures_is_asked_for_them(
    name: str, objects: list[KubeObject]
) -> None:
    env = loading.load(name)
    assert isinstance(env, Environment)
    jobs = {
        job["job_name"]: job
        for job in config(objects, "prometheus-config")["prometheus.yml"]["scrape_configs"]
    }

    measured = {c.name: c.metrics for part in PARTS for c in part.of(env) if c.metrics}

    assert measured.keys() <= jobs.keys()
    assert jobs.keys() - measured.keys() <= {"argocd", "cert-manager"}
    namespaces = {obj["metadata"]["name"] for obj in of_kind(objects, "Namespace")}
    for name_, metrics in measured.items():
        (discovery,) = jobs[name_]["kubernetes_sd_configs"]
        assert set(discovery["namespaces"]["names"]) == namespaces
        assert jobs[name_]["metrics_path"] == metrics.path


def test_what_watches_has_a_role_in_every_namespace_and_none_in_the_cluster(
    objects: list[KubeObject],
) -> None:
    assert not of_kind(objects, "ClusterRole")
    namespaces = {obj["metadata"]["name"] for obj in of_kind(objects, "Namespace")}
    for who in ("prometheus", "kube-state-metrics"):
        bound = {
            obj["metadata"]["namespace"]
            for obj in of_kind(objects, "RoleBinding")
            if obj["subjects"][0]["name"] == who
        }
        assert bound == namespaces
    verbs = {
        verb for obj in of_kind(objects, "Role") for rule in obj["rules"] for verb in rule["verbs"]
    }
    assert verbs <= {"get", "list", "watch"}


def test_nobody_gets_into_grafana_without_the_password_of_the_secret(
    objects: list[KubeObject],
) -> None:
    (grafana,) = (
        obj for obj in of_kind(objects, "Deployment") if obj["metadata"]["name"] == "grafana"
    )
    (container,) = grafana["spec"]["template"]["spec"]["containers"]
    env = {variable["name"]: variable for variable in container["env"]}
    assert env["GF_AUTH_ANONYMOUS_ENABLED"]["value"] == "false"
    assert env["GF_USERS_ALLOW_SIGN_UP"]["value"] == "false"
    assert "secretKeyRef" in env["GF_SECURITY_ADMIN_PASSWORD"]["valueFrom"]


def test_an_environment_without_it_has_none_of_it(rendering: Render) -> None:
    assert set(rendering("dev").applications) == {"core"}
    text = "".join(
        text for files in rendering("dev").applications.values() for text in files.values()
    )
    assert "exporter" not in text


@pytest.mark.parametrize(
    ("receiver", "told"),
    [
        (Slack(channel="#alerts"), "slack_configs"),
        (PagerDuty(), "pagerduty_configs"),
        (Webhook(url="https://hooks.example.com/alerts"), "webhook_configs"),
    ],
)
def test_alertmanager_takes_what_it_is_told(receiver: Receiver, told: str, tmp_path: Path) -> None:
    amtool = debian_packages.program("amtool", "prometheus-alertmanager")
    said = configuration(Own(critical=receiver, warning=Slack(channel="#others")))
    file = tmp_path / "alertmanager.yml"
    file.write_text(yaml_text(said))

    checked = subprocess.run(
        [amtool, "check-config", file], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    for severity, expected in (("critical", "critical"), ("warning", "warning"), ("", "nobody")):
        routed = subprocess.run(
            [amtool, "config", "routes", "test", f"--config.file={file}", f"severity={severity}"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert routed.stdout.strip() == expected
    assert told in next(one for one in said["receivers"] if one["name"] == "critical")
