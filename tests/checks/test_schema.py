"""An object is held against every Kubernetes version that its cluster may run."""

from copy import deepcopy
from typing import Any

import pytest

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.schema import bundled_versions, check_schema
from nexus_gitops.errors import UsageError
from nexus_gitops.manifests.identity import KubeObject

ALL = bundled_versions()


def deployment(**container: Any) -> KubeObject:
    labels = {"app.kubernetes.io/name": "web"}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", "namespace": "nexus", "labels": labels},
        "spec": {
            "selector": {"matchLabels": labels},
            "template": {
                "metadata": {"labels": labels},
                "spec": {
                    "containers": [
                        {
                            "name": "web",
                            "image": "nginx:1.27",
                            "ports": [{"name": "http", "containerPort": 8080}],
                            "resources": {"limits": {"cpu": 0.5, "memory": "1Gi"}},
                            "livenessProbe": {"httpGet": {"path": "/", "port": "http"}},
                            "readinessProbe": {"httpGet": {"path": "/", "port": 8080}},
                        }
                        | container
                    ]
                },
            },
        },
    }


def obj(api_version: str, kind: str, **content: Any) -> KubeObject:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": "x"}} | content


VALID = [
    deployment(),
    obj("v1", "Namespace"),
    obj("v1", "ConfigMap", data={"LOG_LEVEL": "info"}, immutable=True),
    obj("v1", "Service", spec={"ports": [{"port": 80, "targetPort": "http"}]}),
    obj("policy/v1", "PodDisruptionBudget", spec={"maxUnavailable": "10%"}),
    obj(
        "autoscaling/v2",
        "HorizontalPodAutoscaler",
        spec={"maxReplicas": 3, "scaleTargetRef": {"kind": "Deployment", "name": "web"}},
    ),
    obj(
        "argoproj.io/v1alpha1",
        "Application",
        spec={
            "project": "dev",
            "destination": {"server": "https://kubernetes.default.svc", "namespace": "nexus"},
            "source": {"repoURL": "https://git.example/x", "directory": {"recurse": True}},
            "syncPolicy": {"automated": {"prune": True}, "retry": {"limit": 5}},
        },
    ),
    obj("argoproj.io/v1alpha1", "AppProject", spec={"sourceRepos": ["https://git.example/x"]}),
    obj(
        "external-secrets.io/v1",
        "ExternalSecret",
        spec={
            "refreshInterval": "1h",
            "secretStoreRef": {"name": "vault", "kind": "ClusterSecretStore"},
            "dataFrom": [{"extract": {"key": "nexus"}}],
        },
    ),
    obj(
        "cert-manager.io/v1",
        "Certificate",
        spec={"secretName": "tls", "issuerRef": {"name": "ca", "kind": "ClusterIssuer"}},
    ),
]


@pytest.mark.parametrize("valid", VALID, ids=lambda valid: valid["kind"])
@pytest.mark.parametrize("version", ALL)
def test_a_valid_object_has_no_finding_in_any_version(valid: KubeObject, version: str) -> None:
    assert check_schema([valid], [version]) == ()


def test_versions_are_bundled_from_the_typed_api_on_without_a_gap() -> None:
    minors = [int(version.removeprefix("1.")) for version in ALL]
    assert minors == list(range(27, max(minors) + 1))
    assert max(minors) >= 37


def test_objects_are_left_as_they_are() -> None:
    objects = [deployment(image=5), *VALID]
    before = deepcopy(objects)
    check_schema(objects, ALL)
    assert objects == before


def only_finding(broken: KubeObject, versions: tuple[str, ...] = ALL) -> Finding:
    (finding,) = check_schema([broken], versions)
    return finding


CONTAINER = "spec.template.spec.containers[0]"


def test_an_unknown_field_is_named_with_the_field_that_was_meant() -> None:
    assert only_finding(deployment(imagePulPolicy="Always")) == Finding(
        object="Deployment/web",
        field=f"{CONTAINER}.imagePulPolicy",
        rule="schema",
        message="unknown field in Kubernetes 1.27-1.37",
        fix="write imagePullPolicy",
    )


def test_a_field_unlike_any_other_is_to_be_removed() -> None:
    assert only_finding(deployment(hovercraft=1)).fix == "remove it"


def test_a_field_that_came_later_is_unknown_in_the_older_versions_alone() -> None:
    finding = only_finding(deployment(restartPolicy="Always"))
    assert finding.field == f"{CONTAINER}.restartPolicy"
    assert finding.message == "unknown field in Kubernetes 1.27"
    assert finding.fix == "remove it, or support Kubernetes 1.28-1.37 only"


def test_only_the_versions_that_were_asked_for_are_named() -> None:
    finding = only_finding(deployment(hovercraft=1), ("1.28", "1.29", "1.31"))
    assert finding.message == "unknown field in Kubernetes 1.28-1.29, 1.31"


def test_a_missing_field_is_the_place_of_its_finding() -> None:
    broken = deployment()
    del broken["spec"]["selector"]
    finding = only_finding(broken)
    assert (finding.field, finding.fix) == ("spec.selector", "add it")
    assert finding.message == "required field is missing in Kubernetes 1.27-1.37"


def test_findings_keep_the_order_of_the_objects() -> None:
    first, second = obj("v1", "Namespace", spek={}), obj("v1", "ConfigMap", dota={})
    assert [f.field for f in check_schema([first, second], ALL)] == ["spek", "dota"]
    assert [f.field for f in check_schema([second, first], ALL)] == ["dota", "spek"]


def test_an_object_needs_a_name() -> None:
    finding = only_finding(obj("v1", "ConfigMap", metadata={"generateName": "x-"}))
    assert (finding.object, finding.field) == ("ConfigMap/", "metadata.name")


@pytest.mark.parametrize("metadata", [None, "x", [], {"name": None}], ids=repr)
def test_metadata_that_is_none_is_a_finding_and_no_crash(metadata: Any) -> None:
    findings = check_schema([obj("v1", "ConfigMap", metadata=metadata)], ALL)
    assert "metadata.name" in {finding.field for finding in findings}


class TestUnknownKind:
    def test_a_kind_that_is_spelled_wrongly(self) -> None:
        assert only_finding(obj("apps/v1", "Deploymnt")) == Finding(
            object="Deploymnt/x",
            field="kind",
            rule="schema-unknown-kind",
            message="apps/v1 has no kind Deploymnt in Kubernetes 1.27-1.37",
            fix="write Deployment",
        )

    def test_a_version_that_is_long_gone_leads_to_what_replaced_it(self) -> None:
        finding = only_finding(obj("autoscaling/v2beta2", "HorizontalPodAutoscaler"))
        assert finding.rule == "schema-unknown-kind"
        assert finding.field == "apiVersion"
        assert finding.fix == "use apiVersion autoscaling/v1 or autoscaling/v2"

    def test_a_kind_that_moved_to_another_group(self) -> None:
        finding = only_finding(obj("extensions/v1beta1", "Ingress"))
        assert finding.fix == "use apiVersion networking.k8s.io/v1"

    def test_a_kind_that_is_removed_within_the_range(self) -> None:
        flow = obj("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema")
        finding = only_finding(flow)
        assert finding.message == (
            "flowcontrol.apiserver.k8s.io/v1beta3 has no kind FlowSchema"
            " in Kubernetes 1.32-1.37 (removed in 1.32)"
        )
        assert finding.fix == "support Kubernetes 1.27-1.31 only, or use another kind"
        assert check_schema([flow], ALL[: ALL.index("1.32")]) == ()

    def test_a_kind_that_is_not_there_yet(self) -> None:
        finding = only_finding(
            obj("flowcontrol.apiserver.k8s.io/v1", "FlowSchema", spec={"hovercraft": 1}),
            ("1.27", "1.28"),
        )
        assert finding.message.endswith("in Kubernetes 1.27-1.28 (new in 1.29)")
        assert finding.fix == (
            "use apiVersion flowcontrol.apiserver.k8s.io/v1beta2"
            " or flowcontrol.apiserver.k8s.io/v1beta3"
        )

    def test_versions_that_know_the_kind_are_checked_all_the_same(self) -> None:
        broken = obj("flowcontrol.apiserver.k8s.io/v1", "FlowSchema", spec={"hovercraft": 1})
        unknown, *others = check_schema([broken], ("1.28", "1.29", "1.30"))
        assert unknown.rule == "schema-unknown-kind"
        assert "spec.hovercraft" in {finding.field for finding in others}
        assert all("Kubernetes 1.29-1.30" in finding.message for finding in others)

    def test_a_custom_resource_without_a_schema(self) -> None:
        finding = only_finding(obj("example.com/v1", "Widget"))
        assert finding.rule == "schema-unknown-kind"
        assert 'name "example.com/Widget" in unknown_kinds of the environment' in finding.fix

    def test_a_custom_resource_that_the_environment_allows_by_name(self) -> None:
        widget = obj("example.com/v1", "Widget", spec={"any": "thing"})
        assert check_schema([widget], ALL, ["example.com/Widget"]) == ()
        assert check_schema([widget], ALL, ["example.com/Gadget"]) != ()

    @pytest.mark.parametrize("kind", ["apps/v1 Deployment", "argoproj.io/v1alpha1 Application"])
    def test_a_kind_that_is_known_is_judged_whatever_the_environment_allows(
        self, kind: str
    ) -> None:
        api_version, name = kind.split()
        group = api_version.partition("/")[0]
        assert check_schema([obj(api_version, name, odd=1)], ALL, [f"{group}/{name}"]) != ()

    def test_a_custom_resource_in_a_version_that_is_no_longer_served(self) -> None:
        finding = only_finding(obj("external-secrets.io/v1beta1", "ExternalSecret"))
        assert "has no kind ExternalSecret in External Secrets v" in finding.message
        assert finding.fix == "use apiVersion external-secrets.io/v1"

    @pytest.mark.parametrize("kind", ["DeploymentList", "DeploymentSpec", "Status"])
    def test_what_is_no_object_of_its_own_is_no_kind(self, kind: str) -> None:
        assert only_finding(obj("apps/v1", kind)).rule == "schema-unknown-kind"


class TestCustomResource:
    def test_an_unknown_field_names_the_project_that_defines_the_kind(self) -> None:
        broken = obj(
            "argoproj.io/v1alpha1",
            "Application",
            spec={"project": "dev", "destination": {"nmspace": "nexus"}},
        )
        finding = only_finding(broken)
        assert finding.field == "spec.destination.nmspace"
        assert finding.message.startswith("unknown field in Argo CD v3.")
        assert finding.fix == "write namespace"

    def test_its_metadata_is_checked_as_that_of_any_object(self) -> None:
        broken = obj(
            "argoproj.io/v1alpha1",
            "AppProject",
            spec={},
            metadata={"name": "dev", "annotation": {}},
        )
        assert only_finding(broken).field == "metadata.annotation"

    def test_a_field_with_a_default_may_be_left_out_though_required(self) -> None:
        # remoteRef.conversionStrategy and its like are filled in before validation
        secret = obj(
            "external-secrets.io/v1",
            "ExternalSecret",
            spec={"data": [{"secretKey": "A", "remoteRef": {"key": "a"}}]},
        )
        assert check_schema([secret], ALL) == ()

    def test_fields_below_a_preserving_one_are_free(self) -> None:
        application = deepcopy(VALID[6])
        application["spec"]["source"]["helm"] = {"valuesObject": {"any": {"thing": [1]}}}
        assert check_schema([application], ALL) == ()


@pytest.mark.parametrize("versions", [["1.26"], ["1.27", "9.9"], []], ids=repr)
def test_a_version_without_schemas_is_refused(versions: list[str]) -> None:
    with pytest.raises(UsageError, match=r"no schemas for .*choose from 1\.27 to"):
        check_schema([], versions)
