"""Each component is given what the platform declares that it needs."""

from dataclasses import replace
from typing import Any

import pytest

from nexus_gitops.checks.component_needs import check_component_needs
from nexus_gitops.images.image import Image
from nexus_gitops.platform.components import Declaration
from tests.checks.shop import DB, SHOP, WEB

CONTAINER = "spec.template.spec.containers[0]"
IMAGES = {
    "web": Image.parse("registry.example.com/shop/web:1.2.3"),
    "postgres": Image.parse("postgres:16.9-alpine"),
}


def found(objects: Any, declaration: Declaration = SHOP) -> set[tuple[str, str, str]]:
    findings = check_component_needs(objects, declaration, IMAGES)
    return {(finding.object, finding.rule, finding.field) for finding in findings}


def test_what_is_given_all_that_it_needs_is_fine(environment: Any) -> None:
    assert found(environment.all) == set()


def test_a_component_that_nothing_runs_is_found(environment: Any) -> None:
    assert found(environment.without("StatefulSet/db")) == {
        ("Component/db", "component-missing", "")
    }


@pytest.mark.parametrize("variable", ["DATABASE_HOST", "LEVEL"])
def test_a_setting_that_is_taken_away_is_found(environment: Any, variable: str) -> None:
    web = replace(WEB, settings={variable: "db" if variable == "DATABASE_HOST" else "info"})
    objects = environment.with_field("Deployment/web", f"{CONTAINER}.env", [])
    if variable == "DATABASE_HOST":
        objects = environment.without_field("ConfigMap/settings", "data.DATABASE_HOST")
    assert ("Deployment/web", "component-setting", f"{CONTAINER}.env") in found(
        objects, Declaration((web,))
    )


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ("db", "cache"),
        ("db", "db.other"),
        ("db", ""),
        ("true", "ture"),
        ("5432", "postgres"),
        ("5432", "-1"),
        ("http://db:5432", "http://web:80"),
        ("http://db:5432", "https://db:5432"),
        ("http://db:5432", "http://db:5432/api"),
        ("http://db:5432", "http://db.other:5432"),
        ("https://shop.example.com", "https://evil.example.org"),
    ],
)
def test_a_setting_of_another_kind_or_address_is_found(
    environment: Any, declared: str, said: str
) -> None:
    web = replace(WEB, settings={"DATABASE_HOST": declared})
    objects = environment.with_field("ConfigMap/settings", "data.DATABASE_HOST", said)
    place = ("ConfigMap/settings", "component-setting", "data.DATABASE_HOST")
    assert place in found(objects, Declaration((web, DB)))


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ("db", "db.shop"),
        ("db", "db.shop.svc.cluster.local"),
        ("true", "1"),
        ("5432", "5433"),
        ("info", "debug"),
        ("http://db:80", "http://db.shop.svc"),
        ("http://db:5432", "http://db:5432/"),
        ("https://a.example.com", "https://a.example.com,https://b.example.com"),
    ],
)
def test_another_value_of_the_same_kind_is_fine(environment: Any, declared: str, said: str) -> None:
    web = replace(WEB, settings={"DATABASE_HOST": declared})
    objects = environment.with_field("ConfigMap/settings", "data.DATABASE_HOST", said)
    assert found(objects, Declaration((web, DB))) == set()


def test_a_prefix_gives_variables_other_names(environment: Any) -> None:
    objects = environment.with_field("Deployment/web", f"{CONTAINER}.envFrom[0].prefix", "APP_")
    assert ("Deployment/web", "component-setting", f"{CONTAINER}.env") in found(objects)


def test_a_key_that_is_taken_away_is_found(environment: Any) -> None:
    objects = environment.without_field("Deployment/web", f"{CONTAINER}.env[1]")
    assert found(objects) == {("Deployment/web", "component-secret", f"{CONTAINER}.env")}


def test_a_key_may_come_with_all_others(environment: Any) -> None:
    objects = environment.without_field("Deployment/web", f"{CONTAINER}.env[1]")
    for obj in objects:
        if obj["kind"] == "Deployment":
            body = obj["spec"]["template"]["spec"]["containers"][0]
            body["envFrom"].append({"secretRef": {"name": "db-passwords"}})
    assert found(objects) == set()


def test_a_folder_that_it_cannot_write_is_found(environment: Any) -> None:
    place = f"{CONTAINER}.volumeMounts"
    without = environment.without_field("Deployment/web", f"{place}[0]")
    read_only = environment.with_field("Deployment/web", f"{place}[0].readOnly", value=True)
    expected = {("Deployment/web", "component-folder", place)}
    assert found(without) == expected
    assert found(read_only) == expected


def test_another_user_is_found(environment: Any) -> None:
    place = "spec.template.spec.securityContext.runAsUser"
    objects = environment.with_field("StatefulSet/db", place, 999)
    assert ("StatefulSet/db", "component-user", place) in found(objects)


def test_the_image_of_another_component_is_found(environment: Any) -> None:
    objects = environment.with_field("Deployment/web", f"{CONTAINER}.image", "postgres:16.9")
    assert found(objects) == {("Deployment/web", "component-image", f"{CONTAINER}.image")}


def test_another_version_or_mirror_of_its_image_is_fine(environment: Any) -> None:
    for image in ("registry.example.com/shop/web:1.2.4", "mirror.example.com/shop/web:1.2.3"):
        assert found(environment.with_field("Deployment/web", f"{CONTAINER}.image", image)) == set()


def test_an_autoscaler_that_is_gone_is_found(environment: Any) -> None:
    assert found(environment.without("HorizontalPodAutoscaler/web")) == {
        ("Deployment/web", "component-scaling", "spec")
    }
