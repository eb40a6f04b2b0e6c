"""Renderings, worked out once."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from nexus_gitops.platform import loading
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering import cache
from nexus_gitops.rendering.inputs import key_of_environment
from nexus_gitops.rendering.render import Rendering, render
from nexus_gitops.rendering.synthesis import Request, synthesise


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
    # Another repository makes other Applications of the same rendering.
    assert not moved.rendered
    assert moved.key != staging.key
    assert moved.applications["core"] == staging.applications["core"]
    assert again[0].argocd == moved.argocd != staging.argocd


@pytest.mark.parametrize("branch", ["", "next"])
@pytest.mark.parametrize("url", ["", "file:///srv/gitops.git", "https://yes"])
def test_the_applications_name_the_repository_that_is_asked_for_as_if_it_were_declared(
    cache_dir: Path, url: str, branch: str
) -> None:
    env = loading.load("prod")
    asked = {name: value for name, value in (("url", url), ("branch", branch)) if value}

    (moved,) = synthesise([Request("prod", url=url, branch=branch)])

    repository = msgspec.structs.replace(env.repository, **asked)
    expected = render(platform(), env, loading.images("prod"), repository)
    assert (moved.applications, moved.argocd) == (expected.applications, expected.argocd)


def test_a_damaged_entry_is_rendered_anew(
    cache_dir: Path, rendering: Callable[[str], Rendering]
) -> None:
    entry = cache_dir / "renderings" / key_of_environment("dev", "fast")
    entry.parent.mkdir(exist_ok=True)
    entry.write_text('{"core": {"a.yaml": "apiVe')

    (dev,) = synthesise([Request("dev")])

    assert dev.rendered
    assert dev.applications["core"] == rendering("dev").applications["core"]
    assert cache.read("renderings", entry.name) == {
        "applications": dev.applications,
        "argocd": dev.argocd,
        "images": dev.images,
    }


def test_nothing_asked_is_nothing_rendered(cache_dir: Path) -> None:
    assert synthesise([]) == ()
