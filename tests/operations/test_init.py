"""A new platform works before anybody has changed it."""

from pathlib import Path

import pytest

from nexus_gitops.errors import UsageError
from nexus_gitops.operations.init import init


def test_it_is_named_after_its_folder(tmp_path: Path) -> None:
    made = init(tmp_path / "coffee-shop")

    assert made.package == "coffee_shop_platform"
    assert {"pyproject.toml", ".gitignore", ".github/workflows/gitops.yml"} <= set(made.files)
    text = "".join((made.folder / path).read_text() for path in made.files)
    assert "example" not in text.replace("example.com", "")
    assert "class CoffeeShop" in text


def test_what_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(UsageError, match="holds something already"):
        init(tmp_path, "shop")

    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("name", ["Shop", "1st", "a_b", "x" * 30, "-a", "a-"])
def test_a_name_that_begins_no_application_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot begin the names of Applications"):
        init(tmp_path / "new", name)
    assert not (tmp_path / "new").exists()
