"""The platform of each environment."""

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest

from nexus_constructs.component import Installation
from nexus_constructs.network import INTERNET, Flow, NamespacePeer, PodPeer
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.platform import loading
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering.render import render
from nexus_platform import names
from nexus_platform.components import COMPONENTS
from nexus_platform.edges import edges
from nexus_platform.environment import Environment, LanguageModel
from nexus_platform.objects import flows
from nexus_platform.parts import CORE, PARTS

Core = Callable[[str], list[KubeObject]]
WAVE = "argocd.argoproj.io/sync-wave"

pytestmark = pytest.mark.parametrize("name", loading.names())


def environment(name: str) -> Environment:
    """An environment of this platform."""
    found = loading.load(name)
    assert isinstance(found, Environment)
    return found


def of_kind(objects: Iterable[KubeObject], kind: str) -> dict[str, KubeObject]:
    return {obj["metadata"]["name"]: obj for obj in objects if obj["kind"] == kind}


def core_flows(env: Environment) -> tuple[Flow, ...]:
    installation = Installation(f"nexus-{env.name}", env.namespace, part_of="nexus")
    return flows(installation, edges(env, PARTS))


def workloads(objects: Iterable[KubeObject]) -> dict[str, KubeObject]:
    known = list(objects)
    return of_kind(known, "Deployment") | of_kind(known, "StatefulSet")


def container(workload: KubeObject) -> dict[str, Any]:
    """What its pods are there for."""
    name = workload["metadata"]["name"]
    containers = workload["spec"]["template"]["spec"]["containers"]
    (own,) = (one for one in containers if one["name"] == name)
    return dict(own)


def ports(workload: KubeObject) -> dict[str, int]:
    """Where its pods listen, by name."""
    return {
        port["name"]: port["containerPort"]
        for one in workload["spec"]["template"]["spec"]["containers"]
        for port in one.get("ports", ())
    }


def test_every_service_of_the_contract_runs_its_locked_image(name: str, core: Core) -> None:
    found = workloads(core(name))
    images = loading.images(name)

    of_ours = {c.name for c in COMPONENTS if c.operator is None}
    assert found.keys() == of_ours - {names.MIGRATION}
    for service, workload in found.items():
        assert container(workload)["image"] == images[service].reference


def test_the_migration_is_of_the_same_build_as_the_kernel(name: str, core: Core) -> None:
    objects = core(name)

    migration, kernel = of_kind(objects, "Job")[names.MIGRATION], workloads(objects)[names.KERNEL]

    assert container(migration)["image"] == container(kernel)["image"]


def test_everything_lives_in_the_environments_namespace(name: str, core: Core) -> None:
    namespace = loading.load(name).namespace
    objects = core(name)

    assert of_kind(objects, "Namespace").keys() == {namespace}
    assert {obj["metadata"].get("namespace") for obj in objects} == {None, namespace}


def test_the_quota_has_room_for_a_rollout_whose_old_pods_still_hand_over(
    name: str, core: Core
) -> None:
    """Pods that stop count until they are gone, and a kernel may take five minutes for it."""
    objects = core(name)
    (quota,) = of_kind(objects, "ResourceQuota").values()
    scaled = {
        scaler["spec"]["scaleTargetRef"]["name"]: scaler["spec"]["maxReplicas"]
        for scaler in of_kind(objects, "HorizontalPodAutoscaler").values()
    }
    rolled = [
        scaled.get(service) or deployment["spec"]["replicas"]
        for service, deployment in of_kind(objects, "Deployment").items()
    ]
    single = [*of_kind(objects, "StatefulSet"), *of_kind(objects, "Job")]

    most = sum(2 * pods + 1 for pods in rolled) + len(single)

    assert int(quota["spec"]["hard"]["pods"]) == most


def test_an_autoscaler_owns_the_number_of_pods_or_the_data_does(name: str, core: Core) -> None:
    objects = core(name)
    scaled = {
        scaler["spec"]["scaleTargetRef"]["name"]
        for scaler in of_kind(objects, "HorizontalPodAutoscaler").values()
    }

    assert scaled == {names.KERNEL, names.NEXUS_OS}
    for service, workload in workloads(objects).items():
        assert ("replicas" in workload["spec"]) == (service not in scaled)


def test_the_policies_let_through_what_the_table_of_flows_says_and_nothing_else(
    name: str, core: Core, allowed: Callable[..., bool], endpoint: Callable[..., Any]
) -> None:
    env = environment(name)
    objects = core(name)
    policies = list(of_kind(objects, "NetworkPolicy").values())
    pods = {
        **{n: w["spec"]["template"]["metadata"]["labels"] for n, w in workloads(objects).items()},
        **{
            n: job["spec"]["template"]["metadata"]["labels"]
            for n, job in of_kind(objects, "Job").items()
        },
    }
    inside: dict[Any, Any] = {
        PodPeer(n): endpoint(labels=labels, namespace=env.namespace) for n, labels in pods.items()
    }
    stranger = endpoint(labels={}, namespace="stranger")
    internet = endpoint(address="203.0.113.9")
    outside = {
        flow.source: endpoint(labels=dict(flow.source.labels), namespace=flow.source.name)
        for flow in core_flows(env)
        if isinstance(flow.source, NamespacePeer)
    }
    numbers = {n for workload in workloads(objects).values() for n in ports(workload).values()}

    connections = {
        (source, target, port)
        for source, from_ in {
            **inside,
            **outside,
            NamespacePeer("stranger"): stranger,
        }.items()
        for target, to in {**inside, INTERNET: internet}.items()
        for port in numbers | {443}
        if not (isinstance(source, NamespacePeer) and target == INTERNET)
        and allowed(policies, from_, to, port)
    }

    assert connections == {(f.source, f.target, f.port) for f in core_flows(env)}


def test_who_is_given_a_password_or_a_route_may_also_connect(name: str, core: Core) -> None:
    objects = core(name)
    env = environment(name)
    known = {(flow.source, flow.target) for flow in core_flows(env)}
    opened_by = {"DATABASE_URL": names.POSTGRES, "REDIS_PASSWORD": names.REDIS}
    (ingress,) = of_kind(objects, "Ingress").values()

    needed = {
        (NamespacePeer(env.entry.dialect.namespace), PodPeer(path["backend"]["service"]["name"]))
        for path in ingress["spec"]["rules"][0]["http"]["paths"]
    } | {
        (PodPeer(reader), PodPeer(opened_by[variable["name"]]))
        for reader, workload in (workloads(objects) | of_kind(objects, "Job")).items()
        for variable in container(workload).get("env", ())
        if opened_by.get(variable["name"], reader) != reader
    }

    assert len(needed) >= 6
    assert needed <= known


def test_every_flow_leads_to_a_port_that_is_listened_on(name: str, core: Core) -> None:
    listening = {
        (service, port)
        for service, workload in workloads(core(name)).items()
        for port in ports(workload).values()
    }

    for flow in core_flows(environment(name)):
        if isinstance(flow.target, PodPeer):
            assert (flow.target.name, flow.port) in listening


def test_settings_name_only_services_and_ports_that_exist(name: str, core: Core) -> None:
    objects = core(name)
    (settings,) = (config["data"] for config in of_kind(objects, "ConfigMap").values())
    listening = {
        (service, port["port"])
        for service, obj in of_kind(objects, "Service").items()
        for port in obj["spec"]["ports"]
    }

    named = {
        (settings[f"{what}_HOST"], int(settings[f"{what}_PORT"])) for what in ("DATABASE", "REDIS")
    }
    for key in ("WORKSPACE_KERNEL_URL", "NEXUS_OS_URL"):
        url = urlsplit(settings[key])
        named.add((str(url.hostname), int(url.port or 80)))

    assert named <= listening
    assert len(named) == 4


def test_browsers_may_call_from_the_host_that_serves_them(name: str, core: Core) -> None:
    objects = core(name)
    (settings,) = (config["data"] for config in of_kind(objects, "ConfigMap").values())
    (ingress,) = of_kind(objects, "Ingress").values()

    scheme = "https" if "tls" in ingress["spec"] else "http"

    first, *others = settings["CORS_ORIGINS"].split(",")
    assert first == f"{scheme}://{ingress['spec']['rules'][0]['host']}"
    assert others == (["http://localhost:8080"] if name == "dev" else [])


def test_every_variable_is_set_once_per_container(name: str, core: Core) -> None:
    for workload in workloads(core(name)).values():
        names = [variable["name"] for variable in container(workload).get("env", ())]
        assert len(names) == len(set(names))


def test_the_own_services_speak_at_their_own_log_level_on_their_own_port(
    name: str, core: Core
) -> None:
    env = environment(name)
    found = workloads(core(name))

    for service in (names.KERNEL, names.NEXUS_OS):
        variables = {v["name"]: v.get("value") for v in container(found[service])["env"]}
        assert variables["LOG_LEVEL"] == env.log_level_of(service)
        assert variables["PORT"] == str(ports(found[service])["http"])


def test_things_come_in_the_order_in_which_they_depend_on_each_other(name: str, core: Core) -> None:
    objects = core(name)

    def waves(kind: str, *names: str) -> list[int]:
        found = of_kind(objects, kind)
        return [int(found[n]["metadata"]["annotations"][WAVE]) for n in names or found]

    in_order = [
        waves("Namespace"),
        [*waves("NetworkPolicy"), *waves("ResourceQuota"), *waves("LimitRange")],
        [*waves("ConfigMap"), *waves("ExternalSecret")],
        [*waves("StatefulSet"), *waves("Deployment", names.REDIS)],
        waves("Job", names.MIGRATION),
        waves("Deployment", names.KERNEL, names.NEXUS_OS, names.FRONTEND),
        [*waves("HorizontalPodAutoscaler"), *waves("Ingress")],
    ]

    for earlier, later in pairwise(in_order):
        assert max(earlier) < min(later)


def test_nothing_else_is_in_the_last_wave_where_what_is_degraded_would_fail_a_sync(
    name: str, core: Core
) -> None:
    objects = core(name)
    last = max(int(obj["metadata"]["annotations"][WAVE]) for obj in objects)

    kinds = {o["kind"] for o in objects if int(o["metadata"]["annotations"][WAVE]) == last}

    assert kinds == {"HorizontalPodAutoscaler", "Ingress"}


def test_a_full_pod_has_time_to_hand_over_its_workspaces(name: str, core: Core) -> None:
    objects = core(name)
    (settings,) = (config["data"] for config in of_kind(objects, "ConfigMap").values())
    kernel = workloads(objects)[names.KERNEL]
    pause = int(container(kernel)["lifecycle"]["preStop"]["exec"]["command"][-1])

    left = kernel["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] - pause

    assert left >= 5 * int(settings["MAX_WORKSPACES_PER_POD"])
    assert left <= 600


def test_no_object_holds_a_secret_value(name: str, core: Core) -> None:
    objects = core(name)

    assert not of_kind(objects, "Secret")
    for workload in [*workloads(objects).values(), *of_kind(objects, "Job").values()]:
        for variable in container(workload).get("env", ()):
            if "PASSWORD" in variable["name"] or variable["name"] in ("JWT_SECRET", "DATABASE_URL"):
                assert "value" not in variable
                assert variable["valueFrom"]["secretKeyRef"]["name"] == "nexus-secrets"


def test_a_language_model_is_named_to_nexus_os_alone_with_its_key_from_the_secret(
    name: str,
) -> None:
    env = environment(name)
    model = LanguageModel(base_url="https://llm.example.com/v1", name="large")
    asking = msgspec.structs.replace(env, language_model=model)
    rendered = render(platform(), asking, loading.images(name), env.repository).applications["core"]
    objects = [from_yaml(text, path) for path, text in rendered.items()]

    variables = {
        service: {one["name"]: one for one in container(workload)["env"]}
        for service, workload in workloads(objects).items()
    }
    own = variables.pop(names.NEXUS_OS)

    assert own["LLM_BASE_URL"]["value"] == model.base_url
    assert own["LLM_API_KEY"]["valueFrom"]["secretKeyRef"]["name"] == CORE.secret
    assert not any("LLM_API_KEY" in others for others in variables.values())
    for external in of_kind(objects, "ExternalSecret").values():
        assert "LLM_API_KEY" in {entry["secretKey"] for entry in external["spec"]["data"]}
