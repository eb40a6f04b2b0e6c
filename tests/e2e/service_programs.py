"""Programs in the services' own environment, which a test starts, asks and tells when to end."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from tests.e2e.controlplane.binaries import ROOT

BIN: Final = ROOT / ".venv-services" / "bin"


@dataclass(frozen=True)
class Program:
    """A program that runs.

    Attributes:
        told: what it said once it was ready.
    """

    told: Mapping[str, Any]
    _process: subprocess.Popen[str]

    def ask(self, line: str) -> str:
        """What it answers, in a line."""
        return _asked(self._process, line)


@contextmanager
def running(source: str, asked: Mapping[str, Any]) -> Iterator[Program]:
    """Run one until the end of the block.

    Args:
        source: reads `asked` from its standard input, prints as JSON what it tells, each in a line,
            and ends with its standard input, be it that the tests are killed.
        asked: what it is asked for; never on a command line, for there are keys in it.
    """
    with subprocess.Popen(
        [str(BIN / "python"), "-c", source],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        told = _asked(process, json.dumps(asked))
        assert told, "it did not start"
        yield Program(json.loads(told), process)
        assert process.stdin is not None
        process.stdin.close()


def _asked(process: subprocess.Popen[str], line: str) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()
    return process.stdout.readline()
