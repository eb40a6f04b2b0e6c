"""The one place that turns a failure into lines on stderr and an exit code."""

import os
import stat
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from nexus_gitops.cli import screen
from nexus_gitops.cli.failures import EnvironmentsError
from nexus_gitops.errors import LocalError, NexusError
from nexus_gitops.terminal import printable

EXIT_DEFECT: Final = 70
"""A failure that nobody foresaw; the number is EX_SOFTWARE of sysexits.h."""
EXIT_INTERRUPTED: Final = 130
EXIT_OUTPUT_CLOSED: Final = 141
"""What a shell says of a program whose reader went away."""


def exit_code_of(act: Callable[[], int]) -> int:
    """The exit code that `act` returns, or that its failure means (docs/exit-codes.md).

    Shows no traceback unless NEXUS_GITOPS_DEBUG is set.
    """
    _prepare_streams()
    os.umask(os.umask(0) | stat.S_IWOTH)  # nothing that we keep is for everybody to write
    code = _guarded(act)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            # Python flushes once more at the end of the process, and would complain about it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return code


def _guarded(act: Callable[[], int]) -> int:
    try:
        code = act()
        sys.stdout.flush()
    except NexusError as error:
        return _complain(error.exit_code, str(error))
    except EnvironmentsError as error:
        return _complain(error.exit_code, *error.args)
    except KeyboardInterrupt:
        return _complain(EXIT_INTERRUPTED, "interrupted; nothing is half done, run it again")
    except BrokenPipeError:
        return EXIT_OUTPUT_CLOSED
    except OSError as error:
        about = f"{error.filename}: " if error.filename else ""
        return _complain(LocalError.exit_code, f"{about}{error.strerror or error}")
    except Exception as error:  # noqa: BLE001 -- the last resort: no traceback for a user
        return _complain(EXIT_DEFECT, _defect(error))
    return code


def without_credentials(text: str) -> str:
    """`text` without what its URLs say of users and passwords."""
    from nexus_gitops.publish import RepositoryAddress

    return RepositoryAddress("").redact(text)


def _prepare_streams() -> None:
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 -- for good
    # A name that this terminal has no letters for is no reason to fail.
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")


def _complain(code: int, *failures: str) -> int:
    with suppress(BrokenPipeError):
        if os.environ.get("NEXUS_GITOPS_DEBUG"):
            print(without_credentials(traceback.format_exc()), file=sys.stderr)
        for text in failures:
            line = f"nexus-gitops: error: {printable(' '.join(text.split()))}"
            screen.write(line, sys.stderr, screen.width_of(sys.stderr))
    return code


def _defect(error: Exception) -> str:
    """Says where, but not the error's own words: they may hold anything, even a credential."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"{type(error).__name__} in {place.filename}, line {place.lineno}: this is a defect of"
        " nexus-gitops; NEXUS_GITOPS_DEBUG=1 shows the traceback to report"
    )
