"""A file of variables is read as kubectl reads it, and a mistake is told without a value."""

from pathlib import Path

import pytest

from nexus_gitops.errors import LocalError, UsageError
from nexus_gitops.operations.env_file import read


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / ".env.k8s"


def test_a_value_is_everything_behind_the_first_equals_sign(file: Path) -> None:
    file.write_text("# a comment\n\nKEY=a=b #c'd\nOTHER= spaced \n")
    assert read(file) == {"KEY": "a=b #c'd", "OTHER": " spaced "}


def test_a_variable_without_a_value_is_not_given(file: Path) -> None:
    file.write_text("EMPTY=\nKEY=value\n")
    assert read(file) == {"KEY": "value"}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("s3cret", "this is no variable"),
        ("export KEY=s3cret", "this is no variable"),
        ('KEY="s3cret"', "in quotes"),
        ("KEY='s3cret'", "in quotes"),
        ("GIVEN=s3cret", "GIVEN is there twice"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_no_value(file: Path, line: str, told: str) -> None:
    file.write_text(f"GIVEN=s3cret\n{line}\n")
    with pytest.raises(UsageError, match=told) as caught:
        read(file)
    assert f"{file}, line 2" in caught.value.message
    assert "s3cret" not in str(caught.value)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match="missing cannot be read"):
        read(tmp_path / "missing")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="no text in UTF-8"):
        read(tmp_path / "binary")
