"""A file of variables, as `.env.k8s`: a line a variable, KEY=VALUE, as kubectl reads it.

Source: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_create/kubectl_create_secret_generic/
(`--from-env-file`): a value is taken as it stands, without quotes or references.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from nexus_gitops.errors import LocalError, UsageError

_KEY: Final = re.compile(r"[-._a-zA-Z0-9]+")
_QUOTES: Final = ('"', "'")


def read(path: Path) -> dict[str, str]:
    """The variables of a file that have a value.

    Raises:
        UsageError: a line is no variable, or names one twice; the line's number is told, and no
            value.
        LocalError: the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise LocalError(f"{path} cannot be read: {error.strerror}", "name another one") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no text in UTF-8", "write it anew") from error
    return _variables(text.splitlines(), path)


def _variables(lines: Iterable[str], path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key, equals, value = line.partition("=")
        key, place = key.strip(), f"{path}, line {number}"
        if not equals or not _KEY.fullmatch(key):
            raise UsageError(f"{place}: this is no variable", "write it as KEY=VALUE")
        if key in found:
            raise UsageError(f"{place}: {key} is there twice", "keep one of them")
        if len(value) > 1 and value[0] in _QUOTES and value[0] == value[-1]:
            raise UsageError(
                f"{place}: the value of {key} is in quotes, which would be a part of it",
                "write it without",
            )
        found[key] = value
    return {key: value for key, value in found.items() if value}
