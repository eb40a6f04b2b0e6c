"""Builds the wheel and the source distribution, and tries both in an empty environment.

`python scripts/release.py [FOLDER]`; the folder is build/ unless named. Each is installed with what
it depends on into a virtual environment of its own, and there begins a platform, renders, checks
and publishes it.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).parent.parent
_TRIAL: Final = (
    ("init", "shop"),
    ("synth",),
    ("validate",),
    ("publish", "--env", "staging"),
)


def main() -> None:
    """Build and try; whatever fails ends it."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else _ROOT / "build")
    folder.mkdir(parents=True, exist_ok=True)
    for target in ("sdist", "wheel"):
        build = [sys.executable, "-m", "hatchling", "build", "--target", target]
        subprocess.run([*build, "--directory", str(folder.resolve())], cwd=_ROOT, check=True)
    for package in sorted({*folder.glob("*.whl"), *folder.glob("*.tar.gz")}):
        with tempfile.TemporaryDirectory() as empty:
            _try(package.resolve(), Path(empty))
        print(f"{package.name}: begins, renders, checks and publishes a platform")


def _try(package: Path, empty: Path) -> None:
    venv.create(empty / "venv", with_pip=True)
    program = empty / "venv" / "bin"
    subprocess.run(
        [program / "python", "-m", "pip", "install", "--quiet", package], cwd=empty, check=True
    )
    where = empty
    for arguments in _TRIAL:
        subprocess.run([program / "nexus-gitops", *arguments], cwd=where, check=True)
        where = empty / "shop"


if __name__ == "__main__":
    main()
