"""The committed schemas are what the script makes of its sources, to the byte."""

import gzip
import importlib
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from nexus_gitops.checks.schema import check_schema


@pytest.fixture
def bundle_schemas(root: Path) -> ModuleType:
    pytest.importorskip("kubernetes_validate", reason="the source of the schemas is not installed")
    return importlib.import_module("bundle_schemas")


def test_what_is_committed_is_up_to_date(root: Path, bundle_schemas: ModuleType) -> None:
    if not shutil.which("go"):
        pytest.skip("Go, which fetches the sources, is not installed")
    try:
        kinds, built_in, custom = (
            bundle_schemas.kinds_table(),
            bundle_schemas.kubernetes_bundle(),
            bundle_schemas.custom_bundles(),
        )
    except RuntimeError as error:
        pytest.skip(f"the sources cannot be fetched: {error}")
    package = root / "nexus_gitops"
    assert kinds == (package / "manifests" / "kinds.jsonl").read_text("utf-8")
    assert built_in == (package / "schemas" / "kubernetes.jsonl").read_text("utf-8")
    committed = (package / "schemas" / "custom").iterdir()
    assert custom == {
        path.name.removesuffix(".jsonl.gz"): gzip.decompress(path.read_bytes()).decode()
        for path in committed
    }


def pod(**spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "x", "labels": {"a": "b"}},
        "spec": {"containers": [{"name": "x", "image": "x"}]} | spec,
    }


@pytest.mark.parametrize(
    "obj",
    [
        pod(),
        pod(hostUsers=False, nodeSelector={"a": "b"}),
        pod(nodeName=5),
        pod(volumes=[{"emptyDir": {}}]),
        pod(resources={"limits": {"cpu": "1"}}),
        pod(containers=[{"name": "x", "ports": [{"containerPort": "80"}]}]),
    ],
    ids=["minimal", "more", "wrong type", "missing", "since 1.32", "wrong item"],
)
@pytest.mark.parametrize("version", ["1.27", "1.37"])
def test_the_verdict_is_that_of_the_source(obj: dict[str, Any], version: str) -> None:
    source = pytest.importorskip("kubernetes_validate")
    try:
        source.validate(obj, version, strict=True)
        valid = True
    except source.ValidationError:
        valid = False
    assert (check_schema([obj], [version]) == ()) is valid


class TestStructural:
    """A CRD's structural schema becomes a closed JSON Schema."""

    @pytest.mark.parametrize(
        ("schema", "expected"),
        [
            ({"type": "string", "description": "x"}, {"type": "string"}),
            ({"type": "object"}, {"type": "object", "additionalProperties": False}),
            (
                {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
                {"type": "object"},
            ),
            (
                {"type": "object", "additionalProperties": {"type": "string"}},
                {"type": "object", "additionalProperties": {"type": "string"}},
            ),
            (
                {"x-kubernetes-int-or-string": True, "anyOf": [{"type": "integer"}]},
                {"type": ["integer", "string"]},
            ),
            ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
            (
                {"type": "array", "items": {"type": "object"}},
                {"type": "array", "items": {"type": "object", "additionalProperties": False}},
            ),
            (
                {
                    "type": "object",
                    "required": ["a", "b"],
                    "properties": {"a": {"type": "string", "default": ""}, "b": {}},
                },
                {
                    "type": "object",
                    "required": ["b"],
                    "properties": {"a": {"type": "string", "default": ""}, "b": {}},
                    "additionalProperties": False,
                },
            ),
        ],
    )
    def test_translation(
        self, bundle_schemas: ModuleType, schema: dict[str, Any], expected: dict[str, Any]
    ) -> None:
        assert bundle_schemas._structural(schema) == expected

    def test_a_keyword_that_is_not_understood_stops_the_script(
        self, bundle_schemas: ModuleType
    ) -> None:
        with pytest.raises(ValueError, match="x-kubernetes-embedded-resource"):
            bundle_schemas._structural({"x-kubernetes-embedded-resource": True})


def test_equal_definitions_merge_across_releases_and_through_circles(
    bundle_schemas: ModuleType,
) -> None:
    circle = {"properties": {"next": {"$ref": "#/$defs/B"}}}
    back = {"properties": {"back": {"$ref": "#/$defs/A"}}}
    changed = back | {"type": "object"}
    lines, numbers = bundle_schemas._merge_equal(
        {
            ("1", "A"): circle, ("1", "B"): back,
            ("2", "A"): circle, ("2", "B"): back,
            ("3", "A"): circle, ("3", "B"): changed,
        }
    )  # fmt: skip
    assert len(lines) == 4
    assert numbers["1", "A"] == numbers["2", "A"] != numbers["3", "A"]
