"""What Fluent Bit is told, as rendered. Fluent Bit itself does not run here."""

from collections.abc import Callable
from fnmatch import fnmatch
from typing import Any

import pytest
import yaml

from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.platform import loading
from nexus_gitops.rendering.render import Rendering
from nexus_platform.environment import Environment
from nexus_platform.parts import PARTS

Render = Callable[[str], Rendering]


@pytest.fixture(params=("staging", "prod"))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def logging(name: str, rendering: Render) -> list[KubeObject]:
    files = rendering(name).applications["logging"]
    return [from_yaml(text, path) for path, text in files.items()]


def of_kind(objects: list[KubeObject], kind: str, name: str = "") -> KubeObject:
    (found,) = (
        obj for obj in objects if obj["kind"] == kind and obj["metadata"]["name"].startswith(name)
    )
    return found


@pytest.fixture
def told(logging: list[KubeObject]) -> dict[str, Any]:
    config = of_kind(logging, "ConfigMap", "fluent-bit-config")
    said: dict[str, Any] = yaml.safe_load(config["data"]["fluent-bit.yaml"])
    return said


def is_read(told: dict[str, Any], file: str) -> bool:
    (tail,) = told["pipeline"]["inputs"]
    chosen = any(fnmatch(file, pattern) for pattern in tail["path"].split(","))
    return chosen and not fnmatch(file, tail["exclude_path"])


def test_it_reads_every_pod_of_the_environment_but_its_own_and_nobody_elses(
    name: str, told: dict[str, Any]
) -> None:
    def file(pod: str, namespace: str) -> str:
        return f"/var/log/containers/{pod}_{namespace}_{pod}-{'0' * 64}.log"

    env = loading.load(name)
    assert isinstance(env, Environment)
    for namespace in (part.namespace(env) for part in PARTS if part.wanted(env)):
        assert is_read(told, file("some-pod", namespace))
    assert not is_read(told, file("fluent-bit-abcde", f"nexus-{name}-logging"))
    for other in ("kube-system", f"other-nexus-{name}", f"nexus-{name}-2"):
        assert not is_read(told, file("some-pod", other))


def test_what_cannot_be_sent_is_kept_and_tried_again_within_bounds(told: dict[str, Any]) -> None:
    (tail,), (output,) = told["pipeline"]["inputs"], told["pipeline"]["outputs"]
    assert tail["storage.type"] == "filesystem"
    assert told["service"]["storage.path"].startswith("/buffer/")
    assert tail["db"].startswith("/buffer/")
    assert output["storage.total_limit_size"].endswith("M")
    assert int(output["retry_limit"]) > 0
    assert int(told["service"]["storage.max_chunks_up"]) > 0


def test_the_shipper_writes_to_its_buffer_alone_and_its_namespace_says_why_it_is_not_restricted(
    logging: list[KubeObject],
) -> None:
    spec = of_kind(logging, "DaemonSet")["spec"]["template"]["spec"]
    (container,) = spec["containers"]
    assert container["securityContext"]["readOnlyRootFilesystem"]
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    host = {volume["name"] for volume in spec["volumes"] if "hostPath" in volume}
    writable = {one["name"] for one in container["volumeMounts"] if not one.get("readOnly")}
    assert host & writable == {"buffer"}
    assert spec["tolerations"] == [{"operator": "Exists"}]
    metadata = of_kind(logging, "Namespace")["metadata"]
    assert metadata["labels"]["pod-security.kubernetes.io/enforce"] == "privileged"
    assert "hostPath" in metadata["annotations"]["nexus-gitops/pod-security-deviations"]


def test_an_environment_without_it_has_none_of_it(rendering: Render) -> None:
    assert set(rendering("dev").applications) == {"core"}
