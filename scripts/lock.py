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
_LOCKS = {
    "requirements/dev.lock": ("--group=dev", "pyproject.toml"),
    "requirements/checkov.lock": ("requirements/checkov.in",),
}


def main() -> None:
    """Write requirements/dev.lock and requirements/checkov.lock."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, "uv"]
        subprocess.run(pip, check=True)
        compile_ = [f"{folder}/bin/uv", "pip", "compile", *_OPTIONS]
        for lock, sources in _LOCKS.items():
            subprocess.run([*compile_, *sources, f"--output-file={lock}"], check=True, cwd=_ROOT)


if __name__ == "__main__":
    main()
