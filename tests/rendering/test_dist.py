"""The writer of dist/ and argocd/: a folder holds exactly what is rendered."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nexus_gitops.errors import LocalError
from nexus_gitops.platform.attempts import Attempts
from nexus_gitops.rendering import dist
from nexus_gitops.rendering.synthesis import Synthesis

FILES = st.dictionaries(
    st.from_regex(r"[a-z]{1,3}\.yaml", fullmatch=True), st.text("aé\n", max_size=5), max_size=5
)


def synthesis(core: Mapping[str, str], environment: str = "dev", **argocd: str) -> Synthesis:
    files = {f"{name}.yaml": text for name, text in argocd.items()}
    return Synthesis(
        environment, applications={"core": core}, argocd=files, images={}, key="k", rendered=True
    )


def write(root: Path, core: Mapping[str, str]) -> dist.Change:
    change = dist.plan_applications(root, [synthesis(core)], ["dev", "prod"])
    dist.apply(change)
    return change


def held(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode()
        for path in folder.rglob("*")
        if path.is_file()
    }


@settings(max_examples=30, deadline=None)
@given(before=FILES, after=FILES)
def test_the_folder_is_a_closed_world(
    before: dict[str, str], after: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("dist")
    write(root, before)

    change = write(root, after)

    assert held(root) == {f"dev/core/{name}": text for name, text in after.items()}
    assert change.unchanged + len(change.written) == len(after)
    assert set(change.removed) == {f"dev/core/{name}" for name in before.keys() - after.keys()}
    again = dist.plan_applications(root, [synthesis(after)], ["dev"])
    assert (again.written, again.removed, again.unchanged) == ({}, (), len(after))


def test_what_is_right_already_is_not_touched(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": "a", "b.yaml": "b"})
    kept, changed = (tmp_path / "dev" / "core" / name for name in ("a.yaml", "b.yaml"))
    before = kept.stat()
    changed_before = changed.stat()

    write(tmp_path, {"a.yaml": "a", "b.yaml": "new"})

    after = kept.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert changed.stat().st_ino != changed_before.st_ino  # replaced in one step


def test_planning_writes_nothing(tmp_path: Path) -> None:
    change = dist.plan_applications(tmp_path / "dist", [synthesis({"a.yaml": "a"})], ["dev"])

    assert change.written == {"dev/core/a.yaml": "a"}
    assert not (tmp_path / "dist").exists()


def test_other_environments_and_files_of_other_kinds_are_left_alone(tmp_path: Path) -> None:
    foreign = {"dev/core/README.md": "x", "prod/core/a.yaml": "x", "note.yaml": "x"}
    for name, text in foreign.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    write(tmp_path, {"a.yaml": "a"})
    write(tmp_path, {})

    assert held(tmp_path) == foreign


def test_argocd_holds_the_definitions_of_all_environments_and_nothing_else(tmp_path: Path) -> None:
    both = [synthesis({}, "dev", root="r", dev="d"), synthesis({}, "prod", root="r", prod="p")]

    dist.apply(dist.plan_argocd(tmp_path, both, ["dev", "prod"]))
    assert held(tmp_path) == {"root.yaml": "r", "dev.yaml": "d", "prod.yaml": "p"}

    dist.apply(dist.plan_argocd(tmp_path, both[:1], ["dev"]))
    assert held(tmp_path) == {"root.yaml": "r", "dev.yaml": "d"}


def test_argocd_keeps_the_definitions_of_an_environment_that_is_not_written(tmp_path: Path) -> None:
    before = [synthesis({}, "dev", root="r", dev="d"), synthesis({}, "prod", root="r", prod="p")]
    dist.apply(dist.plan_argocd(tmp_path, before, ["dev", "prod"]))

    dist.apply(dist.plan_argocd(tmp_path, [synthesis({}, dev="new")], ["dev", "prod"]))

    assert held(tmp_path) == {"root.yaml": "r", "dev.yaml": "new", "prod.yaml": "p"}


def test_anybody_may_read_what_is_written(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": "a"})

    assert (tmp_path / "dev" / "core" / "a.yaml").stat().st_mode & 0o777 == 0o644


def test_a_file_where_a_folder_should_be_is_told_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "dev").write_text("mine")

    with pytest.raises(LocalError, match=str(tmp_path / "dev")) as caught:
        write(tmp_path, {"a.yaml": "a"})

    assert caught.value.hint
    assert held(tmp_path) == {"dev": "mine"}


def test_a_folder_where_a_file_should_be_is_told_and_nothing_half_written_stays(
    tmp_path: Path,
) -> None:
    write(tmp_path, {"a.yaml": "old"})
    change = dist.plan_applications(
        tmp_path, [synthesis({"a.yaml": "new", "b.yaml": "b"})], ["dev"]
    )
    (tmp_path / "dev" / "core" / "b.yaml").mkdir()

    with pytest.raises(LocalError):
        dist.apply(change)

    assert held(tmp_path) == {"dev/core/a.yaml": "new"}


def test_the_manifests_of_a_retired_environment_go_away(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": "a"})
    gone = dist.plan_applications(tmp_path, [synthesis({"a.yaml": "a"}, "prod")], ["prod"])
    dist.apply(gone)
    assert held(tmp_path) == {"prod/core/a.yaml": "a"}


def test_an_environment_that_disagrees_on_a_shared_definition_stops_no_other() -> None:
    dev, prod = synthesis({}, "dev", root="a"), synthesis({}, "prod", root="b", own="p")
    staging = synthesis({}, "staging", root="a", own="s")
    rendered = Attempts({"dev": dev, "prod": prod, "staging": staging}, {})

    agreed = dist.in_agreement(rendered)

    assert agreed.made == {"dev": dev, "staging": staging}
    assert str(agreed.failed["prod"]) == (
        "it renders another root.yaml than dev;"
        " declare the same repository and branch in all environments"
    )
