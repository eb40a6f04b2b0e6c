"""The documents' pictures are what the environments are."""

import importlib


def test_they_are_up_to_date() -> None:
    drawn = importlib.import_module("pictures").pictures()

    assert [path for path, text in drawn.items() if path.read_text("utf-8") != text] == []
