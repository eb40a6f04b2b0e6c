"""From an environment to the place where it is published, and to what is put there."""

from collections.abc import Callable
from pathlib import Path

import pytest

from nexus_gitops.errors import UsageError
from nexus_gitops.operations.release import release_of, target_of
from nexus_gitops.platform import loading
from nexus_gitops.publish.release import Source
from nexus_gitops.rendering.render import Rendering
from nexus_gitops.rendering.synthesis import Synthesis


@pytest.fixture(autouse=True)
def own_folder(cache_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_repository_the_local_one_is_published_to(own_folder: Path) -> None:
    target = target_of("staging", None, None)

    assert target.address.embedded
    assert str(target.address) == str(own_folder / ".nexus" / "gitops.git")
    assert target.branch == loading.load("staging").repository.branch
    assert (target.request.url, target.request.branch) == ("", ""), "Applications as declared"
    assert list(own_folder.glob(".nexus")) == []


def test_what_is_asked_for_is_published_to_and_named_in_the_applications() -> None:
    target = target_of("staging", "https://ada:correct-horse@git.example.com/x.git", "live")

    assert str(target.address) == "https://git.example.com/x.git"
    assert target.branch == "live"
    assert (target.request.url, target.request.branch) == ("https://git.example.com/x.git", "live")


def test_a_path_is_named_as_a_url_that_leads_there_from_everywhere(own_folder: Path) -> None:
    target = target_of("dev", "gitops.git", None)

    assert target.request.url == (own_folder / "gitops.git").as_uri()


@pytest.mark.parametrize(
    ("repository", "branch"),
    [("", None), ("ftp://example.com/x", None), (None, ""), (None, "a..b")],
)
def test_an_address_or_a_branch_that_is_none_is_refused(
    repository: str | None, branch: str | None
) -> None:
    with pytest.raises(UsageError):
        target_of("dev", repository, branch)


def test_a_release_has_every_manifest_below_the_folder_that_argo_cd_watches(
    rendering: Callable[[str], Rendering],
) -> None:
    rendered = rendering("staging")
    source = Source("https://example.com/source.git", "1" * 40)

    release = release_of(
        Synthesis(
            "staging",
            rendered.applications,
            rendered.argocd,
            rendered.images,
            key="",
            rendered=True,
        ),
        source,
    )

    core = {
        path.removeprefix("environments/staging/core/"): text
        for path, text in release.files.items()
        if path.startswith("environments/staging/core/")
    }
    argocd = {
        path.removeprefix("argocd/"): text
        for path, text in release.files.items()
        if path.startswith("argocd/")
    }
    assert (core, argocd) == (rendered.applications["core"], rendered.argocd)
    rendered_files = sum(len(files) for files in rendered.applications.values())
    assert rendered_files + len(argocd) == len(release.files)
    assert release.source == source
    assert release.images == {
        service: image.reference for service, image in loading.images("staging").items()
    }
    assert {"nexus-gitops", "cdk8s", "constructs"} <= release.tools.keys()
