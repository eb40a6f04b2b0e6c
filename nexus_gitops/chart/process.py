"""Asks a process of its own for a chart, or for renderings of values."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from nexus_gitops.chart.source import source
from nexus_gitops.errors import LocalError
from nexus_gitops.rendering import cache
from nexus_gitops.rendering.inputs import key_of, key_of_all
from nexus_gitops.rendering.process import settings_of_process

_DERIVED: Final = "derived"
_DERIVATION: Final = "derivation"
_WORKER: Final = "nexus_gitops.chart.worker"


def files(version: str) -> dict[str, str]:
    """Text by path in the chart of the project's platform.

    Raises:
        LocalError: something of it cannot be said in a template; the field is named.
    """
    answer: dict[str, str] = _derived({"files": version})
    return answer


def rendered(values: Sequence[Mapping[str, Any]]) -> list[Any]:
    """The objects that the typed code renders for each of these values, and what it refuses.

    Each answer is a list of objects, or a text that says why there are none.

    Raises:
        LocalError: a render failed.
    """
    answer: list[Any] = _ask({"rendered": values})
    return answer


def origins(environment: str) -> dict[str, dict[str, list[str]]]:
    """The environment's values that each field of its manifests comes from; see `origins.Origins`.

    Raises:
        LocalError: something of the platform cannot be derived; the field is named.
    """
    answer: dict[str, dict[str, list[str]]] = _derived({"origins": environment})
    return answer


def _derived(question: Mapping[str, Any]) -> Any:
    """The answer to a question whose answer the code and the environments' data decide alone."""
    key = key_of_all(json.dumps(question))
    answer = cache.read(_DERIVED, key)
    if answer is None:
        of = _key_of_derivation()
        told = _ask({"derived": question, "of": cache.read(_DERIVATION, of)})
        answer = told["answer"]
        cache.write(_DERIVED, {key: answer})
        if "of" in told:
            cache.write(_DERIVATION, {of: told["of"]})
    return answer


def _key_of_derivation() -> str:
    """What the values of the environments are, and the version of a chart, is not part of it."""
    told = source()
    return key_of(_DERIVATION, msgspec.json.encode(told.standard).decode())


def _ask(question: Mapping[str, Any]) -> Any:
    finished = subprocess.run(  # noqa: S603 -- ourselves
        [sys.executable, "-O", "-P", "-m", _WORKER],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=settings_of_process(),
        check=False,
    )
    if finished.returncode or not finished.stdout:  # a platform's code may end the process
        lines = [line for line in finished.stderr.splitlines() if line.strip()]
        raise LocalError(
            f"the chart cannot be derived: {lines[-1] if lines else 'it ended without a word'}"
        )
    return json.loads(finished.stdout)
