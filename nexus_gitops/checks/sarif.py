"""Findings as SARIF 2.1.0, which code hosts show beside the lines they are about.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from collections.abc import Iterable, Sequence
from typing import Any

from nexus_gitops.checks.findings import Finding


def to_sarif(findings: Iterable[Finding], failures: Sequence[str], version: str) -> dict[str, Any]:
    """One run with a result a finding.

    Args:
        findings: of all environments.
        failures: why there are none of others, with the name of the environment.
        version: our own.
    """
    found = tuple(findings)
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "nexus-gitops",
                        "semanticVersion": version,
                        "rules": [{"id": rule} for rule in sorted({f.rule for f in found})],
                    }
                },
                "invocations": [
                    {
                        "executionSuccessful": not failures,
                        "toolExecutionNotifications": [
                            {"level": "error", "message": {"text": text}} for text in failures
                        ],
                    }
                ],
                "results": [_result(finding) for finding in found],
            }
        ],
    }


def _result(finding: Finding) -> dict[str, Any]:
    where = f"{finding.object} {finding.field}".rstrip()
    return {
        "ruleId": finding.rule,
        "level": finding.severity.value,
        "message": {"text": f"{where}: {finding.message}; {finding.fix}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": finding.path},
                    "region": {"startLine": finding.line},
                },
                "logicalLocations": [{"fullyQualifiedName": where, "kind": "resource"}],
            }
        ],
    }
