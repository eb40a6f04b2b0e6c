"""The JSON shape, pinned."""

import json
from typing import Any

from nexus_gitops.diff import Diff, diff, to_json


def test_the_shape(make: Any, files: Any) -> None:
    before = files(make("apps/v1", "Deployment", "web", spec={"replicas": 1}))
    after = files(make("apps/v1", "Deployment", "web", spec={"replicas": 2, "paused": None}))
    found = to_json(diff(before, after))
    assert found == {
        "schema": 1,
        "summary": {"added": 0, "changed": 1, "removed": 0},
        "risks": ["replicas"],
        "changes": [
            {
                "action": "changed",
                "group": "apps",
                "kind": "Deployment",
                "namespace": "nexus",
                "name": "web",
                "renamedFrom": "",
                "path": "environments/dev/core/apps_deployment_web.yaml",
                "application": "core",
                "risks": ["replicas"],
                "fields": [
                    {"field": "spec.paused", "after": None, "risks": []},
                    {"field": "spec.replicas", "before": 1, "after": 2, "risks": ["replicas"]},
                ],
            }
        ],
        "rewritten": [],
    }
    assert json.loads(json.dumps(found)) == found


def test_an_empty_diff_has_the_same_shape() -> None:
    assert to_json(Diff()) == {
        "schema": 1,
        "summary": {"added": 0, "changed": 0, "removed": 0},
        "risks": [],
        "changes": [],
        "rewritten": [],
    }
