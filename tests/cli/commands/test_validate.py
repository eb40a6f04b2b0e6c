"""Findings, for a person, for a script and for a code host."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema_rs import Draft4Validator

from nexus_gitops.platform import loading

CLEAN = "dev"
UNPINNED = "prod"  # demands digests, which nobody can have invented


def test_an_environment_without_errors_ends_with_0(machine: Any) -> None:
    done = machine.run("validate", "--env", CLEAN)

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"{CLEAN}: 0 errors")


def test_errors_end_with_3_and_tell_the_way_out(machine: Any) -> None:
    done = machine.run("validate", "--env", UNPINNED)

    assert done.code == 3
    _, finding = done.out.splitlines()
    assert finding.endswith("[image-digest]")
    assert "prod demands digests, and there is none of docker.io/" in finding
    assert "; run `nexus-gitops images pin --env prod` and commit the lock file" in finding


def test_a_fresh_checkout_has_no_warning(machine: Any) -> None:
    findings = machine.run("validate", "--output", "json").json["findings"]

    assert [finding for finding in findings if finding["severity"] == "warning"] == []


def test_no_environment_named_is_all_of_them(machine: Any) -> None:
    done = machine.run("validate", "--output", "json")

    assert done.code == 3
    assert done.json["environments"] == list(loading.names())
    assert {
        finding["environment"]
        for finding in done.json["findings"]
        if finding["severity"] == "error"
    } == {UNPINNED}


def test_a_finding_names_object_field_fault_and_fix(machine: Any) -> None:
    findings = machine.run("validate", "--env", UNPINNED, "--output", "json").json["findings"]

    assert findings
    for finding in findings:
        for key in ("object", "rule", "message", "fix", "severity", "path"):
            assert finding[key], finding
        assert finding["object"].count("/") == 1


@pytest.fixture
def sarif(machine: Any) -> dict[str, Any]:
    """What a code host is given, of manifests that are there."""
    machine.run("synth")
    done = machine.run("validate", "--output", "sarif")
    assert (done.code, done.err) == (3, "")
    document: dict[str, Any] = json.loads(done.out)
    return document


def test_sarif_says_what_the_format_demands(sarif: dict[str, Any]) -> None:
    """Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, sections 3.13-3.30."""
    assert sarif["version"] == "2.1.0"
    (run,) = sarif["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "nexus-gitops"
    rules = [rule["id"] for rule in driver["rules"]]
    assert len(rules) == len(set(rules))
    assert run["results"]
    for result in run["results"]:
        assert result["ruleId"] in rules
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["message"]["text"]
        (location,) = result["locations"]
        uri = urlsplit(location["physicalLocation"]["artifactLocation"]["uri"])
        assert (uri.scheme, uri.netloc) == ("", "")
        assert uri.path
        assert not uri.path.startswith("/")


def test_sarif_is_valid_against_its_schema(sarif: dict[str, Any]) -> None:
    schema = json.loads(Path(__file__).with_name("sarif-2.1.0.schema.json").read_text())
    validator = Draft4Validator(schema, validate_formats=True)

    assert validator.is_valid(sarif)
    assert not validator.is_valid({**sarif, "version": "2.0.0"})


def test_sarif_leads_to_the_line_that_holds_the_field(machine: Any, sarif: dict[str, Any]) -> None:
    for result in sarif["runs"][0]["results"]:
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        lines = (machine.folder / physical["artifactLocation"]["uri"]).read_text().splitlines()
        _, _, field = location["logicalLocations"][0]["fullyQualifiedName"].partition(" ")
        key = field.rpartition(".")[2].partition("[")[0]

        assert lines[physical["region"]["startLine"] - 1].lstrip(" -").startswith(f"{key}:")
