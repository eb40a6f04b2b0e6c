"""The process that renders."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from nexus_gitops.errors import LocalError
from nexus_gitops.rendering.render import Rendering
from nexus_gitops.rendering.worker import Engine, Request, render_all

NOWHERE = "/dev/null/nowhere"


def repository_of(answer: Mapping[str, Mapping[str, str]]) -> tuple[str, str]:
    """URL and revision that the dev Application names."""
    lines = answer["argocd"]["argoproj.io_application_nexus-dev-core.yaml"].splitlines()
    fields = dict(line.strip().split(": ", 1) for line in lines if ": " in line)
    return fields["repoURL"], fields["targetRevision"]


def test_the_applications_name_the_repository_that_is_asked_for(
    cache_dir: Path, rendering: Callable[[str], Rendering]
) -> None:
    declared, asked = render_all(
        [Request("dev"), Request("dev", url="file:///srv/gitops.git", branch="next")], Engine.FAST
    )

    assert repository_of(asked) == ("file:///srv/gitops.git", "refs/heads/next")
    assert declared == {
        "applications": rendering("dev").applications,
        "argocd": rendering("dev").argocd,
    }
    assert declared["applications"] == asked["applications"]


@pytest.mark.parametrize("engine", Engine)
def test_a_failure_is_told_in_one_line_without_a_traceback(cache_dir: Path, engine: Engine) -> None:
    with pytest.raises(LocalError, match="there is no environment 'nowhere'") as caught:
        render_all([Request("nowhere")], engine)

    message = str(caught.value)
    assert "Traceback" not in message
    assert "errors.UsageError" not in message
    assert len(message.splitlines()) == 1


@pytest.mark.parametrize("engine", Engine)
def test_it_needs_no_home_and_no_compiled_modules(
    cache_dir: Path, monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    monkeypatch.setenv("HOME", NOWHERE)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.delenv("JSII_NODE", raising=False)

    (answer,) = render_all([Request("dev")], engine)

    assert answer["applications"]["core"]


@pytest.mark.parametrize("engine", Engine)
def test_it_works_where_nothing_can_be_cached(
    monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    monkeypatch.setenv("HOME", NOWHERE)
    monkeypatch.setenv("NEXUS_GITOPS_CACHE_DIR", NOWHERE)

    (answer,) = render_all([Request("dev")], engine)

    assert answer["applications"]["core"]


@pytest.mark.parametrize(
    ("engine", "folder", "pattern"),
    [
        (Engine.CDK8S, "jsii", "cdk8s/**/lib/app.js"),
        (Engine.CDK8S, "pycache", "**/nexus_platform/core.*.pyc"),
        (Engine.FAST, "pycache", "**/nexus_platform/core.*.pyc"),
    ],
)
def test_a_damaged_cache_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: Engine, folder: str, pattern: str
) -> None:
    monkeypatch.setenv("NEXUS_GITOPS_CACHE_DIR", str(tmp_path))
    (whole,) = render_all([Request("dev")], engine)
    (damaged,) = (tmp_path / folder).glob(pattern)
    damaged.write_bytes(damaged.read_bytes()[:20])

    assert render_all([Request("dev")], engine) == [whole]
    assert not damaged.exists()


def test_the_fast_engine_starts_no_node(cache_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JSII_NODE", NOWHERE)

    assert render_all([Request("dev")], Engine.FAST)
    with pytest.raises(LocalError):
        render_all([Request("dev")], Engine.CDK8S)
