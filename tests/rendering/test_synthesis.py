"""Renderings, worked out once."""

from collections.abc import Callable
from pathlib import Path

from nexus_gitops.rendering import cache
from nexus_gitops.rendering.render import Rendering
from nexus_gitops.rendering.synthesis import synthesise
from nexus_gitops.rendering.worker import Request


def test_only_what_was_never_rendered_before_is_rendered(
    cache_dir: Path, rendering: Callable[[str], Rendering]
) -> None:
    elsewhere = Request("staging", url="file:///srv/gitops.git")

    (first,) = synthesise([Request("staging")])
    prod, staging, moved = synthesise([Request("prod"), Request("staging"), elsewhere])
    again = synthesise([elsewhere, Request("staging"), Request("prod")])

    assert [first.rendered, prod.rendered, staging.rendered] == [True, True, False]
    assert not any(synthesis.rendered for synthesis in again)
    assert [synthesis.environment for synthesis in again] == ["staging", "staging", "prod"]
    assert (
        staging.applications["core"]
        == again[1].applications["core"]
        == rendering("staging").applications["core"]
    )
    assert prod.argocd == again[2].argocd == rendering("prod").argocd
    # Another repository makes other Applications, and so another entry.
    assert moved.rendered
    assert moved.key != staging.key
    assert moved.applications["core"] == staging.applications["core"]
    assert again[0].argocd == moved.argocd != staging.argocd


def test_a_damaged_entry_is_rendered_anew(
    cache_dir: Path, rendering: Callable[[str], Rendering]
) -> None:
    entry = cache_dir / "renderings" / cache.key_of("fast", "dev", "", "")
    entry.parent.mkdir()
    entry.write_text('{"core": {"a.yaml": "apiVe')

    (dev,) = synthesise([Request("dev")])

    assert dev.rendered
    assert dev.applications["core"] == rendering("dev").applications["core"]
    assert cache.read("renderings", entry.name) == {
        "applications": dev.applications,
        "argocd": dev.argocd,
    }


def test_nothing_asked_is_nothing_rendered(cache_dir: Path) -> None:
    assert synthesise([]) == ()
