"""Resolve requirements/*.lock anew, with hashes for every platform.

Run by `make lock`; needs the resolver `uv`, which it takes from PyPI into a folder of its own.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_OPTIONS = (
    "--quiet",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
)
_RUNTIME = "services/runtime/pyproject.toml"
_KERNEL = "services/workspace-kernel/pyproject.toml"
_NEXUS_OS = "services/nexus-os/pyproject.toml"
_BACKUP = "services/backup/pyproject.toml"
# The images' locks come after the one that they are held to, so that tests run what ships.
_SERVICES = "requirements/services.lock"
_LOCKS = {
    "requirements/dev.lock": ("--group=dev", "pyproject.toml"),
    "requirements/bench.lock": ("requirements/bench.in",),
    "requirements/checkov.lock": ("requirements/checkov.in",),
    "requirements/drawing.lock": ("requirements/drawing.in",),
    _SERVICES: ("requirements/services.in", _RUNTIME, _KERNEL, _NEXUS_OS, _BACKUP),
    "requirements/build.lock": ("requirements/build.in", f"--constraint={_SERVICES}"),
    "services/workspace-kernel/requirements.lock": (_RUNTIME, _KERNEL, f"--constraint={_SERVICES}"),
    "services/nexus-os/requirements.lock": (_RUNTIME, _NEXUS_OS, f"--constraint={_SERVICES}"),
    "services/backup/requirements.lock": (_RUNTIME, _BACKUP, f"--constraint={_SERVICES}"),
}


def main() -> None:
    """Write each lock of _LOCKS; those named as arguments alone, where there are any."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, "uv"]
        subprocess.run(pip, check=True)
        compile_ = [f"{folder}/bin/uv", "pip", "compile", *_OPTIONS]
        for lock in sys.argv[1:] or _LOCKS:
            sources = _LOCKS[lock]
            subprocess.run([*compile_, *sources, f"--output-file={lock}"], check=True, cwd=_ROOT)


if __name__ == "__main__":
    main()
