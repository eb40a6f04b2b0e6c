"""What a service writes is read line by line, and what is no record is found."""

from pathlib import Path

import pytest

from nexus_testbed.service import Service

_RECORD = (
    '{"timestamp": "2025-01-01T00:00:00.000Z", "level": "info", "service": "s", "message": "m"}'
)


def _service(tmp_path: Path, source: str) -> Service:
    (tmp_path / "speaks.py").write_text(source)
    return Service("speaks", {"PYTHONPATH": str(tmp_path)})


def test_a_record_is_found_by_its_message(tmp_path: Path) -> None:
    service = _service(tmp_path, f"print('''{_RECORD}''')")

    assert service.wait_for_record("m")["service"] == "s"
    assert service.wait() == 0


@pytest.mark.parametrize(
    "line",
    [
        "Traceback (most recent call last):",
        "[1]",
        _RECORD.replace("info", "INFO"),
        _RECORD.replace('"message"', '"event"'),
        _RECORD.replace('"s"', "7"),
    ],
)
def test_a_line_that_is_no_record_is_shown(tmp_path: Path, line: str) -> None:
    service = _service(tmp_path, f"print('''{line}''')")
    service.wait()

    assert service.other_lines == [line + "\n"]


def test_standard_error_counts_as_well(tmp_path: Path) -> None:
    service = _service(tmp_path, "import sys; sys.stderr.write('oh\\n')")
    service.wait()

    assert service.other_lines == ["oh\n"]
