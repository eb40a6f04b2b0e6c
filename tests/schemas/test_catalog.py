"""The bundled schemas hold together: whatever the index promises is there and compiles."""

import json

import pytest
from jsonschema_rs import Draft202012Validator

from nexus_gitops.manifests.kinds import built_in_groups, kinds
from nexus_gitops.schemas import Catalog, custom, kubernetes

CUSTOM = sorted({kind.group for kind in kinds().values()} - built_in_groups())


@pytest.fixture(params=["", *CUSTOM], ids=["kubernetes", *CUSTOM])
def catalog(request: pytest.FixtureRequest) -> Catalog:
    return custom(request.param) if request.param else kubernetes()


@pytest.mark.parametrize("group", CUSTOM)
def test_every_served_version_of_every_kind_has_a_schema(group: str) -> None:
    known = {
        f"{group}/{version} {kind.name}"
        for kind in kinds().values()
        if kind.group == group
        for version in kind.versions
    }
    assert custom(group).kinds.keys() == known


def test_a_group_that_is_not_bundled_has_no_schemas() -> None:
    assert not custom("example.com").kinds


def test_every_kind_compiles_in_every_release(catalog: Catalog) -> None:
    numbers = {number for releases in catalog.kinds.values() for number in releases.values()}
    assert numbers
    for number in numbers:
        Draft202012Validator(catalog.document(number), offline=True)


def test_no_definition_is_there_twice_and_none_is_unused(catalog: Catalog) -> None:
    assert len(set(catalog.definitions)) == len(catalog.definitions)
    numbers = {number for releases in catalog.kinds.values() for number in releases.values()}
    used = {int(name) for n in numbers for name in json.loads(catalog.document(n))["$defs"]}
    assert used == set(range(len(catalog.definitions)))


def test_a_kind_that_never_changed_has_one_schema_for_all_versions() -> None:
    releases = kubernetes().kinds["v1 ConfigMap"]
    assert len(releases) > 1
    assert len(set(releases.values())) == 1
