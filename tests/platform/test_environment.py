"""What holds of every environment, because one that breaks it cannot be made."""

from typing import Any

import msgspec
import pytest

from nexus_constructs.sizing import Resources
from nexus_gitops.images.image import ImagePolicy
from nexus_gitops.platform.data import InvalidError
from nexus_gitops.platform.environment import KubernetesVersions, Repository
from nexus_platform import names
from nexus_platform.entry.meaning import Entry
from nexus_platform.environment import ClusterSecrets, Environment, StoreSecrets
from nexus_platform.sizes import Fixed


def environment(**more: Any) -> Environment:
    given = {
        "name": "qa",
        "namespace": "nexus-qa",
        "kubernetes": KubernetesVersions(oldest="1.27", newest="1.30"),
        "repository": Repository(url="https://git.test/nexus.git"),
        "registry": "registry.test",
        "image_policy": ImagePolicy.ANY,
        "entry": Entry(host="qa.test"),
        "secrets": ClusterSecrets(),
    }
    return Environment(**{**given, **more})


def test_what_is_not_said_is_the_contracts_standard() -> None:
    env = environment()

    assert env.kernel.resources == Resources("500m", "1", "1Gi", "2Gi")
    assert (env.kernel.scaling.min_replicas, env.kernel.scaling.max_replicas) == (1, 10)
    assert (env.nexus_os.scaling.min_replicas, env.nexus_os.scaling.max_replicas) == (1, 3)
    assert env.postgres.storage == "5Gi"
    assert env.frontend.replicas == 1
    assert env.repository.branch == "main"


def test_a_service_has_its_own_log_level_or_the_common_one() -> None:
    env = environment(log_level="warn", log_levels={names.NEXUS_OS: "error"})

    assert env.log_level_of(names.NEXUS_OS) == "error"
    assert env.log_level_of(names.KERNEL) == "warn"


def test_it_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match="immutable"):
        environment().namespace = "other"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "../etc"),
        ("name", "QA"),
        ("name", "-qa"),
        ("namespace", "nexus qa"),
        ("namespace", "nexus\n"),
        ("namespace", "n" * 64),
        ("namespace", ""),
        ("entry", {"host": "no host"}),
        ("log_level", "loud"),
        ("log_levels", {"nobody": "info"}),
        ("secrets", {"kind": "paper"}),
        ("image_policy", "some"),
        ("kubernetes", {"oldest": "1.27.3", "newest": "1.30"}),
        ("frontend", {"resources": Resources("1", "1", "1Gi", "1Gi"), "replicas": 0}),
        ("replicas", 3),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_its_field(field: str, value: object) -> None:
    with pytest.raises((InvalidError, TypeError), match=rf"(^|')({field})\b"):
        environment(**{field: value})


def test_all_mistakes_are_told_together() -> None:
    with pytest.raises(InvalidError, match=r"name: .*'QA'.*; namespace: .*12"):
        environment(name="QA", namespace=12)


def test_secrets_are_one_of_two_kinds() -> None:
    store = StoreSecrets(store="vault", remote_key="nexus/qa")

    assert environment(secrets=store).secrets == store
    assert environment(secrets=msgspec.to_builtins(store)).secrets == store
    assert environment(secrets={"kind": "cluster"}).secrets == ClusterSecrets()


def test_a_service_of_constant_size_has_at_least_one_pod() -> None:
    with pytest.raises(ValueError, match="replicas"):
        Fixed(resources=Resources("1", "1", "1Gi", "1Gi"), replicas=0)
