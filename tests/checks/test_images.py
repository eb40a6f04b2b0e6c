"""Images are pinned as exactly as the environment demands."""

from typing import Any

import pytest

from nexus_gitops.checks.images import check_digests, check_images
from nexus_gitops.images.image import ImagePolicy

PLACE = "spec.template.spec.containers[0].image"
NAME = "registry.example.com/shop/web"
DIGEST = f"@sha256:{'1' * 64}"


@pytest.mark.parametrize(
    ("image", "policy", "rules"),
    [
        (f"{NAME}:latest", ImagePolicy.ANY, []),
        (NAME, ImagePolicy.ANY, []),
        (f"{NAME}:1.2.3", ImagePolicy.VERSIONED, []),
        (f"{NAME}:latest", ImagePolicy.VERSIONED, ["image-floating"]),
        (f"{NAME}:1", ImagePolicy.VERSIONED, ["image-floating"]),
        (NAME, ImagePolicy.VERSIONED, ["image-floating"]),
        (f"{NAME}:1.2.3{DIGEST}", ImagePolicy.DIGEST, []),
        (f"{NAME}:latest{DIGEST}", ImagePolicy.DIGEST, ["image-floating"]),
        ("", ImagePolicy.ANY, ["image-invalid"]),
        (f"{NAME}:", ImagePolicy.ANY, ["image-invalid"]),
        (f"{NAME}:1.2.3@sha256:1", ImagePolicy.ANY, ["image-invalid"]),
    ],
)
def test_a_policy_says_how_exact_a_reference_must_be(
    environment: Any, where: Any, image: str, policy: ImagePolicy, rules: list[str]
) -> None:
    objects = environment.with_field("Deployment/web", PLACE, image)
    found = check_images(objects, policy, "prod")
    assert where(found) == [("Deployment/web", rule, PLACE) for rule in rules]


@pytest.mark.parametrize(
    ("image", "rules"),
    [
        ("ghcr.io/cloudnative-pg/postgresql:16.10-standard-trixie", []),
        ("ghcr.io/cloudnative-pg/postgresql:16", ["image-floating"]),
        ("ghcr.io/cloudnative-pg/postgresql:", ["image-invalid"]),
    ],
)
def test_the_image_of_an_operators_database_is_one_of_them(
    where: Any, image: str, rules: list[str]
) -> None:
    cluster = {
        "apiVersion": "postgresql.cnpg.io/v1",
        "kind": "Cluster",
        "metadata": {"name": "store", "namespace": "shop"},
        "spec": {"imageName": image},
    }
    found = check_images([cluster], ImagePolicy.VERSIONED, "prod")
    assert where(found) == [("Cluster/store", rule, "spec.imageName") for rule in rules]
    (missing,) = check_digests([cluster], ImagePolicy.DIGEST, "prod") or (None,)
    assert (missing is None) == (rules == ["image-invalid"])


def test_all_images_without_a_digest_are_one_finding_with_what_to_do(environment: Any) -> None:
    objects = environment.with_field("Deployment/web", PLACE, f"{NAME}:1.2.3")
    objects = [*objects, *environment.with_field("Job/migrate", PLACE, f"{NAME}:1.2.4")]
    assert check_digests(objects, ImagePolicy.VERSIONED, "prod") == ()
    (finding,) = check_digests(objects, ImagePolicy.DIGEST, "prod")
    assert (finding.object, finding.field) == ("Deployment/web", PLACE)
    assert f"{NAME}:1.2.3, {NAME}:1.2.4" in finding.message
    assert "`nexus-gitops images pin --env prod`" in finding.fix


def test_init_containers_count(environment: Any, where: Any) -> None:
    setup = [{"name": "setup", "image": f"{NAME}:main"}]
    objects = environment.with_field("Job/migrate", "spec.template.spec.initContainers", setup)
    assert where(check_images(objects, ImagePolicy.VERSIONED, "staging")) == [
        ("Job/migrate", "image-floating", "spec.template.spec.initContainers[0].image")
    ]


@pytest.mark.parametrize(
    ("policy", "rules"), [(ImagePolicy.ANY, []), (ImagePolicy.VERSIONED, ["image-pull"])]
)
def test_an_image_that_is_never_fetched_is_for_one_machine(
    environment: Any, policy: ImagePolicy, rules: list[str]
) -> None:
    place = PLACE.replace("image", "imagePullPolicy")
    objects = environment.with_field("Deployment/web", place, "Never")
    assert [one.rule for one in check_images(objects, policy, "prod")] == rules
