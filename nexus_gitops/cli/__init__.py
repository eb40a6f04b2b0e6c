"""The command line: parse, call, show."""

import gc
import os
from typing import TYPE_CHECKING, NoReturn

from nexus_gitops.cli.exit_codes import (
    EXIT_INTERRUPTED,
    EXIT_OUTPUT_CLOSED,
    exit_code_of,
    without_credentials,
)
from nexus_gitops.errors import UsageError

if TYPE_CHECKING:
    from typer import Context, TyperException

_COMPLETE = "_NEXUS_GITOPS_COMPLETE"


def main() -> NoReturn:
    """Run the command line, and end the process with its exit code.

    A command is over before garbage is worth a search, and before taking all modules down
    is of use to anybody; both together are a sixth of a publish that changes nothing.
    """
    gc.disable()
    os._exit(run())


def run() -> int:
    """The exit code of the command that `sys.argv` names (docs/exit-codes.md)."""
    return exit_code_of(_run)


def _run() -> int:
    from typer import TyperException

    from nexus_gitops.cli.app import app

    try:
        code: int = (
            app(prog_name="nexus-gitops", complete_var=_COMPLETE, standalone_mode=False) or 0
        )
    except TyperException as error:
        context = getattr(error, "ctx", None)  # not every error of Typer's knows its command
        if context and error.format_message() == context.get_help():
            print(error.format_message())  # no command was named
            return error.exit_code
        raise _in_our_words(error, context) from error
    except SystemExit as end:
        # Completion ends so, and so does Typer where nobody reads our output any more: with 1.
        if not end.code or _COMPLETE in os.environ:
            return int(end.code or 0)
        return EXIT_OUTPUT_CLOSED
    if code == EXIT_INTERRUPTED:
        raise KeyboardInterrupt
    return code


def _in_our_words(error: "TyperException", context: "Context | None") -> UsageError:
    # It repeats what was typed, which may be a URL in the wrong place.
    message = without_credentials(error.format_message().rstrip("."))
    return UsageError(message, f"{context.command_path} --help shows how" if context else "")
