"""Names, labels and ports are written as the API server takes them."""

from typing import Any

import pytest

from nexus_gitops.checks.refusals import check_refusals

FIRST = "spec.template.spec.containers[0]"
CHART = ("metadata", "labels", "helm.sh/chart")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("ConfigMap/settings", "Settings"),
        ("ConfigMap/settings", "settings_1"),
        ("ConfigMap/settings", "settings."),
        ("ConfigMap/settings", "x" * 254),
        ("Service/web", "web.example"),
        ("Namespace/shop", "shop.example"),
    ],
)
def test_a_name_that_is_refused_is_found(environment: Any, title: str, name: str) -> None:
    (finding,) = check_refusals(environment.with_field(title, "metadata.name", name))
    assert (finding.rule, finding.field) == ("syntax-name", "metadata.name")


@pytest.mark.parametrize("name", ["settings.v1", "1", "a-b"])
def test_a_name_may_be_a_dns_subdomain(environment: Any, name: str) -> None:
    assert check_refusals(environment.with_field("ConfigMap/settings", "metadata.name", name)) == ()


@pytest.mark.parametrize("value", ["two words", "-x", "x.", "x" * 64, "a+b"])
def test_a_value_that_no_label_takes_is_found(environment: Any, where: Any, value: str) -> None:
    found = check_refusals(environment.with_field("Service/web", CHART, value))
    assert where(found) == [("Service/web", "syntax-label", ".".join(CHART))]


def test_the_labels_of_pods_count_too(environment: Any, where: Any) -> None:
    place = ("spec", "template", *CHART)
    found = check_refusals(environment.with_field("Deployment/web", place, "a+b"))
    assert where(found) == [("Deployment/web", "syntax-label", ".".join(place))]


@pytest.mark.parametrize("value", ["", "x", "1.2_3-a"])
def test_what_a_label_takes_is_fine(environment: Any, value: str) -> None:
    assert check_refusals(environment.with_field("Service/web", CHART, value)) == ()


@pytest.mark.parametrize("field", ["labels", "annotations"])
@pytest.mark.parametrize("key", ["two words", "a/b/c", "/x", "x/"])
def test_a_key_that_is_refused_is_found(environment: Any, where: Any, field: str, key: str) -> None:
    found = check_refusals(environment.with_field("Service/web", ("metadata", field, key), "x"))
    assert where(found) == [("Service/web", "syntax-label", f"metadata.{field}")]


@pytest.mark.parametrize(("field", "refused"), [("labels", True), ("annotations", False)])
def test_capitals_in_a_prefix_are_for_annotations_alone(
    environment: Any, field: str, refused: Any
) -> None:
    found = check_refusals(environment.with_field("Service/web", ("metadata", field, "A/x"), "x"))
    assert bool(found) is refused


def test_a_service_begins_with_a_letter_for_older_clusters(environment: Any) -> None:
    objects = environment.with_field("Service/web", "metadata.name", "1web")
    (finding,) = check_refusals(objects, "1.35")
    assert finding.rule == "refused-service-name"
    assert check_refusals(objects, "1.36") == ()


def test_a_role_may_have_a_colon_in_its_name() -> None:
    role = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "rules": []}
    assert check_refusals([{**role, "metadata": {"name": "shop:reader"}}]) == ()
    assert check_refusals([{**role, "metadata": {"name": "shop/reader"}}]) != ()


@pytest.mark.parametrize(("kind", "longest"), [("CronJob", 52), ("Job", 63)])
def test_what_names_are_made_from_is_shorter(kind: str, longest: int) -> None:
    job = {"apiVersion": "batch/v1", "kind": kind}
    assert check_refusals([{**job, "metadata": {"name": "x" * longest}}]) == ()
    assert check_refusals([{**job, "metadata": {"name": "x" * (longest + 1)}}]) != ()


def test_the_port_of_a_service_may_have_a_longer_name(environment: Any) -> None:
    place = "spec.ports[0].name"
    assert check_refusals(environment.with_field("Service/web", place, "x" * 63)) == ()


@pytest.mark.parametrize(
    ("title", "place", "value"),
    [
        ("Service/web", "spec.ports[0].port", 65536),
        ("Service/web", "spec.ports[0].port", 0),
        ("Service/web", "spec.ports[0].name", "Http"),
        ("Service/web", "spec.ports[0].name", "x" * 64),
        ("Service/web", "spec.ports[0].targetPort", "a-name-of-16-len"),
        ("Deployment/web", f"{FIRST}.ports[0].containerPort", 70000),
        ("Deployment/web", f"{FIRST}.ports[0].name", "8080"),
        ("Deployment/web", f"{FIRST}.ports[0].name", "Http"),
        ("Deployment/web", f"{FIRST}.ports[0].name", "a--b"),
    ],
)
def test_a_port_that_is_refused_is_found(
    environment: Any, where: Any, title: str, place: str, value: Any
) -> None:
    found = check_refusals(environment.with_field(title, place, value))
    assert where(found) == [(title, "syntax-port", place)]


def test_a_container_is_named_as_a_host(environment: Any, where: Any) -> None:
    found = check_refusals(environment.with_field("Deployment/web", f"{FIRST}.name", "Web"))
    assert where(found) == [("Deployment/web", "syntax-name", f"{FIRST}.name")]
