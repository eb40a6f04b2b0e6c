"""Signs what was pushed, by cosign, with what the user's environment tells cosign of keys.

Source: https://docs.sigstore.dev/cosign/signing/signing_with_containers/
"""

import os
import shutil
import subprocess
from typing import Final

from nexus_gitops.errors import LocalError

_KEY: Final = "COSIGN_KEY"


def sign(reference: str) -> None:
    """Sign what `reference` names by its digest; with the key of COSIGN_KEY, where that is set.

    Raises:
        LocalError: cosign is missing or failed.
    """
    program = shutil.which("cosign")
    if program is None:
        raise LocalError("cosign is not on PATH", "install it, or push without --sign")
    key = os.environ.get(_KEY)
    done = subprocess.run(  # noqa: S603 -- found on PATH
        [program, "sign", "--yes", *(["--key", key] if key else []), reference],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise LocalError(
            f"cosign did not sign {reference}: {lines[-1] if lines else 'it said nothing'}",
            f"set {_KEY} to a key, or sign in where cosign asks for it; the chart itself is pushed",
        )
