"""The version of a chart, which Helm wants by SemVer.

Source: https://semver.org, with its own regular expression
"""

import re
import tomllib
from typing import Final

from nexus_gitops.errors import UsageError
from nexus_gitops.platform.project import project

_NUMBER: Final = r"(?:0|[1-9]\d*)"
_PART: Final = rf"(?:{_NUMBER}|\d*[a-zA-Z-][0-9a-zA-Z-]*)"
_SEMVER: Final = re.compile(
    rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-{_PART}(?:\.{_PART})*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?",
    re.ASCII,
)


def version_that_is_valid(version: str) -> str:
    """The version.

    Raises:
        UsageError: it is none by SemVer.
    """
    if not _SEMVER.fullmatch(version):
        raise UsageError(
            f"{version!r} is no version of a chart", "write three numbers, as 1.2.0 or 1.2.0-rc.1"
        )
    return version


def version_of_project() -> str:
    """The version that the `pyproject.toml` of the project says.

    Raises:
        UsageError: it says none, or none by SemVer.
    """
    try:
        content = tomllib.loads((project().root / "pyproject.toml").read_text("utf-8"))
    except (OSError, ValueError):
        content = {}
    version = content.get("project", {}).get("version")
    if not isinstance(version, str):
        raise UsageError("the project says no version", "name one with --version")
    return version_that_is_valid(version)
