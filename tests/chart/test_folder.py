"""A folder holds the chart, and nothing that is not of it."""

from pathlib import Path

import pytest

from nexus_gitops.chart.folder import plan
from nexus_gitops.errors import RefusedError
from nexus_gitops.rendering.dist import apply

FILES = {"Chart.yaml": "name: shop\n", "templates/a.yaml": "a\n"}


def test_it_is_written_and_left_alone_where_nothing_changed(tmp_path: Path) -> None:
    apply(plan(tmp_path / "new", FILES, "shop"))

    again = plan(tmp_path / "new", FILES, "shop")

    assert (again.written, again.removed, again.unchanged) == ({}, (), 2)


def test_what_is_no_longer_in_the_chart_goes(tmp_path: Path) -> None:
    apply(plan(tmp_path, {**FILES, "templates/deep/b.yaml": "b\n"}, "shop"))

    apply(plan(tmp_path, FILES, "shop"))

    assert {path.name for path in tmp_path.rglob("*")} == {"Chart.yaml", "templates", "a.yaml"}


@pytest.mark.parametrize("present", ["notes.txt", "Chart.yaml"])
def test_a_folder_of_something_else_is_refused(tmp_path: Path, present: str) -> None:
    (tmp_path / present).write_text("name: other\n")

    with pytest.raises(RefusedError, match="something else"):
        plan(tmp_path, FILES, "shop")
