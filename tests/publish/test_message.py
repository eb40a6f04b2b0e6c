from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from nexus_gitops.publish.changes import Changes
from nexus_gitops.publish.message import message_of, objects_of, trailers_of
from nexus_gitops.publish.release import Release, Source
from tests.publish.conftest import git, manifest, release_of

WEB = "environments/dev/core/core_configmap_web.yaml"


def test_a_message_in_full() -> None:
    release = release_of("dev", web=2)
    before = {"environments/dev/core/old.yaml": manifest("Service", "old")}
    changes = Changes((), (WEB,), ("environments/dev/core/old.yaml",))
    assert message_of(release, changes, before) == (
        "nexus-gitops: publish dev: 0 added, 1 changed, 1 removed\n"
        "\n"
        "changed ConfigMap/web\n"
        "removed Service/old\n"
        "\n"
        "Nexus-Environment: dev\n"
        "Nexus-Source-Repository: https://example.org/nexus.git\n"
        "Nexus-Source-Revision: 1111111111111111111111111111111111111111\n"
        "Nexus-Tool-Version: 0.1.0\n"
        "Nexus-Changes: 0 added, 1 changed, 1 removed\n"
        "Argocd-reference-commit-sha: 1111111111111111111111111111111111111111\n"
        "Argocd-reference-commit-repourl: https://example.org/nexus.git\n"
    )


def test_a_single_change_is_the_summary() -> None:
    message = message_of(release_of("dev", web=2), Changes(changed=(WEB,)), {})
    assert message.startswith("nexus-gitops: publish dev: ConfigMap/web changed\n")
    assert objects_of(message) == ("changed ConfigMap/web",)


def test_git_reads_the_trailers(tmp_path: Path) -> None:
    message = message_of(release_of("dev", web=2), Changes(changed=(WEB,)), {})
    parsed = git(tmp_path, "interpret-trailers", "--parse", stdin=message)
    assert dict(line.split(": ", 1) for line in parsed.splitlines()) == trailers_of(message)


def test_a_dirty_source_is_told_and_leads_nowhere() -> None:
    source = Source("https://example.org/nexus.git", "1" * 40, dirty=True)
    message = message_of(release_of("dev", source=source), Changes(), {})
    assert trailers_of(message)["Nexus-Source-Dirty"] == "true"
    assert "Argocd-reference" not in message


def test_a_long_list_is_cut_short() -> None:
    values: dict[str, Any] = {f"c{number:03}": 1 for number in range(200)}
    release = release_of("dev", **values)
    message = message_of(release, Changes(added=tuple(sorted(release.files))), {})
    assert len(objects_of(message)) == 50
    assert "\nand 151 more\n" in message
    assert trailers_of(message)["Nexus-Changes"] == "201 added, 0 changed, 0 removed"


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_value_can_forge_a_trailer(repository: str, path: str) -> None:
    release = Release("dev", {path: ""}, source=Source(f"{repository}\nNexus-Environment: prod"))
    message = message_of(release, Changes(added=(path,)), {})
    assert trailers_of(message)["Nexus-Environment"] == "dev"
    assert trailers_of(message)["Nexus-Changes"] == "1 added, 0 changed, 0 removed"


def test_a_message_of_somebody_else_has_no_trailers() -> None:
    assert trailers_of("Fix a typo\n\nIt said: teh, which\nis wrong.\n") == {}
    assert trailers_of("") == {}
