"""What people have reviewed goes out, and shows; all else is stopped as before."""

from typing import Any

import pytest

from nexus_gitops.checks.findings import Finding, Severity
from nexus_gitops.checks.secrets.exemptions import (
    Exemption,
    exempted,
    fingerprint,
    of_environment,
    parse,
)
from nexus_gitops.checks.secrets.guard import check_secrets
from nexus_gitops.errors import LocalError

RANDOM = "9f2c47b1e05d83a6" * 4


def config_map(**data: str) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "nexus-config", "namespace": "nexus"},
        "data": data,
    }


def found(**data: str) -> Finding:
    [finding] = check_secrets([config_map(**data)])
    return finding


def entry(finding: Finding, **changed: Any) -> dict[str, Any]:
    return {
        "environments": ["staging"],
        "object": finding.object,
        "field": finding.field,
        "rule": finding.rule,
        "fingerprint": finding.fingerprint,
        "reason": "the public seed of the lottery",
        **changed,
    }


def exemptions(*entries: Any) -> tuple[Exemption, ...]:
    return parse([list(entries)], "secret-exemptions.yaml", ("prod", "staging"))


def test_what_is_exempted_is_a_warning_with_the_reason() -> None:
    finding = found(SEED=RANDOM)
    [warning] = exempted([finding], exemptions(entry(finding)))

    assert (warning.rule, warning.severity) == ("secret-exempted", Severity.WARNING)
    assert (warning.object, warning.field) == (finding.object, finding.field)
    assert "the public seed of the lottery" in warning.message


def test_the_finding_tells_the_fingerprint_and_the_file() -> None:
    finding = found(SEED=RANDOM)
    assert finding.fingerprint in finding.fix
    assert "secret-exemptions.yaml" in finding.fix


@pytest.mark.parametrize(
    "data",
    [{"SEED": RANDOM[::-1]}, {"SEEDS": RANDOM}, {"PASSWORD": RANDOM}, {"app.conf": f"s {RANDOM}"}],
    ids=["another value", "another field", "another rule", "another text"],
)
def test_exemption_is_for_one_value_in_one_place(data: dict[str, str]) -> None:
    other = found(**data)
    still, unused = exempted([other], exemptions(entry(found(SEED=RANDOM))))

    assert still == other
    assert (unused.rule, unused.severity) == ("secret-exemption-unused", Severity.WARNING)


@pytest.mark.parametrize("changed", ["object", "field", "rule"])
def test_what_a_reviewer_reads_must_be_what_is_exempted(changed: str) -> None:
    finding = found(SEED=RANDOM)
    still, _ = exempted([finding], exemptions(entry(finding, **{changed: "another"})))
    assert still == finding


def test_second_secret_in_a_field_is_not_exempted_with_the_first() -> None:
    both = check_secrets([config_map(**{"app.conf": f"a {RANDOM}\nb {RANDOM[::-1]}\n"})])
    warning, still = exempted(both, exemptions(entry(both[0])))
    assert (warning.severity, still.severity) == (Severity.WARNING, Severity.ERROR)


def test_namespace_may_differ_by_environment() -> None:
    other = config_map(SEED=RANDOM)
    other["metadata"]["namespace"] = "nexus-prod"
    assert check_secrets([other])[0].fingerprint == found(SEED=RANDOM).fingerprint


def test_another_setting_beside_it_does_not_end_an_exemption() -> None:
    """A ConfigMap is named after its content, which any other setting changes."""
    before, after = config_map(SEED=RANDOM), config_map(SEED=RANDOM, LEVEL="info")
    before["metadata"]["name"] = "nexus-config-0123456789"
    after["metadata"]["name"] = "nexus-config-abcdef0123"
    made = exemptions(entry(check_secrets([before])[0]))

    [warning] = exempted(check_secrets([after]), made)

    assert warning.rule == "secret-exempted"


def test_exemption_holds_in_its_environments_alone() -> None:
    made = exemptions(entry(found(SEED=RANDOM)))
    assert of_environment(made, "staging") == made
    assert of_environment(made, "prod") == ()


KEY = (
    "-----BEGIN PRIVATE "
    + f"KEY-----\n{'MIIEvQIBADANBgkqhkiG9w0B' * 4}\n-----END PRIVATE KEY-----\n"
)


@pytest.mark.parametrize(
    "obj",
    [
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}, "data": {"a": "Yg=="}},
        config_map(**{"a.yaml": "apiVersion: v1\nkind: Secret\nstringData:\n  a: b\n"}),
        config_map(**{"tls.key": KEY}),
    ],
)
def test_secrets_data_and_private_keys_have_no_way_past(obj: dict[str, Any]) -> None:
    [finding] = check_secrets([obj])
    assert finding.fingerprint == ""
    assert "exempt" not in finding.fix
    with pytest.raises(LocalError, match="has no exemption"):
        exemptions(entry(finding, fingerprint="0" * 32))


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ("text", "fields of an exemption"),
        ({"object": "ConfigMap/a"}, "fields of an exemption"),
        (entry(found(SEED=RANDOM), more="x"), "fields of an exemption"),
        (entry(found(SEED=RANDOM), reason=""), "reason"),
        (entry(found(SEED=RANDOM), reason="public"), "reason is too short"),
        (entry(found(SEED=RANDOM), fingerprint="abc"), "fingerprint"),
        (entry(found(SEED=RANDOM), fingerprint=1), "fingerprint"),
        (entry(found(SEED=RANDOM), environments="staging"), "environments"),
        (entry(found(SEED=RANDOM), environments=[]), "environments"),
        (entry(found(SEED=RANDOM), environments=["stagign"]), "environments"),
    ],
)
def test_broken_entry_is_named(broken: Any, named: str) -> None:
    with pytest.raises(LocalError, match=f"entry 2.*{named}"):
        exemptions(entry(found(SEED=RANDOM)), broken)


def test_file_that_is_no_list_is_refused_and_an_empty_one_is_none() -> None:
    for document in ({"a": 1}, "text", 1):
        with pytest.raises(LocalError, match="no list"):
            parse([document], "secret-exemptions.yaml", ())
    with pytest.raises(LocalError, match="no list"):
        parse([[], []], "secret-exemptions.yaml", ())
    assert parse([], "secret-exemptions.yaml", ()) == ()
    assert parse([None], "secret-exemptions.yaml", ()) == ()


def test_fingerprint_tells_no_value_and_differs_by_place() -> None:
    one = fingerprint("secret-literal", ("", "ConfigMap", "a"), "data.A", "hunter2")
    assert one == fingerprint("secret-literal", ("", "ConfigMap", "a"), "data.A", "hunter2")
    others = {
        fingerprint("secret-token", ("", "ConfigMap", "a"), "data.A", "hunter2"),
        fingerprint("secret-literal", ("", "ConfigMap", "b"), "data.A", "hunter2"),
        fingerprint("secret-literal", ("", "ConfigMap", "a"), "data.B", "hunter2"),
        fingerprint("secret-literal", ("", "ConfigMap", "a"), "data.A", "hunter3"),
    }
    assert one not in others
    assert len(others) == 4
