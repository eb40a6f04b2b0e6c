"""The shape of every command's JSON: a script that reads it today reads it tomorrow."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from nexus_gitops.cli.output import API_VERSION

DOCUMENT = Path(__file__).parents[2] / "docs" / "json.md"
EXEMPTION = {"object": str, "field": str, "rule": str, "reason": str}
FAILED = {"environment": str, "message": str, "fix": str, "exitCode": int}
RELEASE = {
    "environment": str,
    "repository": str,
    "branch": str,
    "dryRun": bool,
    "unchanged": bool,
    "commit": str,
    "parent": str,
    "attempts": int,
    "author": str,
    "source": {"repository": str, "revision": str, "dirty": bool},
    "changes": {"added": [str], "changed": [str], "removed": [str]},
    "exemptions": [EXEMPTION],
    "warnings": [str],
    "pullRequest": {"action": str, "url": str, "branch": str, "commit": str},
}
FIELD = {"field": str, "before": Any, "after": Any, "risks": [str]}
CHANGE = {
    "action": str,
    "group": str,
    "kind": str,
    "namespace": str,
    "name": str,
    "renamedFrom": str,
    "path": str,
    "application": str,
    "risks": [str],
    "fields": [FIELD],
}
BY_HAND = {
    "commit": str,
    "time": str,
    "author": str,
    "summary": str,
    "paths": [str],
    "restores": str,
}
SHAPES: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "synth": (
        "SynthResult",
        {
            "check": bool,
            "environments": [str],
            "rendered": [str],
            "written": [str],
            "removed": [str],
            "unchanged": int,
            "failed": [FAILED],
        },
    ),
    "validate --env prod": (
        "ValidateResult",
        {
            "environments": [str],
            "findings": [
                {
                    "object": str,
                    "field": str,
                    "rule": str,
                    "message": str,
                    "fix": str,
                    "environment": str,
                    "severity": str,
                    "path": str,
                    "line": int,
                    "application": str,
                    "namespace": str,
                    "fingerprint": str,
                }
            ],
            "failed": [FAILED],
        },
    ),
    "diff --env dev --to-env staging": (
        "DiffResult",
        {
            "comparisons": [
                {
                    "environment": str,
                    "before": str,
                    "after": str,
                    "schema": int,
                    "summary": {"added": int, "changed": int, "removed": int},
                    "risks": [str],
                    "changes": [CHANGE],
                    "rewritten": [str],
                    "exemptions": [EXEMPTION],
                }
            ],
            "failed": [FAILED],
        },
    ),
    "publish --env dev": ("PublishResult", {"releases": [RELEASE]}),
    "publish --env dev --dry-run": ("PublishResult", {"releases": [RELEASE]}),
    "history --env dev": (
        "HistoryResult",
        {
            "environment": str,
            "repository": str,
            "branch": str,
            "releases": [
                {
                    "commit": str,
                    "time": str,
                    "author": str,
                    "source": RELEASE["source"],
                    "toolVersion": str,
                    "summary": str,
                    "changes": str,
                    "objects": [str],
                    "promotedFrom": str,
                    "rolledBackTo": str,
                    "signature": str,
                    "signer": str,
                }
            ],
            "changesByHand": [BY_HAND],
        },
    ),
    "adopt-changes --env dev": (
        "AdoptChangesResult",
        {
            "environment": str,
            "repository": str,
            "branch": str,
            "changes": [
                {
                    "path": str,
                    "object": str,
                    "action": str,
                    "adopted": bool,
                    "commits": [BY_HAND],
                    "fields": [
                        {
                            "field": str,
                            "before": Any,
                            "after": Any,
                            "risks": [str],
                            "origins": [str],
                            "adopted": bool,
                        }
                    ],
                }
            ],
        },
    ),
    "env list": (
        "EnvironmentList",
        {
            "environments": [
                {
                    "name": str,
                    "namespace": str,
                    "cluster": str,
                    "host": str,
                    "images": str,
                    "repository": str,
                }
            ],
            "failed": [FAILED],
        },
    ),
    "images list": (
        "ImageTable",
        {
            "images": [{"service": str, "environment": str, "reference": str, "released": str}],
            "failed": [FAILED],
        },
    ),
    "chart --version 1.0.0": (
        "ChartResult",
        {
            "check": bool,
            "name": str,
            "version": str,
            "folder": str,
            "written": [str],
            "removed": [str],
            "unchanged": int,
            "package": str,
            "applications": [str],
            "beyond": [str],
            "pushed": str,
            "signed": bool,
        },
    ),
    "init shop": ("InitResult", {"folder": str, "package": str, "files": [str]}),
    "doctor --env dev": (
        "DoctorResult",
        {
            "environment": str,
            "well": bool,
            "checks": [{"name": str, "state": str, "message": str, "fix": str}],
        },
    ),
    "secrets example": (
        "SecretsExample",
        {"variables": [{"name": str, "meaning": str, "origin": str}]},
    ),
    "graph --env dev": (
        "GraphResult",
        {
            "title": str,
            "nodes": [{"application": str, "name": str, "kind": str, "wave": int, "version": str}],
            "flows": [
                {
                    "source": {"application": str, "name": str},
                    "target": {"application": str, "name": str},
                    "ports": [int],
                    "watches": bool,
                }
            ],
        },
    ),
    "env show dev": ("EnvironmentDetail", {"environment": Mapping}),
}


@pytest.mark.parametrize("line", SHAPES)
def test_a_result_has_exactly_the_keys_that_are_promised(
    machine: Any, published: Any, line: str
) -> None:
    kind, shape = SHAPES[line]
    environment = machine.with_(NEXUS_GITOPS_REPO=str(published.path))

    option = "--format" if line.startswith("chart") else "--output"
    done = environment.run(*line.split(), option, "json")

    assert done.code in (0, 1, 3, 10)
    assert list(done.json)[:2] == ["apiVersion", "kind"]
    assert (done.json.pop("apiVersion"), done.json.pop("kind")) == (API_VERSION, kind)
    _assert_shape(done.json, shape, kind)


@pytest.mark.parametrize("line", SHAPES)
def test_the_keys_are_documented(line: str) -> None:
    kind, shape = SHAPES[line]
    (row,) = (row for row in DOCUMENT.read_text().splitlines() if f"| {kind} |" in row)
    keys = re.findall(r"`([^`]+)`", row.split("|")[3].partition(":")[0])

    assert sorted(keys) == sorted(_paths(shape))


def test_no_kind_is_undocumented() -> None:
    shown = DOCUMENT.parents[1] / "nexus_gitops" / "cli"
    code = "".join(file.read_text() for file in shown.rglob("*.py"))
    kinds = re.findall(r'kind: ClassVar\[str\] = "(\w+)"', code)

    assert sorted(kinds) == sorted(re.findall(r"\| (\w+) \| `", DOCUMENT.read_text()))


def _paths(shape: Any, path: str = "") -> Iterator[str]:
    """Each leaf as docs/json.md writes it."""
    if isinstance(shape, dict):
        for key, value in shape.items():
            yield from _paths(value, f"{path}.{key}" if path else key)
    elif isinstance(shape, list):
        yield from _paths(shape[0], f"{path}[]")
    else:
        yield path


def test_an_error_is_no_json(machine: Any) -> None:
    done = machine.run("env", "show", "nowhere", "--output", "json")

    assert (done.code, done.out) == (2, "")
    assert "there is no environment 'nowhere'" in done.complaint


def _assert_shape(value: Any, shape: Any, place: str) -> None:
    if shape is Any:
        return
    if isinstance(shape, dict):
        assert isinstance(value, dict), place
        # Only one side of a field that was added or removed is there.
        assert shape.keys() - value.keys() <= {"before", "after"}, place
        assert not value.keys() - shape.keys(), place
        for key, inner in value.items():
            _assert_shape(inner, shape[key], f"{place}.{key}")
    elif isinstance(shape, list):
        assert isinstance(value, list), place
        for inner in value:
            _assert_shape(inner, shape[0], f"{place}[]")
    else:
        assert isinstance(value, shape), place
        assert isinstance(value, bool) == (shape is bool), place
