"""Files of published Go modules, read from the zip that the Go client fetches and verifies.

The client checks what it fetches against the checksum database, and `checksum` pins it here
as well.
"""

import json
import subprocess
import zipfile
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GoModule:
    """One version of a Go module.

    Attributes:
        path: of the module, as `k8s.io/kubernetes`.
        version: as `v1.36.1`.
        checksum: of the module's zip, as go.sum writes it (`h1:...`).
    """

    path: str
    version: str
    checksum: str

    @property
    def folder(self) -> str:
        """What the names of all files in the zip begin with."""
        return f"{self.path}@{self.version}/"

    def open(self) -> zipfile.ZipFile:
        """The module's zip, which Go keeps even where it cannot unpack it.

        A module that asks for a newer Go than the installed one ends in an error after its
        zip was fetched and verified, and the zip is all that is needed here.

        Raises:
            FileNotFoundError: Go is not installed.
            RuntimeError: the module cannot be fetched, or is not the one that is pinned.
        """
        command = ["go", "mod", "download", "-json", f"{self.path}@{self.version}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        answer = json.loads(done.stdout or "{}")
        if "Zip" not in answer:
            raise RuntimeError(f"{self.path}: {answer.get('Error') or done.stderr.strip()}")
        if answer["Sum"] != self.checksum:
            raise RuntimeError(f"{self.path} has checksum {answer['Sum']}, not {self.checksum}")
        return zipfile.ZipFile(answer["Zip"])
