"""The bundled schemas hold together: whatever the index promises is there and compiles."""

import json

import pytest
from jsonschema_rs import Draft202012Validator

from nexus_gitops.schemas import Catalog, custom, kubernetes


@pytest.fixture(params=[kubernetes, custom], ids=["kubernetes", "custom"])
def catalog(request: pytest.FixtureRequest) -> Catalog:
    loaded: Catalog = request.param()
    return loaded


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
