"""The commands of docs/troubleshooting.md: ours exist, as they are written.

Those of kubectl are run by `tests/e2e_node/test_troubleshooting.py`.
"""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from command_lines import quoted, typed
from typer.main import get_command

from nexus_gitops.cli.app import app
from nexus_gitops.operations.graph import rendered_graph

DOCS = Path(__file__).parents[1] / "docs"
PAGES = [DOCS / "troubleshooting.md", DOCS / "troubleshooting.zh-CN.md"]


@pytest.mark.parametrize("line", typed(PAGES[0], "nexus-gitops"))
def test_a_command_exists_with_its_options(line: str) -> None:
    words = shlex.split(line.partition(" | ")[0])[1:]
    command: Any = get_command(app).commands[words.pop(0)]  # type: ignore[attr-defined]

    assert command.make_context("nexus-gitops", words).params


def test_both_languages_have_the_same_commands() -> None:
    for program in ("nexus-gitops", "kubectl"):
        ours, theirs = (typed(page, program) for page in PAGES)
        assert ours == theirs
        assert len(ours) > 5
    ours, theirs = (quoted(page, "kubectl") for page in PAGES)
    assert ours == theirs


def test_who_is_asked_from_where_may_connect() -> None:
    """A question from a pod that has no leave would only tell that it has none."""
    flows = {
        (flow.source.name, flow.target.name, port)
        for flow in rendered_graph("dev").flows
        for port in flow.ports
    }
    asked = " ".join(typed(PAGES[0], "kubectl"))
    assert "deployment/workspace-kernel -- python -c" in asked
    assert "('postgres', 5432)" in asked
    assert "name=graphstudio-frontend --output=name" in asked
    assert "http://workspace-kernel:3000/" in asked
    assert {
        ("workspace-kernel", "postgres", 5432),
        ("graphstudio-frontend", "workspace-kernel", 3000),
    } <= flows


def test_the_container_that_is_put_beside_a_pod_is_nobodys_root() -> None:
    profile = json.loads((DOCS / "debug-container.json").read_text())
    assert profile["securityContext"]["runAsUser"] > 0
