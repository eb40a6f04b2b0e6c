"""From an environment to the text of its manifests."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nexus_constructs.sizing import Resources, Scaling
from nexus_gitops.manifests.identity import KubeObject, identity
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.manifests.writer import to_yaml
from nexus_gitops.platform import loading
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering.engine import Engine
from nexus_gitops.rendering.reads import READABLE, readable
from nexus_gitops.rendering.render import Rendering, render
from nexus_platform import names
from nexus_platform.entry.meaning import (
    Certificate,
    Entry,
    F5Nginx,
    GatewayApi,
    HAProxy,
    IngressNginx,
    Traefik,
)
from nexus_platform.environment import ClusterSecrets, Environment, StoreSecrets
from nexus_platform.sizes import Database, Elastic, Fixed

if TYPE_CHECKING:
    from tests.rendering.conftest import Peer

Render = Callable[[str], Rendering]
NAMES = loading.names()


def environment(name: str) -> Environment:
    """An environment of this platform."""
    found = loading.load(name)
    assert isinstance(found, Environment)
    return found


def rendered(env: Environment) -> Rendering:
    return render(platform(), env, loading.images("dev"), env.repository)


@pytest.mark.parametrize("name", NAMES)
def test_every_file_is_exactly_one_object_with_the_one_text_that_it_has(
    name: str, rendering: Render
) -> None:
    for files in (rendering(name).applications["core"], rendering(name).argocd):
        for path, text in files.items():
            obj = from_yaml(text, path)
            assert to_yaml(obj) == text
            assert identity(obj).file_name == path


@pytest.mark.parametrize("name", NAMES)
def test_no_two_objects_are_the_same_to_the_api_server(name: str, rendering: Render) -> None:
    files = {**rendering(name).applications["core"], **rendering(name).argocd}

    assert len({identity(from_yaml(text, path)) for path, text in files.items()}) == len(files)


@pytest.mark.parametrize("name", NAMES)
def test_no_file_turns_the_folder_into_a_chart(name: str, rendering: Render) -> None:
    """Argo CD would render it with another tool: util/app/discovery/discovery.go."""
    for path in (*rendering(name).applications["core"], *rendering(name).argocd):
        assert path.endswith(".yaml")
        assert not path.lower().endswith("chart.yaml")
        assert not path.startswith("kustomization")


@pytest.fixture(scope="module", params=list(Engine))
def elsewhere(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    pytestconfig: pytest.Config,
) -> "subprocess.CompletedProcess[str]":
    """All environments, rendered by another process in another place, language and time."""
    assert pytestconfig.cache is not None
    surroundings = {
        **os.environ,
        "PYTHONPYCACHEPREFIX": str(pytestconfig.cache.mkdir("pycache")),
        "PYTHONHASHSEED": "7",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "LANG": "tr_TR.UTF-8",
        "TMPDIR": tempfile.gettempdir(),
        READABLE: readable([Path(__file__).parents[2], Path(tempfile.gettempdir())]),
    }
    folder = tmp_path_factory.mktemp("elsewhere")
    lifeline, held = os.pipe()
    worker = ["-m", "nexus_gitops.rendering.worker", request.param, str(lifeline), str(folder)]
    try:
        return subprocess.run(
            [sys.executable, "-O", "-P", *worker],
            input=json.dumps(NAMES[::-1]),
            capture_output=True,
            text=True,
            env=surroundings,
            cwd=folder,
            check=True,
            pass_fds=(lifeline,),
        )
    finally:
        os.close(lifeline)
        os.close(held)


def test_the_bytes_are_the_same_everywhere(
    elsewhere: "subprocess.CompletedProcess[str]", rendering: Render
) -> None:
    answers = json.loads(elsewhere.stdout)

    for name in NAMES:
        assert answers[name] == ["rendered", asdict(rendering(name)), ""]


def test_a_render_says_nothing_beside_its_answer(
    elsewhere: "subprocess.CompletedProcess[str]",
) -> None:
    """Neither Node's end of life nor anything else of those that it runs on."""
    assert elsewhere.stderr == ""


def test_environments_differ_only_where_their_data_does() -> None:
    dev = environment("dev")

    def text_of(word: str) -> str:
        env = msgspec.structs.replace(dev, name=word, namespace=f"{word}-space")
        return json.dumps([rendered(env).applications["core"], rendered(env).argocd])

    assert text_of("aaaa").replace("aaaa", "bbbb") == text_of("bbbb")


WORD = st.from_regex(r"[a-z]([-a-z0-9]{0,18}[a-z0-9])?", fullmatch=True)


@st.composite
def sizes(draw: st.DrawFn) -> Resources:
    cpu = sorted((draw(st.integers(1, 4000)), draw(st.integers(1, 4000))))
    memory = sorted((draw(st.integers(64, 4096)), draw(st.integers(64, 4096))))
    return Resources(f"{cpu[0]}m", f"{cpu[1]}m", f"{memory[0]}Mi", f"{memory[1]}Mi")


@st.composite
def scalings(draw: st.DrawFn) -> Scaling:
    lowest = draw(st.integers(1, 20))
    percent = st.integers(1, 100)
    return Scaling(lowest, lowest + draw(st.integers(0, 20)), draw(percent), draw(percent))


DIALECTS: tuple[Any, ...] = (F5Nginx, GatewayApi, HAProxy, IngressNginx, Traefik)


@st.composite
def environment_values(draw: st.DrawFn) -> Environment:
    given = {
        "name": draw(WORD),
        "namespace": draw(WORD),
        "log_level": draw(st.sampled_from(["debug", "info", "warn", "error"])),
        "entry": Entry(
            host=f"{draw(WORD)}.test",
            dialect=draw(st.sampled_from(DIALECTS))(class_name=draw(WORD)),
            annotations=draw(st.dictionaries(WORD, st.text("yn01e.\"' é", max_size=9), max_size=3)),
            certificate=draw(st.none() | st.builds(Certificate, secret=WORD)),
        ),
        "secrets": draw(
            st.just(ClusterSecrets())
            | st.builds(StoreSecrets, store=WORD, remote_key=WORD, refresh=st.just("15m"))
        ),
        "frontend": Fixed(resources=draw(sizes()), replicas=draw(st.integers(1, 9))),
        "kernel": Elastic(resources=draw(sizes()), scaling=draw(scalings())),
        "postgres": Database(
            resources=draw(sizes()), storage=draw(st.integers(1, 900).map("{}Gi".format))
        ),
    }
    return Environment(**{**msgspec.structs.asdict(loading.load("dev")), **given})


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(env=environment_values())
def test_any_environment_is_the_same_by_both_engines(
    env: Environment, fast: "Peer", cdk8s: "Peer"
) -> None:
    (ours,) = fast.call("engine_peer:render_environment", [env])
    (theirs,) = cdk8s.call("engine_peer:render_environment", [env])

    assert ours == theirs
    assert ours[1] is None


def sizes_of(workload: KubeObject) -> dict[str, dict[str, str]]:
    (container,) = workload["spec"]["template"]["spec"]["containers"]
    return dict(container["resources"])


@settings(max_examples=8, deadline=None)
@given(env=environment_values())
def test_the_values_of_any_environment_are_in_its_manifests(env: Environment) -> None:
    found = rendered(env)
    objects = {
        f"{obj['kind']}/{obj['metadata']['name']}": obj
        for path, text in found.applications["core"].items()
        if to_yaml(obj := from_yaml(text, path)) == text
    }
    assert len(objects) == len(found.applications["core"])

    frontend = objects[f"Deployment/{names.FRONTEND}"]
    kernel = objects[f"Deployment/{names.KERNEL}"]
    scaler = objects[f"HorizontalPodAutoscaler/{names.KERNEL}"]["spec"]
    postgres = objects[f"StatefulSet/{names.POSTGRES}"]
    entry = objects.get("Ingress/nexus") or objects["Gateway/nexus"]

    assert f"Namespace/{env.namespace}" in objects
    assert frontend["spec"]["replicas"] == env.frontend.replicas
    for workload, resources in (
        (frontend, env.frontend.resources),
        (kernel, env.kernel.resources),
        (postgres, env.postgres.resources),
    ):
        assert sizes_of(workload) == {
            "requests": {"cpu": resources.cpu_request, "memory": resources.memory_request},
            "limits": {"cpu": resources.cpu_limit, "memory": resources.memory_limit},
        }
    assert (scaler["minReplicas"], scaler["maxReplicas"]) == (
        env.kernel.scaling.min_replicas,
        env.kernel.scaling.max_replicas,
    )
    (claim,) = postgres["spec"]["volumeClaimTemplates"]
    assert claim["spec"]["resources"]["requests"] == {"storage": env.postgres.storage}
    assert env.entry.annotations.items() <= entry["metadata"]["annotations"].items()
    assert ("Gateway/nexus" in objects) == isinstance(env.entry.dialect, GatewayApi)
    certified = "tls" in entry["spec"] or len(entry["spec"].get("listeners", ())) == 2
    assert certified == (env.entry.certificate is not None)
    assert ("ExternalSecret/nexus-secrets" in objects) == isinstance(env.secrets, StoreSecrets)
